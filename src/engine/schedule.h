/*
 * The order of a block: every group once, in random order; within a group
 * the baseline first and last and the other cells in random order between.
 * A cell that has a GIL runs once more with the meter, right after itself.
 * Cells that are compared run close together, because the noise of a
 * machine drifts; and no cell is always the first or the last of a run.
 */
#ifndef GILBENCH_ENGINE_SCHEDULE_H
#define GILBENCH_ENGINE_SCHEDULE_H

#include "engine/plan.h"

struct step {
	unsigned group;
	unsigned cell;
	unsigned invocation; /* baseline: 0 first, 1 last; else 0 */
	bool metered;        /* once more, for the GIL meter */
};

/* The steps of block number `block`; the same for the same seed. free(). */
struct step *schedule_block(const struct plan *plan, uint64_t seed,
			    unsigned block, unsigned *n_steps);

/* Do the cells of the group have a GIL, and so a metered invocation? */
bool schedule_has_meter(const struct group *group);

/* Does this cell of the group have one? Not where executor `own` hides who
 * the workers are. */
bool schedule_is_metered(const struct plan *plan, const struct group *group,
			 unsigned cell);

/* Invocations of a block without repeats. */
unsigned schedule_length(const struct plan *plan);

#endif
