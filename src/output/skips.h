/*
 * The CSV files in skips/ of a run directory: cells that turned out not to run
 * on some hardware, or not to be metered there. They leave no samples.
 */
#ifndef GILBENCH_OUTPUT_SKIPS_H
#define GILBENCH_OUTPUT_SKIPS_H

#include <stdbool.h>

#include "base/why.h"
#include "model/cell.h"

struct skip {
	unsigned cell;
	bool metered; /* only not metered */
	const char *hardware, *reason;
};

/* Append n of them to the file of this call, at once. 0 or -1. */
int skips_append(const char *dir, const struct cell *cells,
		 const struct skip *skips, size_t n, struct why *why);

/* Each of all calls; texts are borrowed until it returns. 0 or -1. */
int skips_read(const char *dir, const struct cell *cells, unsigned n_cells,
	       void (*each)(void *context, const struct skip *skip),
	       void *context, struct why *why);

#endif
