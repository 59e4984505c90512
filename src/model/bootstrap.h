/*
 * Two sides of several runs each: how much longer does B take than A?
 *
 * A side's time is the median over its runs of the run's median invocation (of
 * logarithms: of two runs the geometric mean), the ratio that of B over that
 * of A. Its noise has two levels, so both are resampled: the runs, with
 * replacement, and in each the invocations (Davison and Hinkley, Bootstrap
 * Methods and their Application, 1997, 3.8; Kalibera and Jones, ISMM 2013).
 *
 * Doing so counts the noise of invocations twice, as it also moves the runs'
 * medians; and R runs show (R - 1) / R of their spread. So deviations from the
 * estimate are scaled to the variance that R runs with the sample variance s2,
 * of which v is from their invocations, stand for: v + (s2 - v) R / (R - 1),
 * and at least v. bench/coverage shows that the intervals of 3 runs of 9 to 30
 * blocks then cover what they should.
 *
 * The same numbers and seed give the same result on any machine. Which runs a
 * resample takes depends on the seed alone, so that a mean over cells of the
 * same runs keeps what these runs have in common.
 */
#ifndef GILBENCH_MODEL_BOOTSTRAP_H
#define GILBENCH_MODEL_BOOTSTRAP_H

#include <stdint.h>

#include "base/why.h"
#include "model/stats.h"

#define BOOTSTRAP_RESAMPLES 10000

struct bootstrap_run {
	const double *times; /* of its invocations, in any order; > 0 */
	size_t n;            /* 0: the cell has no times in this run */
};

struct bootstrap_side {
	const struct bootstrap_run *runs;
	size_t n_runs;
};

/* A side's time: the median over runs of their medians; NAN: none. */
double bootstrap_time(const struct bootstrap_side *side);

struct bootstrap {
	double ratio;
	struct interval ci; /* 95 %, percentiles */
	double p;           /* two-sided, of the ratio being 1 */
	/* ln of the ratio, and of those of the resamples, in their order;
	 * NULL, and ci and p are NAN, if a side has fewer than
	 * STATS_MIN_PAIRS invocations: that few do not show their spread. */
	double log_ratio, *log_ratios;
};

/*
 * `stream` is another number for each cell of a table. 0, and bootstrap_fini()
 * is due; or -1 with why: a side without times, or a time that is none.
 */
int bootstrap_ratio(struct bootstrap *result, const struct bootstrap_side *a,
		    const struct bootstrap_side *b, uint64_t seed,
		    uint64_t stream, struct why *why);
void bootstrap_fini(struct bootstrap *result);

/* One-sided p value of the ratio being at most (at least) this one; of a
 * result with resamples, as below. */
double bootstrap_p_above(const struct bootstrap *result, double ratio);
double bootstrap_p_below(const struct bootstrap *result, double ratio);

/*
 * The geometric mean of several ratios: add them to a zeroed struct one by
 * one, n_before being 0, 1, 2 ...; bootstrap_fini() is due.
 */
void bootstrap_add(struct bootstrap *mean, const struct bootstrap *one,
		   size_t n_before);

#endif
