/* Series and what is made of them. In a block the last value counts. */
#include "model/series.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

static void add_point(struct series *series, unsigned block, double value)
{
	if (isnan(value))
		return;
	if (!series->n || series->points[series->n - 1].block != block) {
		series->points = alloc_grow(series->points, series->n,
					    sizeof(*series->points));
		series->points[series->n++].block = block;
	}
	series->points[series->n - 1].value = value;
}

struct series series_of_time(const struct history *history,
			     enum history_rows rows)
{
	struct history_walk walk = history_walk(history);
	struct invocation invocation;
	struct series series = { 0 };
	unsigned n_in_block = 0;

	while (history_next(&walk, &invocation)) {
		double time_s = rows == ROWS_ALL ? invocation.unit_all_s
						 : invocation.unit_s;

		if (isnan(time_s))
			continue;
		if (!series.n ||
		    series.points[series.n - 1].block != invocation.block)
			n_in_block = 0;
		if (n_in_block++) {
			struct point *last = &series.points[series.n - 1];

			time_s = last->value +
				 (time_s - last->value) / n_in_block;
		}
		add_point(&series, invocation.block, time_s);
	}
	return series;
}

struct series series_divide(const struct series *a, const struct series *b)
{
	struct series series = { 0 };
	size_t j = 0;

	for (size_t i = 0; i < a->n; i++) {
		while (j < b->n && b->points[j].block < a->points[i].block)
			j++;
		if (j < b->n && b->points[j].block == a->points[i].block)
			add_point(&series, a->points[i].block,
				  a->points[i].value / b->points[j].value);
	}
	return series;
}

void series_fini(struct series *series)
{
	free(series->points);
	*series = (struct series){ 0 };
}

/* Of workers x wall time; waiting is what was lost to the drop as well. */
static void add_metered(struct metered *metered, const struct sample *row,
			double units, double n_parallel)
{
	double time_s = row->wall_s * n_parallel;
	double edges[N_SPLIT_PARTS];

	add_point(&metered->gil_wait, row->block,
		  (row->gil_wait_s + row->gil_drop_s) / time_s);
	add_point(&metered->gil_hold, row->block, row->gil_hold_s / time_s);
	add_point(&metered->unit_s, row->block, row->wall_s / units);
	if (row->n_gil_forced >= 0)
		add_point(&metered->gil_forced, row->block,
			  (double)row->n_gil_forced / row->wall_s);
	if (!split_edges(row, n_parallel, edges))
		return;
	for (int i = 0; i < N_SPLIT_PARTS; i++)
		add_point(&metered->edges[i], row->block, edges[i]);
}

struct metered metered_series(const struct history *history)
{
	struct roll_reader reader = roll_read(&history->metered);
	struct metered metered = { 0 };
	struct entry attempt = { 0 };

	while (roll_next(&reader, &attempt)) {
		const struct task *task = &history->tasks[attempt.task];

		if (attempt.row.status == CELL_OK)
			add_metered(&metered, &attempt.row, (double)task->units,
				    history->n_parallel);
	}
	return metered;
}

void metered_fini(struct metered *metered)
{
	series_fini(&metered->gil_wait);
	series_fini(&metered->gil_hold);
	for (int i = 0; i < N_SPLIT_PARTS; i++)
		series_fini(&metered->edges[i]);
	series_fini(&metered->gil_forced);
	series_fini(&metered->unit_s);
}

struct summary series_summary(const struct series *series)
{
	double *x = alloc_zero(series->n, sizeof(*x));

	for (size_t i = 0; i < series->n; i++)
		x[i] = series->points[i].value;
	struct summary summary = {
		.value = stats_median(x, series->n),
		.ci = stats_sign_interval(x, series->n),
		.n = (unsigned)series->n,
	};

	free(x);
	return summary;
}
