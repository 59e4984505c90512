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
