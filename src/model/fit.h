/*
 * How a scaling curve goes on: laws fitted to the speed-ups of one executor
 * at several numbers of workers, n.
 *
 *   Amdahl's law               S(n) = n / (1 + sigma (n - 1))
 *   Universal Scalability Law  S(n) = n / (1 + sigma (n - 1) + kappa n (n - 1))
 *
 * sigma is what cannot run in parallel: the serial fraction, or contention.
 * kappa is what each worker pays for each other one; with kappa > 0 the curve
 * has a peak. Both are as measured: noise may make them negative.
 * (Amdahl, "Validity of the single processor approach", AFIPS 1967; Gunther,
 * Guerrilla Capacity Planning, Springer 2007, chapters 4 to 6.)
 */
#ifndef GILBENCH_MODEL_FIT_H
#define GILBENCH_MODEL_FIT_H

#include <stdbool.h>

#include "base/why.h"
#include "model/estimate.h"
#include "model/series.h"

enum fit_law {
	FIT_AMDAHL,
	FIT_USL,
	N_FIT_LAWS,
};

extern const char *const fit_law_names[N_FIT_LAWS]; /* "Amdahl's law" ... */

/* Fewer worker counts than this give no fit; one worker counts as one. */
#define FIT_AMDAHL_MIN 4
#define FIT_USL_MIN 6

struct fit {
	enum fit_law law;
	bool known;      /* else see reason */
	char reason[96]; /* why there is no fit */
	/* Over blocks; intervals are NAN with fewer than 6 of them. */
	struct summary sigma, kappa; /* Amdahl: kappa is 0 */
	struct summary peak;         /* workers; INFINITY: S rises for ever */
	unsigned n_counts;     /* different numbers of workers, 1 included */
	unsigned most_workers; /* the curve is measured up to there */
};

/*
 * Least squares of the relative errors of S in one block: n / S - 1 is linear
 * in sigma and kappa. Points of one worker say nothing and are passed over.
 * *kappa is 0 by Amdahl. Returns 0, or -1 with why: a speed-up that is no
 * positive number, too few different numbers of workers.
 */
int fit_solve(enum fit_law law, const unsigned *workers, const double *speedups,
	      size_t n, double *sigma, double *kappa, struct why *why);

/* What fits are made from, all borrowed. */
struct fit_source {
	const struct cell *cells;
	const struct history *histories;
	const struct estimate *estimates;
	unsigned n_cells;
	unsigned n_cores; /* points with more workers are left out */
};

/*
 * Fit the curve that `cell` is a point of: the cells of its group with the
 * same executor and parameters. One fit per block, over serial; then median
 * and sign interval. A job that waits is not fitted: at a constant latency
 * its speed-up is n by construction. Nor is weak scaling by Amdahl's law.
 */
void fit_curve(struct fit *fit, enum fit_law law,
	       const struct fit_source *source, unsigned cell);
/* The first of the cells of that curve, in the plan's order: one a curve. */
unsigned fit_curve_first(const struct fit_source *source, unsigned cell);

/* S(n) of a known fit, at its medians; n >= 1, not necessarily whole. */
double fit_speedup(const struct fit *fit, double n);

#endif
