/* samples.csv and cells.csv. */
#include "derive.h"

#include <stdlib.h>

static int write_memory(const struct rundir *dir, const char *name, char **text,
			size_t *n_bytes, FILE *file, struct why *why)
{
	fclose(file);
	int status = rundir_write(dir, name, *text, *n_bytes, why);

	free(*text);
	*text = NULL;
	return status;
}

int derive_write(const struct rundir *dir, const struct results *results,
		 struct why *why)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	sample_write_header(file);
	for (size_t i = 0; i < results->n_samples; i++) {
		const struct sample *sample = &results->samples[i];

		sample_write(file, &results->cells[sample->cell], sample);
	}
	if (write_memory(dir, "samples.csv", &text, &n_bytes, file, why) < 0)
		return -1;
	file = open_memstream(&text, &n_bytes);
	estimate_write(file, results->estimates, results->n_cells);
	return write_memory(dir, "cells.csv", &text, &n_bytes, file, why);
}
