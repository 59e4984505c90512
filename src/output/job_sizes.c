/* Writing and reading the files in jobs/. */
#include "output/job_sizes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/cell_index.h"
#include "model/csv.h"
#include "output/parts.h"

#define FOLDER "jobs"

enum {
	CELL_ID,
	HARDWARE,
	SIZE,
	LOOPS,
	UNIT_S,
	CHECKSUM,
	MERIT,
	N_COLUMNS
};

static const char *const names[N_COLUMNS + 1] = {
	[CELL_ID] = "cell_id",   [HARDWARE] = "hardware",
	[SIZE] = "size",         [LOOPS] = "loops",
	[UNIT_S] = "unit_s",     [CHECKSUM] = "proof_checksum",
	[MERIT] = "proof_merit",
};

static void write_row(FILE *file, const struct cell *cell,
		      const struct job_row *job, const char *hardware)
{
	struct csv_row row;

	csv_begin(&row, file);
	csv_text(&row, cell->id);
	csv_text(&row, hardware);
	csv_count(&row, (int64_t)job->size);
	csv_count(&row, job->loops);
	csv_real(&row, job->unit_s);
	if (job->proven)
		csv_hex(&row, job->checksum);
	else
		csv_text(&row, "");
	csv_real(&row, job->proven ? job->merit : NAN);
	csv_end(&row);
}

int job_sizes_append(const char *dir, const struct cell *cells,
		     const unsigned *which, const struct job_row *rows,
		     unsigned n, const char *hardware, struct why *why)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	for (unsigned i = 0; i < n; i++)
		write_row(file, &cells[which[i]], &rows[i], hardware);
	fclose(file);
	int status = parts_add(dir, FOLDER, names, text, n_bytes, why);

	free(text);
	return status;
}

struct load {
	struct cell_index *index;
	const char *hardware;
	struct job_row *rows;
};

static int take_row(const struct load *load, const struct csv_reader *csv,
		    const int *columns, struct why *why)
{
	int bad = 0;
	int cell =
		cell_index_find(load->index, csv_field(csv, columns[CELL_ID]));
	int64_t size = csv_field_count(csv, columns[SIZE], &bad);
	int64_t loops = csv_field_count(csv, columns[LOOPS], &bad);
	const struct job_row row = {
		.size = (uint64_t)size,
		.loops = (unsigned)loops,
		.unit_s = csv_field_real(csv, columns[UNIT_S], &bad),
		.proven = *csv_field(csv, columns[CHECKSUM]),
		.checksum = csv_field_hex(csv, columns[CHECKSUM], &bad),
		.merit = csv_field_real(csv, columns[MERIT], &bad),
	};

	if (cell < 0 || bad || size < 1 || loops < 1 || loops > 1000000 ||
	    !(row.unit_s > 0))
		return csv_error(csv, why, "this is no job of a planned cell");
	if (strcmp(csv_field(csv, columns[HARDWARE]), load->hardware) == 0 &&
	    !load->rows[cell].size)
		load->rows[cell] = row;
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

struct job_row *job_sizes_load(const char *dir, const struct cell *cells,
			       unsigned n_cells, const char *hardware,
			       struct why *why)
{
	struct load load = {
		.index = cell_index_new(cells, n_cells),
		.hardware = hardware,
		.rows = alloc_zero(n_cells, sizeof(*load.rows)),
	};
	int status = parts_read(dir, FOLDER, read_file, &load, why);

	cell_index_free(load.index);
	if (status == 0)
		return load.rows;
	free(load.rows);
	return NULL;
}
