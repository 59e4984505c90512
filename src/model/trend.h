/* Does something drift? A line through values that may have outliers. */
#ifndef GILBENCH_MODEL_TREND_H
#define GILBENCH_MODEL_TREND_H

#include "model/stats.h"

/* Of more values every k-th is taken: there are n^2 / 2 slopes. */
#define TREND_MAX_VALUES 1000

/*
 * The Theil-Sen slope of y over t: the median of the slopes of all pairs. Its
 * 95 % interval is of order statistics of these slopes, from the exact
 * distribution of Kendall's S, of its normal approximation above 100 values
 * (Theil 1950; Sen 1968; Hollander and Wolfe, Nonparametric Statistical
 * Methods, 9.2-9.3). No interval below 5 values, no slope (NAN) below 2. No two
 * values of t may be equal.
 */
double trend_slope(const double *t, const double *y, size_t n,
		   struct interval *interval);

#endif
