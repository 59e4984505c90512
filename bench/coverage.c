/*
 * Do the intervals and verdicts keep what gilbench-method(7) promises? Times
 * are drawn with known truth, with a fixed seed, and go through the estimators
 * of the program; a table says how often the truth was covered, and how often
 * something was called changed that was not.
 *
 *   coverage [SETS [TABLES]]
 *
 * Status 1: a goal was missed. The worst of each goes to $BENCH_ROWS, too.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "model/compare.h"
#include "model/fit.h"
#include "model/series.h"

#define SEED 20871
#define SAMPLES 3
#define BETWEEN 0.02 /* standard deviations: between invocations */
#define WITHIN 0.01  /* and of the samples of one */
#define MOST 30      /* blocks */
#define N_RUNS 3
#define N_CELLS 26 /* of a table: the default plan on 2 cores */
#define SPEEDUP 1.9
#define FRACTION 0.05
#define SPOILT 0.04 /* of the blocks, the parallel side takes twice as long */

static bool missed;

/* What the goals are about: the worst of all rows. */
static double least_covered = 100, most_covered, most_wrong;

/* --- noise -------------------------------------------------------------- */

enum shape {
	LOG_NORMAL,
	SKEWED,
	SPOILT_BLOCKS,
	N_SHAPES,
};

static const char *const shapes[N_SHAPES] = {
	[LOG_NORMAL] = "log-normal",
	[SKEWED] = "skewed",
	[SPOILT_BLOCKS] = "4 % spoilt",
};

static double normal(struct rng *rng)
{
	double radius = sqrt(-2 * log(1 - rng_unit(rng)));

	return radius * cos(2 * M_PI * rng_unit(rng));
}

/* A factor with this standard deviation; skewed: only ever slower. */
static double noise(struct rng *rng, enum shape shape, double sd)
{
	if (shape == SKEWED)
		return 1 - sd * log(1 - rng_unit(rng));
	return exp(sd * normal(rng));
}

/* The time of an invocation: the median of its samples. */
static double invocation(struct rng *rng, enum shape shape, double scale)
{
	double between = noise(rng, shape, scale * BETWEEN), x[SAMPLES];

	for (int i = 0; i < SAMPLES; i++)
		x[i] = between * noise(rng, shape, scale * WITHIN);
	return stats_median(x, SAMPLES);
}

/* Other programs hit this block: what is parallel takes twice as long. */
static bool spoilt(struct rng *rng, enum shape shape)
{
	return shape == SPOILT_BLOCKS && rng_unit(rng) < SPOILT;
}

static double parallel(struct rng *rng, enum shape shape)
{
	return (1 + spoilt(rng, shape)) * invocation(rng, shape, 1);
}

/* --- intervals ---------------------------------------------------------- */

/* One estimate over n blocks, and its interval. */
typedef double estimator(struct rng *rng, enum shape shape, unsigned n,
			 struct interval *ci);

static double time_of_a_job(struct rng *rng, enum shape shape, unsigned n,
			    struct interval *ci)
{
	double x[MOST];

	for (unsigned b = 0; b < n; b++)
		x[b] = parallel(rng, shape);
	*ci = stats_sign_interval(x, n);
	return stats_median(x, n);
}

/* The block's baseline is the mean of two serial invocations. */
static double baseline(struct rng *rng, enum shape shape)
{
	double first = invocation(rng, shape, 1);

	return (first + invocation(rng, shape, 1)) / 2;
}

static double speedup(struct rng *rng, enum shape shape, unsigned n,
		      struct interval *ci)
{
	struct point points[MOST];
	const struct series series = { points, n };

	for (unsigned b = 0; b < n; b++)
		points[b] = (struct point){ b, SPEEDUP * baseline(rng, shape) /
						       parallel(rng, shape) };
	struct summary summary = series_summary(&series);

	*ci = summary.ci;
	return summary.value;
}

static double two_pythons(struct rng *rng, enum shape shape, unsigned n,
			  struct interval *ci)
{
	double x[MOST];

	for (unsigned b = 0; b < n; b++)
		x[b] = log(parallel(rng, shape) / invocation(rng, shape, 1));
	double centre = stats_centre(x, n, ci);

	*ci = (struct interval){ exp(ci->low), exp(ci->high) };
	return exp(centre);
}

static double serial_fraction(struct rng *rng, enum shape shape, unsigned n,
			      struct interval *ci)
{
	static const unsigned workers[] = { 2, 4, 8, 16 };
	double x[MOST], kappa;

