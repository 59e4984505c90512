/*
 * Estimates: each is a median over blocks or invocations with its sign
 * interval. Verdicts are given elsewhere (findings.h).
 */
#include "model/estimate.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/checksum.h"
#include "model/kin.h"
#include "model/series.h"
#include "model/trend.h"

static const struct interval no_interval = { NAN, NAN };

/* All that estimates are made from. */
struct source {
	const struct cell *cells;
	const struct history *histories;
	struct kin kin;
};

/* Cells that one is compared with, and what these are; -1: there is none. */
struct relatives {
	int baseline, single, ceiling;
	int ceilings_baseline;
};

static struct relatives find_relatives(const struct source *source,
				       unsigned cell)
{
	const struct kin *kin = &source->kin;
	const struct cell *own = &source->cells[cell];
	struct relatives relatives = {
		.baseline = kin_baseline(kin, own),
		.single = kin_single(kin, own),
		.ceiling = kin_ceiling(kin, own),
		.ceilings_baseline = -1,
	};

	if (relatives.ceiling >= 0)
		relatives.ceilings_baseline =
			kin_baseline(kin, &source->cells[relatives.ceiling]);
	return relatives;
}

/* Throughput of cell a over that of cell b, by block; a cell of -1: none. */
static struct series ratio(const struct source *source, int a, int b,
			   enum history_rows rows)
{
	struct series result = { 0 };

	if (a < 0 || b < 0)
		return result;
	struct series time_a = series_of_time(&source->histories[a], rows);
	struct series time_b = series_of_time(&source->histories[b], rows);

	result = series_divide(&time_b, &time_a);
	series_fini(&time_a);
	series_fini(&time_b);
	return result;
}

/* The summary of a series that is of no further use. */
static struct summary summarize(struct series series)
{
	struct summary summary = series_summary(&series);

	series_fini(&series);
	return summary;
}

/* What invocations have, one number each. */
enum field {
	JOB_S,
	UNIT_S,
	CPU_SHARE,
	STARTUP_S,
	DISPATCH_S,
	TEARDOWN_S,
	PSS_BYTES,
	FOREIGN_SHARE,
	FAIRNESS,
	N_FIELDS
};

/* All valid invocations; what was not measured is left out. */
struct column {
	double *x;
	size_t n;
};

static void gather(struct column columns[N_FIELDS],
		   const struct history *history)
{
	struct history_walk walk = history_walk(history);
	struct invocation one;

	for (int f = 0; f < N_FIELDS; f++)
		columns[f] = (struct column){
			.x = alloc_zero(history->n_valid, sizeof(double)),
		};
	while (history_next(&walk, &one)) {
		const double values[N_FIELDS] = {
			[JOB_S] = one.job_s,
			[UNIT_S] = one.unit_s,
			[CPU_SHARE] = one.cpu_share,
			[STARTUP_S] = one.startup_s,
			[DISPATCH_S] = one.dispatch_s,
			[TEARDOWN_S] = one.teardown_s,
			[PSS_BYTES] = one.pss_bytes,
			[FOREIGN_SHARE] = one.foreign_share,
			[FAIRNESS] = one.fairness,
		};

		for (int f = 0; f < N_FIELDS && one.valid; f++)
			if (!isnan(values[f]))
				columns[f].x[columns[f].n++] = values[f];
	}
}

static void estimate_invocations(struct estimate *estimate,
				 const struct history *history)
{
	struct column columns[N_FIELDS];
	double medians[N_FIELDS];

	gather(columns, history);
	for (int f = 0; f < N_FIELDS; f++)
		medians[f] = stats_median(columns[f].x, columns[f].n);
	const struct column *wall = &columns[JOB_S];
	const struct column *cpu = &columns[CPU_SHARE];

	estimate->wall_s = medians[JOB_S];
	estimate->wall = stats_sign_interval(wall->x, wall->n);
	estimate->n_outliers = (unsigned)stats_outliers(wall->x, wall->n);
	estimate->cpu_share = medians[CPU_SHARE];
	estimate->cpu_share_ci = stats_sign_interval(cpu->x, cpu->n);
	estimate->throughput = 1 / medians[UNIT_S];
	estimate->startup_s = medians[STARTUP_S];
	estimate->dispatch_s = medians[DISPATCH_S];
	estimate->teardown_s = medians[TEARDOWN_S];
	estimate->pss_bytes = medians[PSS_BYTES];
	estimate->foreign_share = medians[FOREIGN_SHARE];
	estimate->fairness = medians[FAIRNESS];
	for (int f = 0; f < N_FIELDS; f++)
		free(columns[f].x);
}

