/*
 * The rows of a run directory: all files of samples/, in the order of the
 * bytes of their names, read once from start to end.
 */
#ifndef GILBENCH_OUTPUT_SAMPLE_FILES_H
#define GILBENCH_OUTPUT_SAMPLE_FILES_H

#include "base/why.h"
#include "model/intake.h"
#include "model/sample.h"
#include "output/sources.h"

/* Texts in the row are borrowed until it returns: 0, or -1 to stop. */
typedef int sample_files_row(void *context, const struct sample *row,
			     struct why *why);

/*
 * Hand each row to `each`. 0, or -1: see why, with file and line. No samples
 * at all is no error.
 */
int sample_files_read(const char *dir, const struct cell *cells,
		      unsigned n_cells, sample_files_row *each, void *context,
		      struct why *why);

/*
 * Histories of all cells, freed with history_free(), of the rows that count;
 * n_other: how many do not. NULL: see why.
 */
struct history *sample_files_load(const char *dir, const struct cell *cells,
				  unsigned n_cells,
				  const struct sources *sources,
				  enum intake_rows rows, size_t *n_rows,
				  size_t *n_other, struct why *why);

/* samples.csv: all rows under one header. 0 or -1. */
int sample_files_merge(const char *dir, const struct cell *cells,
		       unsigned n_cells, FILE *file, struct why *why);

#endif
