/* Median, range and MAD of logarithms. */
#include "model/spread.h"

#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

struct spread spread_of(const double *x, size_t n)
{
	struct spread spread = { 0, NAN, NAN, NAN, NAN };
	double *logs = alloc_zero(2 * n + 1, sizeof(*logs));

	for (size_t i = 0; i < n; i++)
		if (isfinite(x[i]) && x[i] > 0)
			logs[spread.n++] = log(x[i]);
	if (spread.n) {
		double median = stats_median(logs, spread.n);

		spread.median = exp(median);
		spread.low = exp(gsl_stats_min(logs, 1, spread.n));
		spread.high = exp(gsl_stats_max(logs, 1, spread.n));
		spread.mad = gsl_stats_mad0(logs, 1, spread.n, logs + n);
	}
	free(logs);
	return spread;
}

bool spread_stands_out(const struct spread *spread, double x,
		       const struct interval *own)
{
	bool holds = isfinite(own->low) && isfinite(own->high) &&
		     own->low <= spread->median && own->high >= spread->median;

	return spread->n >= SPREAD_MIN_VALUES && x > 0 && !holds &&
	       stats_is_far(log(x / spread->median), spread->mad);
}
