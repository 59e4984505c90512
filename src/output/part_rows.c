/* Rows beside the samples, appended and read back; see the header. */
#include "output/part_rows.h"

#include <stdlib.h>

#include "model/cell_index.h"
#include "output/parts.h"

void part_rows_begin(struct part_rows *rows)
{
	*rows = (struct part_rows){ 0 };
	rows->file = open_memstream(&rows->text, &rows->n_bytes);
}

int part_rows_end(struct part_rows *rows, const char *dir,
		  const struct part_format *format, struct why *why)
{
	fclose(rows->file);
	int status = parts_add(dir, format->folder, format->columns, rows->text,
			       rows->n_bytes, why);

	free(rows->text);
	return status;
}

const char *part_text(const struct part_row *row, int column)
{
	return csv_field(row->csv, row->columns[column]);
}

double part_real(struct part_row *row, int column)
{
	return csv_field_real(row->csv, row->columns[column], &row->bad);
}

int64_t part_count(struct part_row *row, int column)
{
	return csv_field_count(row->csv, row->columns[column], &row->bad);
}

uint64_t part_hex(struct part_row *row, int column)
{
	return csv_field_hex(row->csv, row->columns[column], &row->bad);
}

struct reading {
	const struct part_format *format;
	struct cell_index *index;
	part_rows_each *each;
	void *context;
};

/* Files of other versions may have their columns in another order. */
static int read_file(void *context, const char *path, struct why *why)
{
	const struct reading *reading = context;
	const char *const *names = reading->format->columns;
	struct csv_reader *csv = csv_open(path, why);
	int columns[PART_MAX_COLUMNS], found = csv ? 1 : -1;
	struct part_row row = {
		.csv = csv,
		.columns = columns,
		.part = parts_number(path),
	};

	for (int i = 0; csv && names[i]; i++)
		columns[i] = csv_column(csv, names[i]);
	while (found > 0 && (found = csv_next(csv, why)) > 0) {
		row.bad = 0;
		row.cell = cell_index_find(reading->index, part_text(&row, 0));
		if (reading->each(reading->context, &row, why) < 0)
			found = -1;
	}
	csv_close(csv);
	return found;
}

int part_rows_read(const char *dir, const struct part_format *format,
		   const struct cell *cells, unsigned n_cells,
		   part_rows_each *each, void *context, struct why *why)
{
	struct reading reading = { format, cell_index_new(cells, n_cells), each,
				   context };
	int status = parts_read(dir, format->folder, read_file, &reading, why);

	cell_index_free(reading.index);
	return status;
}
