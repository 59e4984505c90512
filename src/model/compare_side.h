/*
 * A side of a comparison: runs, reduced to the times of their cells. Cells of
 * several runs are the same if their ids are.
 */
#ifndef GILBENCH_MODEL_COMPARE_SIDE_H
#define GILBENCH_MODEL_COMPARE_SIDE_H

#include "model/bootstrap.h"
#include "model/cell_index.h"
#include "model/estimate.h"
#include "model/history.h"

/* One run. Nothing of it is borrowed, so that its results can be freed. */
struct compare_run {
	struct cell *cells; /* status and reason: what became of them */
	unsigned n_cells;
	struct bootstrap_run
		*times; /* by cell: s a unit of valid invocations */
	struct cell_index *index;
};

void compare_run_init(struct compare_run *run, const struct cell *cells,
		      unsigned n_cells, const struct history *histories,
		      const struct estimate *estimates);
void compare_run_fini(struct compare_run *run);

struct compare_side {
	const struct compare_run *runs;
	unsigned n_runs;
};

/* The first run's cell of this id that was measured, or else that was
 * planned; NULL: in no run's plan. */
const struct cell *compare_side_find(const struct compare_side *side,
				     const char *id);
/* Times by run, none where a run lacks the cell. free() the array. */
struct bootstrap_run *compare_side_times(const struct compare_side *side,
					 const char *id);

/*
 * Between-run A/A of a cell: append |ln(a / b)| for the medians of each pair of
 * runs with times. x has room for n_runs (n_runs - 1) / 2; returns how many.
 */
size_t compare_side_noise(const struct bootstrap_run *runs, unsigned n_runs,
			  double *x);

#endif
