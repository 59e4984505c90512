/* Fits of scaling curves: one by block, then what blocks agree on. */
#include "model/fit.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_multifit.h>

#include "base/alloc.h"

const char *const fit_law_names[N_FIT_LAWS] = {
	[FIT_AMDAHL] = "Amdahl's law",
	[FIT_USL] = "the Universal Scalability Law",
};

static const unsigned min_counts[N_FIT_LAWS] = {
	[FIT_AMDAHL] = FIT_AMDAHL_MIN,
	[FIT_USL] = FIT_USL_MIN,
};

/* How many different numbers there are, with 1. */
static unsigned count_different(const unsigned *workers, size_t n)
{
	unsigned n_different = 1;

	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < i && workers[k] != workers[i])
			k++;
		n_different += k == i && workers[i] != 1;
	}
	return n_different;
}

static int check_points(enum fit_law law, const unsigned *workers,
			const double *speedups, size_t n, struct why *why)
{
	unsigned n_different = count_different(workers, n);

	for (size_t i = 0; i < n; i++)
		if (!(speedups[i] > 0 && isfinite(speedups[i])) || !workers[i])
			return why_set(why,
				       "%s: point %zu, %u workers: '%g' is no "
				       "speed-up",
				       fit_law_names[law], i + 1, workers[i],
				       speedups[i]);
	if (n_different < min_counts[law])
		return why_set(why, "%s needs %u worker counts, there are %u",
			       fit_law_names[law], min_counts[law],
			       n_different);
	return 0;
}

int fit_solve(enum fit_law law, const unsigned *workers, const double *speedups,
	      size_t n, double *sigma, double *kappa, struct why *why)
{
	size_t p = law == FIT_USL ? 2 : 1;
	double chi_squared;

	if (check_points(law, workers, speedups, n, why) < 0)
		return -1;
	gsl_matrix *x = gsl_matrix_alloc(n, p), *cov = gsl_matrix_alloc(p, p);
	gsl_vector *y = gsl_vector_alloc(n), *c = gsl_vector_alloc(p);
	gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(n, p);

	for (size_t i = 0; i < n; i++) {
		double w = workers[i], weight = speedups[i] / w;

		gsl_vector_set(y, i, weight * (w / speedups[i] - 1));
		gsl_matrix_set(x, i, 0, weight * (w - 1));
		if (law == FIT_USL)
			gsl_matrix_set(x, i, 1, weight * w * (w - 1));
		if (workers[i] == 1)
			gsl_vector_set(y, i, 0);
	}
	gsl_multifit_linear(x, y, c, cov, &chi_squared, work);
	*sigma = gsl_vector_get(c, 0);
	*kappa = law == FIT_USL ? gsl_vector_get(c, 1) : 0;
	gsl_multifit_linear_free(work);
	gsl_vector_free(c);
	gsl_vector_free(y);
	gsl_matrix_free(cov);
	gsl_matrix_free(x);
	return 0;
}

/* Speed-ups by number of workers and block. */
struct curve {
	unsigned *workers;
	struct series *speedups;
	unsigned n;
};

static bool same_curve(const struct cell *a, const struct cell *b)
{
	return a->group == b->group && strcmp(a->executor, b->executor) == 0 &&
	       strcmp(a->params, b->params) == 0;
}

unsigned fit_curve_first(const struct fit_source *source, unsigned cell)
{
	unsigned i = 0;

	while (!same_curve(&source->cells[i], &source->cells[cell]))
		i++;
	return i;
}

static int find_baseline(const struct fit_source *source, unsigned cell)
{
	for (unsigned i = 0; i < source->n_cells; i++)
		if (source->cells[i].group == source->cells[cell].group &&
		    cell_is_baseline(&source->cells[i]))
			return (int)i;
	return -1;
}

static struct curve gather_curve(const struct fit_source *source, unsigned cell,
				 unsigned baseline)
{
	struct curve curve = {
		.workers = alloc_zero(source->n_cells, sizeof(unsigned)),
		.speedups = alloc_zero(source->n_cells, sizeof(struct series)),
	};
	struct series serial =
		series_of_time(&source->histories[baseline], ROWS_VALID);

	for (unsigned i = 0; i < source->n_cells; i++) {
		const struct cell *point = &source->cells[i];

		if (!same_curve(point, &source->cells[cell]) ||
		    point->workers < 2 || point->workers > source->n_cores)
			continue;
		struct series time =
			series_of_time(&source->histories[i], ROWS_VALID);

		curve.workers[curve.n] = point->workers;
		curve.speedups[curve.n] = series_divide(&serial, &time);
		curve.n += curve.speedups[curve.n].n > 0;
		series_fini(&time);
	}
	series_fini(&serial);
	return curve;
}

static void free_curve(struct curve *curve)
{
	for (unsigned i = 0; i < curve->n; i++)
		series_fini(&curve->speedups[i]);
	free(curve->speedups);
	free(curve->workers);
}

/* The parameters that one block gave, and those of all so far. */
struct solutions {
	double *sigma, *kappa;
	double *reciprocal; /* 1 / peak; 0: no peak */
	size_t n;
};

