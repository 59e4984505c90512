/*
 * Samples in any order become invocations and series.
 *
 * An attempt without all its samples was cut off by a crash and counts for
 * nothing. How many samples are all of them is not said in samples.csv: a
 * run has the same number everywhere, so the fullest attempt tells.
 */
#include "model/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* By cell, metered, block, invocation, attempt, sample. */
static int compare_rows(const void *pa, const void *pb)
{
	const struct sample *a = *(const struct sample *const *)pa,
			    *b = *(const struct sample *const *)pb;
	const int64_t keys[][2] = {
		{ a->cell, b->cell },       { a->metered, b->metered },
		{ a->block, b->block },     { a->invocation, b->invocation },
		{ a->attempt, b->attempt }, { a->sample, b->sample },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (keys[i][0] != keys[i][1])
			return keys[i][0] < keys[i][1] ? -1 : 1;
	}
	return 0;
}

static bool same_invocation(const struct sample *a, const struct sample *b)
{
	return a->cell == b->cell && a->metered == b->metered &&
	       a->block == b->block && a->invocation == b->invocation;
}

static bool same_attempt(const struct sample *a, const struct sample *b)
{
	return same_invocation(a, b) && a->attempt == b->attempt;
}

/* Number of rows from rows[0] on that are of the same thing. */
static size_t run_length(const struct sample *const *rows, size_t n,
			 bool (*same)(const struct sample *,
				      const struct sample *))
{
	size_t length = 1;

	while (length < n && same(rows[0], rows[length]))
		length++;
	return length;
}

enum attempt {
	ATTEMPT_CUT, /* samples are missing */
	ATTEMPT_FAILED,
	ATTEMPT_TAINTED,
	ATTEMPT_VALID,
};

static enum attempt judge_attempt(const struct sample *const *rows, size_t n,
				  size_t n_all)
{
	enum attempt judgement = ATTEMPT_VALID;

	for (size_t i = 0; i < n; i++) {
		if (rows[i]->status == CELL_FAILED)
			return ATTEMPT_FAILED;
		if (rows[i]->status == CELL_TAINTED)
			judgement = ATTEMPT_TAINTED;
	}
	return n < n_all ? ATTEMPT_CUT : judgement;
}

/* How many interpreters' worth of time a cell's wall time holds. */
static double n_parallel(const struct cell *cell)
{
	return strcmp(cell->executor, "asyncio") == 0 ? 1 : cell->workers;
}

static double unit_s(const struct sample *sample)
{
	return sample->wall_s / (double)sample->units;
}

static double job_s(const struct sample *sample)
{
	return sample->wall_s / sample->loops;
}

static double cpu_per_wall(const struct sample *sample)
{
	return (sample->cpu_user_s + sample->cpu_system_s) / sample->wall_s;
}

/* NAN if any sample lacks the value. */
static double median_of(const struct sample *const *rows, size_t n,
			double (*value)(const struct sample *))
{
	double *x = alloc_zero(n, sizeof(*x)), median = 0;

	for (size_t i = 0; i < n; i++) {
		x[i] = value(rows[i]);
		median += x[i];
	}
	if (!isnan(median))
		median = stats_median(x, n);
	free(x);
	return median;
}

static void take_valid(struct invocation *invocation,
		       const struct sample *const *rows, size_t n,
		       const struct cell *cell)
{
	invocation->row = rows[0];
	invocation->unit_s = median_of(rows, n, unit_s);
	invocation->job_s = median_of(rows, n, job_s);
	invocation->cpu_share =
		median_of(rows, n, cpu_per_wall) / n_parallel(cell);
}

