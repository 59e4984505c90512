/* Statistics of small samples, by GSL. */
#include "model/stats.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>

#include "base/alloc.h"
#include "model/order.h"

int stats_check(const double *x, size_t n, const char *what, struct why *why)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(x[i]))
			return why_set(why,
				       "%s: value %zu of %zu is not a number",
				       what, i + 1, n);
	return 0;
}

static bool any_nan(const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (isnan(x[i]))
			return true;
	return false;
}

static double *sorted(const double *x, size_t n)
{
	double *copy = alloc_zero(n, sizeof(*copy));

	memcpy(copy, x, n * sizeof(*copy));
	order_sort(copy, n);
	return copy;
}

double stats_median(const double *x, size_t n)
{
	return stats_quantile(x, n, 0.5);
}

double stats_quantile(const double *x, size_t n, double q)
{
	if (n == 0 || any_nan(x, n))
		return NAN;
	double *order = sorted(x, n);
	double value = gsl_stats_quantile_from_sorted_data(order, 1, n, q);

	free(order);
	return value;
}

double stats_percentile(const double *x, size_t n, double q)
{
	/* a hair less: 1 - .99 is not .01 */
	return (double)n * (1 - q) >= 10 - 1e-6 ? stats_quantile(x, n, q) : NAN;
}

struct interval stats_sign_interval(const double *x, size_t n)
{
	struct interval interval = { NAN, NAN };
	unsigned k = 0;

	if (n < STATS_MIN_PAIRS || any_nan(x, n))
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

	*interval = (struct interval){ NAN, NAN };
	if (any_nan(x, n))
		return NAN;
	double *walsh = alloc_zero(n_walsh, sizeof(*walsh));

	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j < n; j++)
			walsh[k++] = (x[i] + x[j]) / 2;
	order_sort(walsh, n_walsh);
	double centre = stats_median(walsh, n_walsh);

	if (n >= STATS_MIN_PAIRS) {
		size_t q = signed_rank_quantile(n);

		interval->low = walsh[q - 1];
		interval->high = walsh[n_walsh - q];
	}
	free(walsh);
	return centre;
}

/*
 * Twice the ranks of the absolute values of x, which are sorted by it: twice,
 * because tied values share a mean that may be a half. Returns the sum of
 * t^3 - t over groups of t ties.
 */
static double double_ranks(const double *x, size_t n, size_t *ranks)
{
	double ties = 0;

	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && fabs(x[end]) == fabs(x[i]);)
			end++;
		double t = (double)(end - i);

		for (size_t k = i; k < end; k++)
			ranks[k] = i + 1 + end;
		ties += t * t * t - t;
	}
	return ties;
}

/* P(W <= w), W being the sum of a random half of ranks[0] ... ranks[n - 1]. */
static double rank_sum_p(const size_t *ranks, size_t n, size_t w)
{
	double *p = alloc_zero(w + 1, sizeof(*p)), below = 0;

	p[0] = 1;
	for (size_t k = 0; k < n; k++)
		for (size_t s = w + 1; s--;)
			p[s] = .5 *
			       (p[s] + (s >= ranks[k] ? p[s - ranks[k]] : 0));
	for (size_t s = 0; s <= w; s++)
		below += p[s];
	free(p);
	return below;
}

static int compare_sizes(const void *a, const void *b)
{
	double x = fabs(*(const double *)a), y = fabs(*(const double *)b);

	return (x > y) - (x < y);
}

double stats_signed_rank_p(const double *x, size_t n)
{
	double *order = alloc_zero(n, sizeof(*order));
	size_t *ranks = alloc_zero(n, sizeof(*ranks));
	size_t n_left = 0, plus = 0, minus = 0;
	double p = 1;

	for (size_t i = 0; i < n; i++)
		if (x[i] != 0)
			order[n_left++] = x[i];
	qsort(order, n_left, sizeof(*order), compare_sizes);
	double ties = double_ranks(order, n_left, ranks), m = (double)n_left;

	for (size_t i = 0; i < n_left; i++)
		*(order[i] > 0 ? &plus : &minus) += ranks[i];
	size_t least = plus < minus ? plus : minus;

	if (any_nan(x, n)) {
		p = NAN;
	} else if (n_left > 100) {
		double sd = sqrt(m * (m + 1) * (2 * m + 1) / 24 - ties / 48);
		double far = m * (m + 1) / 4 - (double)least / 2 - .5;

		p = 2 * gsl_cdf_ugaussian_Q(far > 0 ? far / sd : 0);
	} else if (n_left) {
		p = 2 * rank_sum_p(ranks, n_left, least);
	}
	free(ranks);
	free(order);
	return p > 1 ? 1 : p;
}

bool stats_is_far(double distance, double mad)
{
	return mad > 0 && fabs(distance) * 0.6745 / mad > 3.5;
}

size_t stats_outliers(const double *x, size_t n)
{
	size_t count = 0;

	if (n == 0 || any_nan(x, n))
		return 0;
	double *work = alloc_zero(n, sizeof(*work));
	double median = stats_median(x, n);
	double mad = gsl_stats_mad0(x, 1, n, work);

	free(work);
	for (size_t i = 0; i < n; i++)
		count += stats_is_far(x[i] - median, mad);
	return count;
}

double stats_fairness(const double *x, size_t n)
{
	double sum = 0, squares = 0;

	for (size_t i = 0; i < n; i++) {
		sum += x[i];
		squares += x[i] * x[i];
	}
	return n > 1 && squares > 0 ? sum * sum / ((double)n * squares) : NAN;
}
