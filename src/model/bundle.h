/*
 * Bundles: cells that are compared with each other, and so stay on one
 * machine. They do the same job in the same places: all kernels, executors,
 * worker counts, interpreters and ways to set these up, and the ceiling. A
 * group is never part of two bundles.
 */
#ifndef GILBENCH_MODEL_BUNDLE_H
#define GILBENCH_MODEL_BUNDLE_H

#include "model/cell.h"

/* The bundle of each cell, numbered in the order of cells: free(). */
unsigned *bundle_cells(const struct cell *cells, unsigned n_cells,
		       unsigned *n_bundles);

/*
 * The shard of each bundle, 0 ... n_shards - 1, so that all have about the same
 * number of invocations: free(). A function of the cells' keys alone.
 */
unsigned *bundle_shards(const struct cell *cells, unsigned n_cells,
			const unsigned *bundles, unsigned n_bundles,
			unsigned n_shards);

#endif
