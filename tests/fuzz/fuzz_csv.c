/* The CSV reader, and samples.csv up to the estimates. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/csv.h"
#include "model/estimate.h"
#include "model/intake.h"
#include "model/sample.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/some_cells.h"

/* All rows as gilbench would write them; -1: the file is damaged. */
static int copy(const char *path, FILE *file)
{
	struct why why = { "" };
	struct csv_reader *reader = csv_open(path, &why);
	int found = reader ? 1 : -1, bad = 0;
	struct csv_row row;

	while (found > 0 && (found = csv_next(reader, &why)) > 0) {
		csv_begin(&row, file);
		for (int i = 0; i < csv_n_columns(reader); i++) {
			csv_text(&row, csv_field(reader, i));
			csv_field_real(reader, i, &bad);
			csv_field_count(reader, i, &bad);
			csv_field_hex(reader, i, &bad);
		}
		csv_end(&row);
	}
	fuzz_check(found == 0 || *why.text, "there is a reason");
	csv_close(reader);
	return found;
}

/* What was read, written, and read again is the same. */
void fuzz_csv(const uint8_t *bytes, size_t n)
{
	char *first = NULL, *second = NULL;
	size_t n_first, n_second;
	FILE *file = open_memstream(&first, &n_first);
	int status = copy(fuzz_file(bytes, n), file);

	/* as a file without its first row, which becomes the header */
	fclose(file);
	file = open_memstream(&second, &n_second);
	if (status == 0 &&
	    copy(fuzz_file((uint8_t *)first, n_first), file) == 0) {
		fflush(file);
		fuzz_check(n_second <= n_first &&
				   memcmp(first + n_first - n_second, second,
					  n_second) == 0,
			   "the same rows");
	}
	fclose(file);
	free(first);
	free(second);
}

void fuzz_samples(const uint8_t *bytes, size_t n)
{
	struct cell *cells = some_cells_new();
	struct why why = { "" };
	struct cell_index *index = cell_index_new(cells, N_SOME_CELLS);
	struct sample_reader *reader =
		sample_open(fuzz_file(bytes, n), index, &why);
	struct intake *intake = intake_new(cells, N_SOME_CELLS, INTAKE_ALL);
	struct sample row = { 0 }, twice;
	int found = reader ? 1 : -1;
	size_t n_rows;

	while (found > 0 && (found = sample_next(reader, &row, &why)) > 0)
		if (intake_add(intake, &row, &why) < 0)
			found = -1;
	fuzz_check(found == 0 || *why.text, "there is a reason");
	if (reader)
		sample_close(reader);
	cell_index_free(index);
	struct history *histories = intake_finish(intake, &n_rows, &twice);

	if (histories && found == 0)
		free(estimate_cells(cells, histories, N_SOME_CELLS));
	history_free(histories, N_SOME_CELLS);
	some_cells_free(cells);
}
