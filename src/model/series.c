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

static double metered_value(const struct sample *row, double units,
			    double n_parallel, unsigned what)
{
	double time_s = row->wall_s * n_parallel;
	double edges[N_SPLIT_PARTS];

	switch (what) {
	case METERED_UNIT_S:
		return row->wall_s / units;
	case METERED_GIL_WAIT:
		return (row->gil_wait_s + row->gil_drop_s) / time_s;
	case METERED_GIL_HOLD:
		return row->gil_hold_s / time_s;
	case METERED_FORCED:
		return row->n_gil_forced < 0
			       ? NAN
			       : (double)row->n_gil_forced / row->wall_s;
	}
	return split_edges(row, n_parallel, edges) ? edges[what - METERED_EDGES]
						   : NAN;
}

struct series series_of_metered(const struct history *history, unsigned what)
{
	struct roll_reader reader = roll_read(&history->metered);
	struct series series = { 0 };
	struct entry entry = { 0 };

	while (roll_next(&reader, &entry)) {
		const struct sample *row = &entry.row;
		const struct task *task = &history->tasks[entry.task];

		if (row->status == CELL_OK)
			add_point(&series, row->block,
				  metered_value(row, (double)task->units,
						history->n_parallel, what));
	}
	return series;
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
