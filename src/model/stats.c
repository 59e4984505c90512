/* Statistics of small samples, by GSL. Which values go in is the caller's
 * business: a NAN among them is a bug. */
#include "model/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "base/alloc.h"

static double *sorted(const double *x, size_t n)
{
	double *copy = alloc_zero(n, sizeof(*copy));

	memcpy(copy, x, n * sizeof(*copy));
	gsl_sort(copy, 1, n);
	return copy;
}

double stats_median(const double *x, size_t n)
{
	return stats_quantile(x, n, 0.5);
}

double stats_quantile(const double *x, size_t n, double q)
{
	if (n == 0)
		return NAN;
	double *order = sorted(x, n);
	double value = gsl_stats_quantile_from_sorted_data(order, 1, n, q);

	free(order);
	return value;
}

struct interval stats_sign_interval(const double *x, size_t n)
{
	struct interval interval = { NAN, NAN };
	unsigned k = 0;

	if (n < STATS_MIN_PAIRS)
		return interval;
	while (gsl_cdf_binomial_P(k, 0.5, (unsigned)n) <= 0.025)
		k++;
	double *order = sorted(x, n);

	interval.low = order[k - 1];
	interval.high = order[n - k];
	free(order);
	return interval;
}

/*
 * The least q with P(W <= q) >= .025, W being the signed rank statistic of n
 * values: R's qsignrank(.025, n), and at least 1.
 */
static size_t signed_rank_quantile(size_t n)
{
	size_t n_sums = n * (n + 1) / 2, q = 0;

	if (n > 100) {
		double sd = sqrt((double)n * (n + 1) * (2 * n + 1) / 24);

		return (size_t)((double)n_sums / 2 - 1.959963984540054 * sd);
	}
	/* p[s]: the probability that ranks 1 ... k with random signs sum to s
	 */
	double *p = alloc_zero(n_sums + 1, sizeof(*p)), below = 0;

	p[0] = 1;
	for (size_t k = 1; k <= n; k++)
		for (size_t s = k * (k + 1) / 2 + 1; s--;)
			p[s] = .5 * (p[s] + (s >= k ? p[s - k] : 0));
	while ((below += p[q]) < .025)
		q++;
	free(p);
	return q ? q : 1;
}

double stats_centre(const double *x, size_t n, struct interval *interval)
{
	size_t n_walsh = n * (n + 1) / 2, k = 0;
	double *walsh = alloc_zero(n_walsh, sizeof(*walsh));

	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j < n; j++)
			walsh[k++] = (x[i] + x[j]) / 2;
	gsl_sort(walsh, 1, n_walsh);
	double centre = stats_median(walsh, n_walsh);

	*interval = (struct interval){ NAN, NAN };
	if (n >= STATS_MIN_PAIRS) {
		size_t q = signed_rank_quantile(n);

		interval->low = walsh[q - 1];
		interval->high = walsh[n_walsh - q];
	}
	free(walsh);
	return centre;
}

size_t stats_outliers(const double *x, size_t n)
{
	size_t count = 0;

	if (n == 0)
		return 0;
	double *work = alloc_zero(n, sizeof(*work));
	double median = stats_median(x, n);
	double mad = gsl_stats_mad0(x, 1, n, work);

	free(work);
	for (size_t i = 0; mad > 0 && i < n; i++)
		count += fabs(x[i] - median) * 0.6745 / mad > 3.5;
	return count;
}