/* S is largest at sqrt((1 - sigma) / kappa), but not before 1 worker. */
static double reciprocal_peak(double sigma, double kappa)
{
	if (!(kappa > 0))
		return 0;
	return sigma < 1 ? fmin(1, sqrt(kappa / (1 - sigma))) : 1;
}

static void add_solution(struct solutions *all, double sigma, double kappa)
{
	all->sigma = alloc_grow(all->sigma, all->n, sizeof(double));
	all->kappa = alloc_grow(all->kappa, all->n, sizeof(double));
	all->reciprocal = alloc_grow(all->reciprocal, all->n, sizeof(double));
	all->sigma[all->n] = sigma;
	all->kappa[all->n] = kappa;
	all->reciprocal[all->n++] = reciprocal_peak(sigma, kappa);
}

/*
 * The points of the next block that has any, in order; `next` holds how far
 * each series was read. Returns how many, 0 at the end.
 */
static unsigned next_block(const struct curve *curve, size_t *next,
			   unsigned *workers, double *speedups)
{
	unsigned block = UINT_MAX, n = 0;

	for (unsigned i = 0; i < curve->n; i++) {
		const struct series *s = &curve->speedups[i];

		if (next[i] < s->n && s->points[next[i]].block < block)
			block = s->points[next[i]].block;
	}
	for (unsigned i = 0; i < curve->n; i++) {
		const struct series *s = &curve->speedups[i];

		if (next[i] == s->n || s->points[next[i]].block != block)
			continue;
		workers[n] = curve->workers[i];
		speedups[n++] = s->points[next[i]++].value;
	}
	return n;
}

/* A block that lacks too many points has no fit. */
static struct solutions solve_blocks(const struct curve *curve,
				     enum fit_law law)
{
	struct solutions all = { 0 };
	size_t *next = alloc_zero(curve->n, sizeof(*next));
	unsigned *workers = alloc_zero(curve->n, sizeof(*workers));
	double *speedups = alloc_zero(curve->n, sizeof(*speedups));
	double sigma, kappa;
	struct why why;
	unsigned n;

	while ((n = next_block(curve, next, workers, speedups)))
		if (fit_solve(law, workers, speedups, n, &sigma, &kappa,
			      &why) == 0)
			add_solution(&all, sigma, kappa);
	free(speedups);
	free(workers);
	free(next);
	return all;
}

static struct summary summarise(const double *x, size_t n)
{
	return (struct summary){
		.value = stats_median(x, n),
		.ci = stats_sign_interval(x, n),
		.n = (unsigned)n,
	};
}

/* From medians of 1 / peak, which order as peaks do, the other way round. */
static struct summary summarise_peak(const double *reciprocal, size_t n)
{
	struct summary r = summarise(reciprocal, n);

	return (struct summary){
		.value = 1 / r.value,
		.ci = { 1 / r.ci.high, 1 / r.ci.low },
		.n = r.n,
	};
}

static void refuse(struct fit *fit, const char *reason)
{
	snprintf(fit->reason, sizeof(fit->reason), "%s", reason);
}

/* What the plan or the job does not allow. */
static bool can_fit(struct fit *fit, const struct fit_source *source,
		    unsigned cell, int baseline)
{
	if (baseline < 0)
		refuse(fit, "no serial cell");
	else if (!(source->estimates[baseline].cpu_share > 0.5))
		refuse(fit, "the job waits: its speed-up is the number of "
			    "workers by construction");
	else if (fit->law == FIT_AMDAHL &&
		 strcmp(source->cells[cell].scaling, "weak") == 0)
		refuse(fit, "weak scaling: the job grows with the workers");
	return !*fit->reason;
}

void fit_curve(struct fit *fit, enum fit_law law,
	       const struct fit_source *source, unsigned cell)
{
	int baseline = find_baseline(source, cell);

	*fit = (struct fit){ .law = law };
	if (!can_fit(fit, source, cell, baseline))
		return;
	struct curve curve = gather_curve(source, cell, (unsigned)baseline);
	struct solutions all = solve_blocks(&curve, law);

	fit->n_counts = count_different(curve.workers, curve.n);
	for (unsigned i = 0; i < curve.n; i++)
		if (curve.workers[i] > fit->most_workers)
			fit->most_workers = curve.workers[i];
	if (fit->n_counts < min_counts[law])
		snprintf(fit->reason, sizeof(fit->reason),
			 "%u worker counts up to the number of cores, %u are "
			 "needed",
			 fit->n_counts, min_counts[law]);
	else if (!all.n)
		refuse(fit, "no block has enough worker counts");
	fit->known = !*fit->reason;
	if (fit->known) {
		fit->sigma = summarise(all.sigma, all.n);
		fit->kappa = summarise(all.kappa, all.n);
		fit->peak = summarise_peak(all.reciprocal, all.n);
	}
	free(all.sigma);
	free(all.kappa);
	free(all.reciprocal);
	free_curve(&curve);
}

double fit_speedup(const struct fit *fit, double n)
{
	return n / (1 + fit->sigma.value * (n - 1) +
		    fit->kappa.value * n * (n - 1));
}
