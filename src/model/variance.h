/*
 * Where noise comes from: between invocations, or between the samples of one;
 * and so which of the two is worth repeating (Kalibera and Jones, "Rigorous
 * Benchmarking in Reasonable Time", ISMM 2013, sections 6 and 7). Of
 * logarithms of times, so that a standard deviation of 0.02 is 2 %.
 */
#ifndef GILBENCH_MODEL_VARIANCE_H
#define GILBENCH_MODEL_VARIANCE_H

#include <stddef.h>
#include <stdint.h>

/* Sums over invocations; all 0 is none. In constant memory. */
struct variance_sums {
	size_t n_groups;     /* invocations */
	double n, n_squares; /* sums of their samples and of squares of that */
	double shift;        /* the first mean: keeps digits in the next two */
	double means, means_squared; /* weighted by samples, less the shift */
	double within; /* sum of squared deviations from their means */
};

/* Add an invocation: ln of the times of its n >= 1 samples. */
void variance_add(struct variance_sums *sums, const double *log_times,
		  size_t n);

/* Components, by analysis of variance; NAN: cannot be told. */
struct variance {
	double between; /* of invocations; 0 if the estimate is negative */
	double within;  /* of samples of an invocation */
	double samples; /* of an invocation, on average */
};

struct variance variance_split(const struct variance_sums *sums);

/* The share of the variance of an invocation's mean that is between them. */
double variance_between_share(const struct variance *variance);

/*
 * How many samples an invocation should have for the narrowest interval in a
 * given time: each costs sample_s, and a new invocation invocation_s more.
 * At least 1, at most VARIANCE_MOST; 0: cannot be told.
 */
#define VARIANCE_MOST 100
unsigned variance_best_samples(const struct variance *variance, double sample_s,
			       double invocation_s);

#endif
