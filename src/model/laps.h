/*
 * Latencies of single units, counted in buckets (base/buckets.h): how long a
 * unit took from the end of its worker's unit before. Counts add up over
 * workers, samples and attempts.
 */
#ifndef GILBENCH_MODEL_LAPS_H
#define GILBENCH_MODEL_LAPS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buckets.h"

/* One bucket of one sample that is not empty. */
struct lap_count {
	unsigned cell, block, attempt, sample;
	unsigned bucket;
	uint64_t n;
};

struct laps {
	uint64_t n; /* all counts */
	uint64_t counts[N_BUCKETS];
};

/*
 * The latency below which a share q of the units stayed, to 0.8 %. NAN where
 * fewer than 10 are expected above it: p99 needs 1000 units, p99.9 10000.
 * `laps` may be NULL: none were counted.
 */
double laps_percentile(const struct laps *laps, double q);

/* The distribution as a curve: a share of all units took at most `upto_s`. */
struct laps_step {
	double upto_s, share;
};

/* One step for each bucket that is not empty, rising: free(). */
struct laps_step *laps_steps(const struct laps *laps, size_t *n);

#endif