	for (unsigned b = 0; b < n; b++) {
		double serial = baseline(rng, shape), s[4];
		bool hit = spoilt(rng, shape);
		struct why why;

		for (int i = 0; i < 4; i++) {
			unsigned w = workers[i];

			s[i] = w / (1 + FRACTION * (w - 1)) * serial /
			       invocation(rng, shape, 1) / (1 + hit);
		}
		fit_solve(FIT_AMDAHL, workers, s, 4, &x[b], &kappa, &why);
	}
	*ci = stats_sign_interval(x, n);
	return stats_median(x, n);
}

/* Side B against side A, N_RUNS runs each; runs differ by run_sd. */
static double across_runs_by(struct rng *rng, enum shape shape, unsigned n,
			     double run_sd, struct interval *ci)
{
	double times[2 * N_RUNS][MOST];
	struct bootstrap_run runs[2 * N_RUNS];
	struct bootstrap result;
	struct why why;

	for (int r = 0; r < 2 * N_RUNS; r++) {
		double run = noise(rng, LOG_NORMAL, run_sd);

		for (unsigned b = 0; b < n; b++)
			times[r][b] =
				run * (r < N_RUNS ? invocation(rng, shape, 1)
						  : parallel(rng, shape));
		runs[r] = (struct bootstrap_run){ times[r], n };
	}
	const struct bootstrap_side a = { runs, N_RUNS };
	const struct bootstrap_side b = { runs + N_RUNS, N_RUNS };

	if (bootstrap_ratio(&result, &a, &b, SEED, rng_next(rng), &why) < 0) {
		fprintf(stderr, "coverage: %s\n", why.text);
		exit(1);
	}
	double ratio = result.ratio;

	*ci = result.ci;
	bootstrap_fini(&result);
	return ratio;
}

static double across_equal_runs(struct rng *rng, enum shape shape, unsigned n,
				struct interval *ci)
{
	return across_runs_by(rng, shape, n, 0, ci);
}

static double across_unlike_runs(struct rng *rng, enum shape shape, unsigned n,
				 struct interval *ci)
{
	return across_runs_by(rng, shape, n, .02, ci);
}

static const struct row {
	const char *name;
	estimator *estimate;
	unsigned divisor; /* of the number of sets: it takes longer */
} rows[] = {
	{ "time of a job, sign", time_of_a_job, 1 },
	{ "speed-up, sign", speedup, 1 },
	{ "two Pythons, Hodges-Lehmann", two_pythons, 1 },
	{ "Amdahl's fraction, sign", serial_fraction, 2 },
	{ "3 runs each, bootstrap", across_equal_runs, 10 },
	{ "the same, runs differ by 2 %", across_unlike_runs, 10 },
};

/*
 * What the estimate would be of very many undisturbed blocks: skewed noise
 * moves even the median of a ratio.
 */
static double truth(const struct row *row, enum shape shape, struct rng *rng)
{
	enum shape clean = shape == SPOILT_BLOCKS ? LOG_NORMAL : shape;
	double sum = 0;
	struct interval ci;

	if (row->divisor == 10)
		return 1; /* both sides alike */
	for (int i = 0; i < 4000; i++)
		sum += row->estimate(rng, clean, MOST - 1, &ci);
	return sum / 4000;
}

static const char *met(bool good)
{
	missed |= !good;
	return good ? "" : "  MISSED";
}

static void cover(const struct row *row, enum shape shape, unsigned n,
		  unsigned n_sets)
{
	unsigned n_covered = 0, n_empty = 0;
	double width = 0, is;
	struct rng rng;

	rng_init(&rng, SEED, (uint64_t)(row - rows) * 1000 + shape * 100 + n);
	is = truth(row, shape, &rng);
	for (unsigned i = 0; i < n_sets; i++) {
		struct interval ci;
		double x = row->estimate(&rng, shape, n, &ci);

		n_empty += isnan(ci.low) && isnan(ci.high);
		n_covered += ci.low <= is && is <= ci.high;
		width += isnan(ci.low) ? 0 : (ci.high - ci.low) / 2 / x;
	}
	double covered = 100. * n_covered / n_sets;

	if (n >= STATS_MIN_PAIRS) {
		least_covered = fmin(least_covered, covered);
		most_covered = fmax(most_covered, covered);
	}
	printf("%-29s %-11s %6u ", row->name, shapes[shape], n);
	if (n < STATS_MIN_PAIRS)
		printf("   empty in %3u %%%s\n", 100 * n_empty / n_sets,
		       met(n_empty == n_sets));
	else
		printf("%7.1f %%  +-%5.2f %%%s%s\n", covered,
		       100 * width / n_sets, met(covered >= 92),
		       covered > 99 ? "  wide" : "");
	fflush(stdout);
}

