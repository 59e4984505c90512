/* What tells one plan from another. */
#ifndef GILBENCH_MODEL_PLAN_HASH_H
#define GILBENCH_MODEL_PLAN_HASH_H

#include "model/cell.h"

/* Of the cells' ids, in their order, and of seed, blocks and samples. */
uint64_t plan_hash_of(const struct cell *cells, unsigned n_cells, uint64_t seed,
		      unsigned blocks, unsigned samples);

#endif
