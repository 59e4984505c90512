/* Writing and reading the files in skips/. */
#include "output/skips.h"

#include <stdio.h>
#include <stdlib.h>

#include "model/cell_index.h"
#include "model/csv.h"
#include "output/parts.h"

#define FOLDER "skips"

enum {
	CELL_ID,
	HARDWARE,
	METERED,
	REASON,
	N_COLUMNS
};

static const char *const names[N_COLUMNS + 1] = {
	[CELL_ID] = "cell_id",
	[HARDWARE] = "hardware",
	[METERED] = "metered",
	[REASON] = "reason",
};

int skips_append(const char *dir, const struct cell *cells,
		 const struct skip *skip, struct why *why)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);
	struct csv_row row;

	csv_begin(&row, file);
	csv_text(&row, cells[skip->cell].id);
	csv_text(&row, skip->hardware);
	csv_count(&row, skip->metered);
	csv_text(&row, skip->reason);
	csv_end(&row);
	fclose(file);
	int status = parts_add(dir, FOLDER, names, text, n_bytes, why);

	free(text);
	return status;
}

struct reading {
	struct cell_index *index;
	void (*each)(void *context, const struct skip *skip);
	void *context;
};

static int take_row(const struct reading *reading, const struct csv_reader *csv,
		    const int *columns, struct why *why)
{
	int bad = 0;
	int cell = cell_index_find(reading->index,
				   csv_field(csv, columns[CELL_ID]));
	int64_t metered = csv_field_count(csv, columns[METERED], &bad);

	if (cell < 0 || bad || metered < 0 || metered > 1)
		return csv_error(csv, why, "this is no planned cell");
	const struct skip skip = {
		.cell = (unsigned)cell,
		.metered = metered,
		.hardware = csv_field(csv, columns[HARDWARE]),
		.reason = csv_field(csv, columns[REASON]),
	};

	reading->each(reading->context, &skip);
	return 0;
}

static int read_file(void *context, const char *path, struct why *why)
{
	struct csv_reader *csv = csv_open(path, why);
	int columns[N_COLUMNS], found = csv ? 1 : -1;

	for (int i = 0; i < N_COLUMNS && csv; i++)
		columns[i] = csv_column(csv, names[i]);
	while (found > 0 && (found = csv_next(csv, why)) > 0)
		if (take_row(context, csv, columns, why) < 0)
			found = -1;
	csv_close(csv);
	return found;
}

int skips_read(const char *dir, const struct cell *cells, unsigned n_cells,
	       void (*each)(void *context, const struct skip *skip),
	       void *context, struct why *why)
{
	struct reading reading = { cell_index_new(cells, n_cells), each,
				   context };
	int status = parts_read(dir, FOLDER, read_file, &reading, why);

	cell_index_free(reading.index);
	return status;
}
