/*
 * Whose rows count, where several machines have measured: times on different
 * hardware are never put together. Of each bundle of cells those of one
 * hardware count, of which it has most; the others stay in samples.csv.
 */
#ifndef GILBENCH_OUTPUT_SOURCES_H
#define GILBENCH_OUTPUT_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/why.h"
#include "model/sample.h"

struct sources {
	char **hardware; /* all there is, by the bytes of the names */
	unsigned n_hardware;
	unsigned *bundles; /* of each cell; NULL: there is but one hardware */
	unsigned n_bundles;
	unsigned *chosen; /* of each bundle */
};

/* Look at samples/ of a run directory. 0 or -1. */
int sources_find(struct sources *sources, const char *dir,
		 const struct cell *cells, unsigned n_cells, struct why *why);
void sources_fini(struct sources *sources);

/* Does the row count? */
bool sources_count(const struct sources *sources, const struct sample *row);
/* The hardware that the cell is measured on, as far as it is known, or "". */
const char *sources_of(const struct sources *sources, unsigned cell);

#endif
