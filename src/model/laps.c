/* Percentiles of counted times. Which samples count is decided elsewhere. */
#include "model/laps.h"

#include <math.h>

#include "base/alloc.h"

#define LEAST_ABOVE 10 /* a percentile of fewer is that of a few units */

static double low_s(unsigned bucket)
{
	return (double)bucket_low_ns(bucket) * 1e-9;
}

double laps_percentile(const struct laps *laps, double q)
{
	uint64_t before = 0;
	unsigned i = 0;

	/* a hair less: 1 - .99 is not .01 */
	if (!laps || (double)laps->n * (1 - q) < LEAST_ABOVE - 1e-6)
		return NAN;
	double rank = q * (double)(laps->n - 1);

	while ((double)(before + laps->counts[i]) <= rank)
		before += laps->counts[i++];
	/* units of a bucket are taken to be spread evenly over it */
	double share = (rank - (double)before + .5) / (double)laps->counts[i];

	return low_s(i) + fmin(share, 1) * (low_s(i + 1) - low_s(i));
}

struct laps_step *laps_steps(const struct laps *laps, size_t *n)
{
	struct laps_step *steps = NULL;
	uint64_t sum = 0;

	*n = 0;
	for (unsigned i = 0; laps && i < N_BUCKETS; i++) {
		if (!laps->counts[i])
			continue;
		sum += laps->counts[i];
		steps = alloc_grow(steps, *n, sizeof(*steps));
		steps[(*n)++] = (struct laps_step){
			.upto_s = low_s(i + 1),
			.share = (double)sum / (double)laps->n,
		};
	}
	return steps;
}