/* All attempts of one invocation. */
static void add_invocation(struct history *history,
			   const struct sample *const *rows, size_t n,
			   size_t n_samples, const struct cell *cell)
{
	struct invocation invocation = {
		.block = rows[0]->block,
		.number = rows[0]->invocation,
		.unit_s = NAN,
		.job_s = NAN,
		.cpu_share = NAN,
	};
	double *all = NULL;
	size_t n_all = 0;

	for (size_t i = 0, length; i < n; i += length) {
		length = run_length(rows + i, n - i, same_attempt);
		enum attempt judgement =
			judge_attempt(rows + i, length, n_samples);

		if (judgement == ATTEMPT_FAILED) {
			history->n_failed++;
			/* -1 is sorted first: the row that failed */
			history->failed = rows[i];
		} else if (judgement == ATTEMPT_TAINTED) {
			history->n_tainted++;
			history->tainted = rows[i];
		} else if (judgement == ATTEMPT_VALID) {
			take_valid(&invocation, rows + i, length, cell);
		}
		if (judgement < ATTEMPT_TAINTED)
			continue;
		history->complete = rows[i];
		all = alloc_grow(all, n_all, sizeof(*all));
		all[n_all++] = median_of(rows + i, length, unit_s);
	}
	if (n_all) {
		invocation.unit_all_s = stats_median(all, n_all);
		history->invocations =
			alloc_grow(history->invocations, history->n_invocations,
				   sizeof(invocation));
		history->invocations[history->n_invocations++] = invocation;
		history->n_valid += invocation.row != NULL;
	}
	free(all);
}

/* The last value of a block counts. */
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

/* Of workers x wall time; waiting is what was lost to the drop as well. */
static void add_metered(struct history *history, const struct sample *row,
			const struct cell *cell)
{
	double time_s = row->wall_s * n_parallel(cell);
	double edges[N_SPLIT_PARTS];

	if (row->status != CELL_OK)
		return;
	add_point(&history->gil_wait, row->block,
		  (row->gil_wait_s + row->gil_drop_s) / time_s);
	add_point(&history->gil_hold, row->block, row->gil_hold_s / time_s);
	add_point(&history->metered_unit_s, row->block, unit_s(row));
	if (row->n_gil_forced >= 0)
		add_point(&history->gil_forced, row->block,
			  (double)row->n_gil_forced / row->wall_s);
	if (!split_edges(row, n_parallel(cell), edges))
		return;
	for (int i = 0; i < N_SPLIT_PARTS; i++)
		add_point(&history->edges[i], row->block, edges[i]);
}

struct history *history_make(const struct cell *cells, unsigned n_cells,
			     const struct sample *samples, size_t n_samples)
{
	struct history *histories = alloc_zero(n_cells, sizeof(*histories));
	const struct sample **rows = alloc_zero(n_samples, sizeof(*rows));
	size_t n = 0, n_all = 1, length;

	for (size_t i = 0; i < n_samples; i++) {
		if (!samples[i].metered && samples[i].sample >= (int)n_all)
			n_all = (size_t)samples[i].sample + 1;
		if (samples[i].cell < n_cells)
			rows[n++] = &samples[i];
	}
	qsort(rows, n, sizeof(*rows), compare_rows);
	for (size_t i = 0; i < n; i += length) {
		struct history *history = &histories[rows[i]->cell];
		const struct cell *cell = &cells[rows[i]->cell];

		length = run_length(rows + i, n - i, same_invocation);
		if (rows[i]->metered) {
			for (size_t k = i; k < i + length; k++)
				add_metered(history, rows[k], cell);
			continue;
		}
		history->n_blocks += i == 0 ||
				     rows[i - 1]->cell != rows[i]->cell ||
				     rows[i - 1]->block != rows[i]->block;
		add_invocation(history, rows + i, length, n_all, cell);
	}
	free(rows);
	return histories;
}

void history_free(struct history *histories, unsigned n_cells)
{
	for (unsigned i = 0; i < n_cells; i++) {
		free(histories[i].invocations);
		series_fini(&histories[i].gil_wait);
		series_fini(&histories[i].gil_hold);
		for (int k = 0; k < N_SPLIT_PARTS; k++)
			series_fini(&histories[i].edges[k]);
		series_fini(&histories[i].gil_forced);
		series_fini(&histories[i].metered_unit_s);
	}
	free(histories);
}

struct series series_of_time(const struct history *history,
			     enum history_rows rows)
{
	struct series series = { 0 };
	unsigned n_in_block = 0;

	for (size_t i = 0; i < history->n_invocations; i++) {
		const struct invocation *invocation = &history->invocations[i];
		double time_s = rows == ROWS_ALL ? invocation->unit_all_s
						 : invocation->unit_s;

		if (isnan(time_s))
			continue;
		if (!series.n ||
		    series.points[series.n - 1].block != invocation->block)
			n_in_block = 0;
		if (n_in_block++) {
			struct point *last = &series.points[series.n - 1];

			time_s = last->value +
				 (time_s - last->value) / n_in_block;
		}
		add_point(&series, invocation->block, time_s);
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