/* The same cell twice in a block: median of |ln(first / last)|. */
static double estimate_aa(const struct history *history)
{
	struct history_walk walk = history_walk(history);
	struct invocation one, before = { 0 };
	double *x = alloc_zero(history->n_valid, sizeof(*x));
	size_t n = 0;

	for (; history_next(&walk, &one); before = one)
		if (before.valid && one.valid && before.block == one.block)
			x[n++] = fabs(log(before.unit_s / one.unit_s));
	double aa = stats_median(x, n);

	free(x);
	return aa;
}

/* Of the logarithm, so that it does not depend on the workload. */
static void estimate_drift(struct estimate *estimate,
			   const struct history *history)
{
	struct series time = series_of_time(history, ROWS_VALID);
	double *t = alloc_zero(time.n, sizeof(*t));
	double *y = alloc_zero(time.n, sizeof(*y));

	for (size_t i = 0; i < time.n; i++) {
		t[i] = time.points[i].block;
		y[i] = log(time.points[i].value);
	}
	double slope = trend_slope(t, y, time.n, &estimate->drift_ci);
	double length = time.n ? t[time.n - 1] - t[0] : 0;

	estimate->drift = expm1(length * slope);
	estimate->drift_ci.low = expm1(length * estimate->drift_ci.low);
	estimate->drift_ci.high = expm1(length * estimate->drift_ci.high);
	free(t);
	free(y);
	series_fini(&time);
}

/* Speed-ups, its own and the ceiling's, and their ratio, over these rows. */
struct gain {
	struct summary speedup, ceiling, efficiency;
};

static struct gain gain_of(const struct source *source, unsigned cell,
			   const struct relatives *relatives,
			   enum history_rows rows)
{
	struct series s = ratio(source, (int)cell, relatives->baseline, rows);
	struct series c = ratio(source, relatives->ceiling,
				relatives->ceilings_baseline, rows);
	struct gain gain = {
		.speedup = series_summary(&s),
		.ceiling = series_summary(&c),
		.efficiency = summarize(series_divide(&s, &c)),
	};

	series_fini(&s);
	series_fini(&c);
	return gain;
}

static void estimate_gain(struct estimate *estimate,
			  const struct source *source, unsigned cell,
			  const struct relatives *relatives)
{
	struct gain valid = gain_of(source, cell, relatives, ROWS_VALID);
	struct gain all = gain_of(source, cell, relatives, ROWS_ALL);

	estimate->speedup = valid.speedup.value;
	estimate->speedup_ci = valid.speedup.ci;
	estimate->n_pairs = valid.speedup.n;
	estimate->speedup_all = all.speedup.value;
	estimate->speedup_all_ci = all.speedup.ci;
	struct summary self = summarize(
		ratio(source, (int)cell, relatives->single, ROWS_VALID));

	estimate->self_speedup = self.value;
	estimate->self_speedup_ci =
		relatives->single == (int)cell ? no_interval : self.ci;
	if (cell_is_baseline(&source->cells[cell])) {
		/* 1 by definition: there is nothing to be unsure about */
		estimate->speedup_ci = no_interval;
		estimate->speedup_all_ci = no_interval;
		return;
	}
	if (relatives->ceiling < 0 || (unsigned)relatives->ceiling == cell)
		return;
	estimate->ceiling = valid.ceiling.value;
	estimate->ceiling_ci = valid.ceiling.ci;
	estimate->efficiency = valid.efficiency.value;
	estimate->efficiency_ci = valid.efficiency.ci;
	estimate->efficiency_all = all.efficiency.value;
	estimate->efficiency_all_ci = all.efficiency.ci;
}

static void estimate_gil(struct estimate *estimate, const struct source *source,
			 unsigned cell, const struct relatives *relatives)
{
	const struct history *history = &source->histories[cell];
	struct summary hold =
		summarize(series_of_metered(history, METERED_GIL_HOLD));
	struct series wait = series_of_metered(history, METERED_GIL_WAIT);
	struct series loss =
		ratio(source, (int)cell, relatives->baseline, ROWS_VALID);

	estimate->gil_wait_share = series_summary(&wait).value;
	estimate->gil_hold_share = hold.value;
	estimate->gil_hold_ci = hold.ci;
	for (size_t i = 0; i < loss.n; i++)
		loss.points[i].value =
			1 - loss.points[i].value / source->cells[cell].workers;
	struct summary waiting = summarize(series_divide(&wait, &loss));

	estimate->loss_waiting = waiting.value;
	estimate->loss_waiting_ci = waiting.ci;
	series_fini(&wait);
	series_fini(&loss);
}

