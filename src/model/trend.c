/* See trend.h. */
#include "model/trend.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "model/order.h"

/*
 * The largest k with P(K < k) <= .025, K being the number of inversions of a
 * random order of n values, which is how many pairs have a slope below the
 * true one.
 */
static size_t inversions_quantile(size_t n)
{
	size_t n_pairs = n * (n - 1) / 2, k = 0;

	if (n > 100) {
		double sd = sqrt((double)n * (n - 1) * (2 * n + 5) / 72);

		return (size_t)((double)n_pairs / 2 - 1.959963984540054 * sd);
	}
	/* p[s]: the probability of s inversions among the first m values; the
	 * m-th adds 0 ... m - 1, all alike */
	double *p = alloc_zero(n_pairs + 1, sizeof(*p));
	double *sum = alloc_zero(n_pairs + 2, sizeof(*sum)), below = 0;

	p[0] = 1;
	for (size_t m = 2; m <= n; m++) {
		for (size_t s = 0; s <= n_pairs; s++)
			sum[s + 1] = sum[s] + p[s];
		for (size_t s = 0; s <= n_pairs; s++)
			p[s] = (sum[s + 1] - (s >= m ? sum[s + 1 - m] : 0)) /
			       (double)m;
	}
	while (k < n_pairs && (below += p[k]) <= .025)
		k++;
	free(p);
	free(sum);
	return k;
}

double trend_slope(const double *t, const double *y, size_t n,
		   struct interval *interval)
{
	size_t step = (n + TREND_MAX_VALUES - 1) / TREND_MAX_VALUES;
	size_t n_taken = step ? (n + step - 1) / step : 0, n_slopes = 0;
	double *slopes =
		alloc_zero(n_taken * (n_taken + 1) / 2 + 1, sizeof(*slopes));

	*interval = (struct interval){ NAN, NAN };
	for (size_t i = 0; i < n; i += step)
		for (size_t j = i + step; j < n; j += step)
			slopes[n_slopes++] = (y[j] - y[i]) / (t[j] - t[i]);
	double slope = stats_median(slopes, n_slopes);
	size_t k = isnan(slope) ? 0 : inversions_quantile(n_taken);

	if (k) {
		order_sort(slopes, n_slopes);
		interval->low = slopes[k - 1];
		interval->high = slopes[n_slopes - k];
	}
	free(slopes);
	return slope;
}
