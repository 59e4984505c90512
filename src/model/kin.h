/*
 * The kin of a cell: other cells of the plan that it is compared with, found
 * by what they have in common. The time for all cells of a plan grows as their
 * number does.
 */
#ifndef GILBENCH_MODEL_KIN_H
#define GILBENCH_MODEL_KIN_H

#include "base/multimap.h"
#include "model/cell.h"

struct kin {
	const struct cell *cells; /* borrowed */
	struct multimap map;
};

void kin_init(struct kin *kin, const struct cell *cells, unsigned n_cells);
void kin_fini(struct kin *kin);

/* Numbers of cells, or -1: there is none. Of several it is the first. */

/* What the cell's speed-up is relative to. */
int kin_baseline(const struct kin *kin, const struct cell *cell);
/* One worker of the same executor in the same group. */
int kin_single(const struct kin *kin, const struct cell *cell);
/* The ceiling of as many workers in the same places: of the same workload if
 * there is one, and of those of params that agree. */
int kin_ceiling(const struct kin *kin, const struct cell *cell);

/* Several, by their numbers. */

/* As many processes in the same group; borrowed. */
const struct multimap_item *kin_processes(const struct kin *kin,
					  const struct cell *cell, size_t *n);
/* The same job in the same places, of any interpreter, with the GIL on, off or
 * as it is: the cell itself is one. Borrowed. */
const struct multimap_item *kin_same_job(const struct kin *kin,
					 const struct cell *cell, size_t *n);
/* Controls: as many threads with the GIL kept, in the same places, of params
 * that agree. free(). */
unsigned *kin_controls(const struct kin *kin, const struct cell *cell,
		       size_t *n);

#endif