static void print_intervals(unsigned n_sets)
{
	static const unsigned sizes[] = { 5, 9, 15, 30 };

	printf("95 %% intervals: how often they cover the truth (goal: 92 to "
	       "99 %%; MISSED is\nless, \"wide\" more), and half their width. "
	       "Noise: 2 %% between invocations, 1 %%\nwithin them. %u "
	       "sets.\n\n"
	       "%-29s %-11s blocks  covered    width\n",
	       n_sets, "estimate", "noise");
	for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++)
		for (int shape = 0; shape < N_SHAPES; shape++)
			for (size_t k = 0; k < 4; k++)
				if (sizes[k] >= STATS_MIN_PAIRS ||
				    rows[r].divisor < 10)
					cover(&rows[r], shape, sizes[k],
					      n_sets / rows[r].divisor);
}

/* --- tables of two sides ------------------------------------------------ */

/* How the runs of an imagined machine differ, beyond what blocks do. */
static const struct machine {
	const char *name;
	enum shape shape;
	double run_sd;      /* all cells of a run together */
	double run_cell_sd; /* each cell of each run */
	bool unlike;        /* some cells are ten times as noisy as others */
	double drift;       /* from the first block of a run to its last */
	double slower;      /* what cell 7 has in B */
} machines[] = {
	{ "quiet", LOG_NORMAL, 0, 0, false, 0, 0 },
	{ "skewed noise", SKEWED, 0, 0, false, 0, 0 },
	{ "4 % of invocations spoilt", SPOILT_BLOCKS, 0, 0, false, 0, 0 },
	{ "each run in a mood: 2 %", LOG_NORMAL, .02, 0, false, 0, 0 },
	{ "each cell of a run: 2 %", LOG_NORMAL, 0, .02, false, 0, 0 },
	{ "cells of 0.5 to 10 % noise", LOG_NORMAL, .01, .01, true, 0, 0 },
	{ "drift of 3 % over a run", LOG_NORMAL, 0, 0, false, .03, 0 },
	{ "quiet, one cell 10 % slower", LOG_NORMAL, 0, 0, false, 0, .1 },
	{ "1 % moods, one 10 % slower", LOG_NORMAL, .01, .01, false, 0, .1 },
};

#define SLOWER_CELL 7

/* Cells with ids that tell them apart; what else they are does not matter. */
static void name_cells(struct cell cells[N_CELLS])
{
	static char params[N_CELLS][16], empty[1], workload[] = "imagined";

	for (int c = 0; c < N_CELLS; c++) {
		snprintf(params[c], sizeof(params[c]), "n=%d", c);
		cells[c] = (struct cell){
			.workload = workload,
			.kernel = empty,
			.executor = empty,
			.workers = 1,
			.pin = empty,
			.python = empty,
			.scaling = empty,
			.size = empty,
			.params = params[c],
			.reason = empty,
		};
		cell_name(&cells[c]);
	}
}

/* From 0.5 % to 10 %, of which 2.2 % is the others'. */
static double scale_of(const struct machine *machine, int cell)
{
	return machine->unlike ? .23 * pow(20, cell / (N_CELLS - 1.)) : 1;
}

static void draw_run(struct rng *rng, const struct machine *machine,
		     bool side_b, double times[N_CELLS][MOST], unsigned n)
{
	double run = noise(rng, LOG_NORMAL, machine->run_sd);

	for (int c = 0; c < N_CELLS; c++) {
		double scale = scale_of(machine, c);
		double here = run * noise(rng, LOG_NORMAL,
					  scale * machine->run_cell_sd);

		if (side_b && c == SLOWER_CELL)
			here *= 1 + machine->slower;
		for (unsigned b = 0; b < n; b++) {
			bool hit = spoilt(rng, machine->shape);

			times[c][b] = here * (1 + hit) *
				      (1 + machine->drift * b / (n - 1)) *
				      invocation(rng, machine->shape, scale);
		}
	}
}

