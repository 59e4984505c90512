/* One walk through the invocations of a cell. */
#include "model/repetition.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "base/alloc.h"
#include "model/adjust.h"

#define LEVEL 0.05

/* What adds up over invocations. */
struct sums {
	double *work;         /* room for the samples of one */
	double *first_ratios; /* logarithms */
	size_t n_first;
	struct variance_sums noise;
	double samples_s, starts_s; /* what samples and starts cost */
	size_t n_samples, n_starts;
};

static double median_of(struct sums *sums, const double *x, unsigned n)
{
	memcpy(sums->work, x, n * sizeof(*x));
	gsl_sort(sums->work, 1, n);
	return gsl_stats_median_from_sorted_data(sums->work, 1, n);
}

static void add_invocation(struct sums *sums,
			   const struct invocation *invocation)
{
	const double *wall_s = invocation->wall_s;
	unsigned n = invocation->n_samples;

	if (n > 1)
		sums->first_ratios[sums->n_first++] =
			log(wall_s[0] / median_of(sums, wall_s + 1, n - 1));
	/* of a unit: the job may have been another one after a resume */
	double scale = invocation->unit_s / median_of(sums, wall_s, n);

	for (unsigned i = 0; i < n; i++) {
		sums->work[i] = log(wall_s[i] * scale);
		sums->samples_s += wall_s[i];
	}
	variance_add(&sums->noise, sums->work, n);
	sums->n_samples += n;
	if (isnan(invocation->startup_s))
		return;
	sums->starts_s += invocation->startup_s;
	sums->n_starts++;
}

static struct repetition summarise(const struct sums *sums)
{
	const double *x = sums->first_ratios;
	size_t n = sums->n_first;
	struct interval ci = stats_sign_interval(x, n);
	double sample_s = sums->samples_s / (double)sums->n_samples;
	double start_s = sums->starts_s / (double)sums->n_starts;
	struct repetition repetition = {
		.first_ratio = exp(stats_median(x, n)),
		.first_p = n ? stats_signed_rank_p(x, n) : NAN,
		.first_ci = { exp(ci.low), exp(ci.high) },
		.noise = variance_split(&sums->noise),
	};

	/* warming up takes about one sample more */
	repetition.best_samples = variance_best_samples(
		&repetition.noise, sample_s, start_s + sample_s);
	return repetition;
}

struct repetition repetition_of(const struct history *history)
{
	struct history_walk walk = history_walk(history);
	struct invocation invocation;
	struct sums sums = {
		.work = alloc_zero(history->n_samples, sizeof(double)),
		.first_ratios = alloc_zero(history->n_valid, sizeof(double)),
	};

	while (history_next(&walk, &invocation))
		if (invocation.valid)
			add_invocation(&sums, &invocation);
	struct repetition repetition = summarise(&sums);

	free(sums.work);
	free(sums.first_ratios);
	return repetition;
}

static struct repetition *at(struct repetition *first, size_t size, size_t i)
{
	return (struct repetition *)((char *)first + i * size);
}

void repetition_find_cold(struct repetition *first, size_t size,
			  unsigned n_cells)
{
	double *p = alloc_zero(n_cells, sizeof(*p));
	size_t n = 0;
	struct why why;

	for (size_t i = 0; i < n_cells; i++)
		if (!isnan(at(first, size, i)->first_p))
			p[n++] = at(first, size, i)->first_p;
	/* p values of the test are p values */
	adjust_benjamini_hochberg(p, p, n, &why);
	n = 0;
	for (size_t i = 0; i < n_cells; i++) {
		struct repetition *cell = at(first, size, i);

		if (!isnan(cell->first_p))
			cell->cold = p[n++] <= LEVEL &&
				     cell->first_ratio >= REPETITION_COLD;
	}
	free(p);
}
