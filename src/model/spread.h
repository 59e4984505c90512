/*
 * How far values of the same kind from several hosts lie apart. All of it is on
 * the scale of ratios: half as fast is as far away as twice as fast.
 */
#ifndef GILBENCH_MODEL_SPREAD_H
#define GILBENCH_MODEL_SPREAD_H

#include <stdbool.h>

#include "model/stats.h"

/* With fewer nobody can be said to stand out. */
#define SPREAD_MIN_VALUES 5

struct spread {
	unsigned n;
	double median, low, high; /* the range; NAN: no values */
	double mad;               /* of ln x: .02 is about 2 % */
};

/* Values that are not positive numbers are left out. */
struct spread spread_of(const double *x, size_t n);

/*
 * Is it far from the median, as stats_is_far() says, with an interval of its
 * own, if it has one, that does not hold the median? Never if MAD is 0.
 */
bool spread_stands_out(const struct spread *spread, double x,
		       const struct interval *own);

#endif