/* Medians of where parts end rise as these do: their differences add up. */
static void estimate_split(struct estimate *estimate,
			   const struct history *history)
{
	struct series time = series_of_time(history, ROWS_VALID);
	struct series metered = series_of_metered(history, METERED_UNIT_S);
	struct summary cost = summarize(series_divide(&metered, &time));
	double edges[N_SPLIT_PARTS];

	series_fini(&metered);
	series_fini(&time);
	for (unsigned i = 0; i < N_SPLIT_PARTS; i++)
		edges[i] =
			summarize(series_of_metered(history, METERED_EDGES + i))
				.value;
	split_parts(edges, estimate->split);
	estimate->gil_forced_per_s =
		summarize(series_of_metered(history, METERED_FORCED)).value;
	estimate->meter_cost = cost.value - 1;
	estimate->meter_cost_ci.low = cost.ci.low - 1;
	estimate->meter_cost_ci.high = cost.ci.high - 1;
}

/* The plan's word, unless it is ok: then what became of the attempts. */
static void estimate_status(struct estimate *estimate,
			    const struct history *history)
{
	estimate->status = estimate->cell->status;
	estimate->reason = estimate->cell->reason;
	if (estimate->cell->status == CELL_FAILED)
		return; /* it was given up: what it did before is no answer */
	if (history->n_valid) {
		estimate->status = CELL_OK;
		estimate->reason = "";
	} else if (history->n_failed) {
		estimate->status = CELL_FAILED;
		estimate->reason = history->failed;
	} else if (history->n_tainted) {
		estimate->status = CELL_TAINTED;
		estimate->reason = history->tainted;
	} else if (estimate->status == CELL_OK) {
		estimate->status = CELL_SKIPPED;
		estimate->reason = "not-measured: the run ended before it";
	}
}

static void estimate_checksum(struct estimate *estimate,
			      const struct history *history)
{
	const struct task *tasks = history->tasks;

	estimate->checksum = history->n_tasks ? tasks->checksum : 0;
	estimate->checksum_known = history->n_tasks > 0;
	for (unsigned i = 0; i < history->n_tasks; i++)
		if (tasks[i].differs || tasks[i].checksum != tasks->checksum)
			estimate->checksum_known = 0;
}

static void estimate_cell(struct estimate *estimate,
			  const struct source *source, unsigned cell)
{
	const struct history *history = &source->histories[cell];
	const struct relatives relatives = find_relatives(source, cell);

	*estimate = (struct estimate){
		.cell = &source->cells[cell],
		.n = (unsigned)history->n_valid,
		.n_blocks = history->n_blocks,
		.n_tainted = history->n_tainted,
		.n_failed = history->n_failed,
		.efficiency = NAN,
		.efficiency_ci = no_interval,
		.ceiling = NAN,
		.ceiling_ci = no_interval,
		.efficiency_all = NAN,
		.efficiency_all_ci = no_interval,
		.aa = NAN,
		.drift = NAN,
		.drift_ci = no_interval,
		/* samples do not tell: latencies/ does (results.c) */
		.lat_p50_s = NAN,
		.lat_p99_s = NAN,
	};
	estimate->repetition = repetition_of(history);
	estimate_status(estimate, history);
	estimate_checksum(estimate, history);
	estimate_invocations(estimate, history);
	estimate_gain(estimate, source, cell, &relatives);
	estimate_gil(estimate, source, cell, &relatives);
	estimate_split(estimate, history);
	unsigned n_kept = estimate->n_pairs;

	if (relatives.baseline < 0)
		n_kept = summarize(series_of_time(history, ROWS_VALID)).n;
	estimate->n_blocks_lost = estimate->n_blocks - n_kept;
	if (cell_is_baseline(estimate->cell)) {
		estimate->aa = estimate_aa(history);
		estimate_drift(estimate, history);
	}
}

void estimate_drop_speedups(struct estimate *estimate)
{
	const struct interval none = { NAN, NAN };

	estimate->speedup = estimate->self_speedup = NAN;
	estimate->efficiency = estimate->loss_waiting = NAN;
	estimate->speedup_all = estimate->efficiency_all = NAN;
	estimate->speedup_ci = estimate->self_speedup_ci = none;
	estimate->efficiency_ci = estimate->loss_waiting_ci = none;
	estimate->speedup_all_ci = estimate->efficiency_all_ci = none;
}

struct estimate *estimate_cells(const struct cell *cells,
				const struct history *histories,
				unsigned n_cells)
{
	struct source source = { .cells = cells, .histories = histories };
	struct estimate *estimates = alloc_zero(n_cells, sizeof(*estimates));

	kin_init(&source.kin, cells, n_cells);
	for (unsigned i = 0; i < n_cells; i++)
		estimate_cell(&estimates[i], &source, i);
	kin_fini(&source.kin);
	repetition_find_cold(&estimates->repetition, sizeof(*estimates),
			     n_cells);
	checksum_fail_cells(estimates, cells, histories, n_cells);
	return estimates;
}
