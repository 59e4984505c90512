/* Finding the cells that did not compute what their group did. */
#ifndef GILBENCH_MODEL_CHECKSUM_H
#define GILBENCH_MODEL_CHECKSUM_H

#include "model/estimate.h"

/*
 * Samples of one group with equal units and loops must have equal checksums.
 * The first of each such task, by the order of cells (the baseline, where
 * there is one), is taken for right; cells that differ get CELL_FAILED.
 */
void checksum_fail_cells(struct estimate *estimates, const struct cell *cells,
			 const struct history *histories, unsigned n_cells);

/* 1 if any differ, `why` names the first two; else 0. */
int checksum_clash(const struct cell *cells, const struct history *histories,
		   unsigned n_cells, struct why *why);

#endif
