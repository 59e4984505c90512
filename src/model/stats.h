/*
 * Statistics of small samples. Arrays are not changed. n = 0 gives NAN, and
 * so does a NAN among the values: no estimate is made from a part of them.
 * stats_check() says which value it was.
 */
#ifndef GILBENCH_MODEL_STATS_H
#define GILBENCH_MODEL_STATS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/why.h"

struct interval {
	double low, high; /* NAN: none, for too few values */
};

/* Fewer pairs than this give no 95 % sign interval: 2 (1/2)^5 > .05. */
#define STATS_MIN_PAIRS 6

/*
 * -1 with why ("WHAT: value 3 of 12 is not a number") if a value is NAN or
 * infinite, else 0. What comes from outside is checked before it is used.
 */
int stats_check(const double *x, size_t n, const char *what, struct why *why);

double stats_median(const double *x, size_t n);
/* Quantile q in [0, 1], linear between order statistics (type 7). */
double stats_quantile(const double *x, size_t n, double q);
/*
 * The same, or NAN unless 10 values are expected beyond it: 1 000 values for
 * q = .99, 10 000 for .999. The tail of fewer is chance.
 */
double stats_percentile(const double *x, size_t n, double q);

/*
 * The 95 % confidence interval of a median by the sign test: the order
 * statistics k and n + 1 - k, with k the largest for which the binomial
 * probability P(X < k), p = 1/2, is at most .025 (Conover, Practical
 * Nonparametric Statistics, 3rd ed., 3.2). Coverage is at least 95 %.
 */
struct interval stats_sign_interval(const double *x, size_t n);

/*
 * The Hodges-Lehmann estimate of a centre, the median of all averages of two
 * values (Walsh averages), and its 95 % interval from the exact distribution
 * of Wilcoxon's signed rank statistic, of its normal approximation above 100
 * values (Hollander and Wolfe, Nonparametric Statistical Methods, 3.2-3.3).
 * It takes the noise to be symmetric, as that of a log ratio of two times of
 * the same kind is.
 */
double stats_centre(const double *x, size_t n, struct interval *interval);

/*
 * The two-sided p value of Wilcoxon's signed rank test: are the values
 * symmetric about 0? Zeros are left out, ties share their mean rank. Exact,
 * given the ties, up to 100 values that are not 0; above by the normal
 * approximation with corrections for ties and continuity. Nothing left: 1.
 */
double stats_signed_rank_p(const double *x, size_t n);

/*
 * Is a value this distance away from the median further than 3.5 in units of
 * MAD / 0.6745 (Iglewicz and Hoaglin 1993)? Never if MAD is 0.
 */
bool stats_is_far(double distance, double mad);
/* How many values are. */
size_t stats_outliers(const double *x, size_t n);

/*
 * The fairness of n shares: (sum of x)^2 / (n x sum of x^2), 1 if all are the
 * same, 1/n if one has everything (Jain, Chiu and Hawe, A Quantitative Measure
 * of Fairness and Discrimination, DEC-TR-301, 1984). NAN unless n > 1 and
 * something was shared.
 */
double stats_fairness(const double *x, size_t n);

#endif
