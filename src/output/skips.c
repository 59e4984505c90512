/* Writing and reading the files in skips/. */
#include "output/skips.h"

#include "output/part_rows.h"

enum {
	CELL_ID,
	HARDWARE,
	METERED,
	REASON,
};

static const struct part_format format = {
	"skips",
	{ [CELL_ID] = "cell_id",
	  [HARDWARE] = "hardware",
	  [METERED] = "metered",
	  [REASON] = "reason" },
};

int skips_append(const char *dir, const struct cell *cells,
		 const struct skip *skips, size_t n, struct why *why)
{
	struct part_rows rows;
	struct csv_row row;

	if (n == 0)
		return 0;
	part_rows_begin(&rows);
	for (size_t i = 0; i < n; i++) {
		csv_begin(&row, rows.file);
		csv_text(&row, cells[skips[i].cell].id);
		csv_text(&row, skips[i].hardware);
		csv_count(&row, skips[i].metered);
		csv_text(&row, skips[i].reason);
		csv_end(&row);
	}
	return part_rows_end(&rows, dir, &format, why);
}

struct reading {
	void (*each)(void *context, const struct skip *skip);
	void *context;
};

static int take_row(void *context, struct part_row *row, struct why *why)
{
	const struct reading *reading = context;
	int64_t metered = part_count(row, METERED);

	if (row->cell < 0 || row->bad || metered < 0 || metered > 1)
		return csv_error(row->csv, why, "this is no planned cell");
	const struct skip skip = {
		.cell = (unsigned)row->cell,
		.metered = metered,
		.hardware = part_text(row, HARDWARE),
		.reason = part_text(row, REASON),
	};

	reading->each(reading->context, &skip);
	return 0;
}

int skips_read(const char *dir, const struct cell *cells, unsigned n_cells,
	       void (*each)(void *context, const struct skip *skip),
	       void *context, struct why *why)
{
	struct reading reading = { each, context };

	return part_rows_read(dir, &format, cells, n_cells, take_row, &reading,
			      why);
}
