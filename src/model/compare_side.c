/* Runs of one side. */
#include "model/compare_side.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static struct bootstrap_run take_times(const struct history *history)
{
	struct history_walk walk = history_walk(history);
	struct invocation invocation;
	double *times = alloc_zero(history->n_valid, sizeof(*times));
	size_t n = 0;

	while (history_next(&walk, &invocation))
		if (invocation.valid)
			times[n++] = invocation.unit_s;
	return (struct bootstrap_run){ times, n };
}

void compare_run_init(struct compare_run *run, const struct cell *cells,
		      unsigned n_cells, const struct history *histories,
		      const struct estimate *estimates)
{
	*run = (struct compare_run){
		.cells = alloc_zero(n_cells, sizeof(*run->cells)),
		.times = alloc_zero(n_cells, sizeof(*run->times)),
		.n_cells = n_cells,
	};
	for (unsigned i = 0; i < n_cells; i++) {
		struct cell cell = cells[i];

		cell.status = estimates[i].status;
		cell.reason = (char *)estimates[i].reason;
		cell_copy(&run->cells[i], &cell);
		/* what failed was not measured, whatever it did before */
		if (estimates[i].status != CELL_FAILED)
			run->times[i] = take_times(&histories[i]);
	}
	run->index = cell_index_new(run->cells, n_cells);
}

void compare_run_fini(struct compare_run *run)
{
	for (unsigned i = 0; i < run->n_cells; i++) {
		cell_fini(&run->cells[i]);
		free((double *)run->times[i].times);
	}
	cell_index_free(run->index);
	free(run->cells);
	free(run->times);
	*run = (struct compare_run){ 0 };
}

const struct cell *compare_side_find(const struct compare_side *side,
				     const char *id)
{
	const struct cell *planned = NULL;

	for (unsigned r = 0; r < side->n_runs; r++) {
		int i = cell_index_find(side->runs[r].index, id);

		if (i < 0)
			continue;
		if (side->runs[r].times[i].n)
			return &side->runs[r].cells[i];
		if (!planned)
			planned = &side->runs[r].cells[i];
	}
	return planned;
}

struct bootstrap_run *compare_side_times(const struct compare_side *side,
					 const char *id)
{
	struct bootstrap_run *times = alloc_zero(side->n_runs, sizeof(*times));

	for (unsigned r = 0; r < side->n_runs; r++) {
		int i = cell_index_find(side->runs[r].index, id);

		if (i >= 0)
			times[r] = side->runs[r].times[i];
	}
	return times;
}

size_t compare_side_noise(const struct bootstrap_run *runs, unsigned n_runs,
			  double *x)
{
	double *medians = alloc_zero(n_runs, sizeof(*medians));
	size_t n_medians = 0, n = 0;

	for (unsigned r = 0; r < n_runs; r++)
		if (runs[r].n)
			medians[n_medians++] =
				stats_median(runs[r].times, runs[r].n);
	for (size_t i = 0; i < n_medians; i++)
		for (size_t k = 0; k < i; k++)
			x[n++] = fabs(log(medians[i] / medians[k]));
	free(medians);
	return n;
}