/* Compare a table of 3 runs a side; returns how many cells were called
 * changed that were not, *found: whether the one that was, was. */
static unsigned compare_table(struct rng *rng, const struct machine *machine,
			      struct cell *cells, struct cell_index *index,
			      unsigned n, bool *found, unsigned *n_same)
{
	static double times[2 * N_RUNS][N_CELLS][MOST];
	struct bootstrap_run rows_of[2 * N_RUNS][N_CELLS];
	struct compare_run runs[2 * N_RUNS];
	const struct compare_gate gate = { 0 };
	struct compare compare;
	unsigned n_false = 0;
	struct why why;

	for (int r = 0; r < 2 * N_RUNS; r++) {
		draw_run(rng, machine, r >= N_RUNS, times[r], n);
		for (int c = 0; c < N_CELLS; c++)
			rows_of[r][c] =
				(struct bootstrap_run){ times[r][c], n };
		runs[r] = (struct compare_run){ cells, N_CELLS, rows_of[r],
						index };
	}
	const struct compare_side sides[2] = { { runs, N_RUNS },
					       { runs + N_RUNS, N_RUNS } };

	if (compare_make(&compare, sides, &gate, rng_next(rng), &why) < 0) {
		fprintf(stderr, "coverage: %s\n", why.text);
		exit(1);
	}
	for (unsigned c = 0; c < compare.n_cells; c++) {
		bool changed = compare.cells[c].verdict < COMPARE_SAME;

		if (machine->slower > 0 && c == SLOWER_CELL)
			*found = compare.cells[c].verdict == COMPARE_SLOWER;
		else
			n_false += changed;
	}
	*n_same = compare.n_verdicts[COMPARE_SAME];
	compare_fini(&compare);
	return n_false;
}

static void print_tables(unsigned n_tables)
{
	struct cell cells[N_CELLS];

	name_cells(cells);
	struct cell_index *index = cell_index_new(cells, N_CELLS);

	printf("\nTables of %d cells, %d runs a side, 15 blocks: how many have "
	       "a cell that is called\nchanged and is not (goal: at most "
	       "5 %%). %u tables.\n\n%-29s %10s %10s %10s\n",
	       N_CELLS, N_RUNS, n_tables, "machine", "wrong", "same cells",
	       "found");
	for (size_t m = 0; m < sizeof(machines) / sizeof(*machines); m++) {
		const struct machine *machine = &machines[m];
		unsigned n_wrong = 0, n_found = 0, n_same = 0;
		struct rng rng;

		rng_init(&rng, SEED, 100000 + m);
		for (unsigned i = 0; i < n_tables; i++) {
			bool found = false;
			unsigned same;

			n_wrong += compare_table(&rng, machine, cells, index,
						 15, &found, &same) > 0;
			n_found += found;
			n_same += same;
		}
		most_wrong = fmax(most_wrong, 100. * n_wrong / n_tables);
		printf("%-29s %8.1f %% %8.1f %%", machine->name,
		       100. * n_wrong / n_tables,
		       100. * n_same / n_tables / N_CELLS);
		if (machine->slower > 0)
			printf(" %8.1f %%", 100. * n_found / n_tables);
		puts(met(n_wrong * 20 <= n_tables));
		fflush(stdout);
	}
	cell_index_free(index);
}

/* For `make bench`: see bench/piece.py. */
static void write_rows(bool intervals, bool tables)
{
	const char *path = getenv("BENCH_ROWS");
	FILE *file = path ? fopen(path, "a") : NULL;

	if (!file)
		return;
	if (intervals)
		fprintf(file,
			"coverage|least covered|%.1f|||>= 92|%%|the worst of "
			"all estimates, kinds of noise and numbers of blocks\n"
			"coverage|most covered|%.1f||||%%|more than 99: wider "
			"than need be, as with few blocks\n",
			least_covered, most_covered);
	if (tables)
		fprintf(file,
			"coverage|tables with a false change|%.1f|||<= 5|%%|"
			"the worst of all imagined machines\n",
			most_wrong);
	fclose(file);
}

int main(int argc, char **argv)
{
	unsigned n_sets = argc > 1 ? (unsigned)atoi(argv[1]) : 4000;
	unsigned n_tables = argc > 2 ? (unsigned)atoi(argv[2]) : 100;

	if (n_sets)
		print_intervals(n_sets);
	if (n_tables)
		print_tables(n_tables);
	write_rows(n_sets, n_tables);
	return missed;
}
