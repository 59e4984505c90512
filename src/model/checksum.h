/* Failing the cells that did not compute what their group did. */
#ifndef GILBENCH_MODEL_CHECKSUM_H
#define GILBENCH_MODEL_CHECKSUM_H

#include "model/estimate.h"

/*
 * Samples of one group with equal units and loops must have equal checksums.
 * The first of each such job, by the order of cells (the baseline, where
 * there is one), is taken for right; cells that differ get CELL_FAILED.
 */
void checksum_fail_cells(struct estimate *estimates, const struct cell *cells,
			 const struct sample *samples, size_t n_samples);

#endif
