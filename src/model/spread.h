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
 * Is it further than 3.5 from the median in units of MAD / 0.6745 (Iglewicz and
 * Hoaglin 1993), with an interval of its own, if it has one, that does not hold
 * the median? Never if MAD is 0.
 */
bool spread_stands_out(const struct spread *spread, double x,
		       const struct interval *own);

#endif
