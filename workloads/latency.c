/*
 * Drawn latencies. The normal deviate is Box's and Muller's (Annals of
 * Mathematical Statistics 29, 1958): two uniform numbers in, one out, no
 * rejection and no table, so unit u costs the same whatever it draws.
 */
#include "workloads/latency.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"

const char *const latency_names[N_LATENCY_DISTRIBUTIONS] = {
	[LATENCY_CONSTANT] = "constant",
	[LATENCY_LOGNORMAL] = "lognormal",
};

int latency_find(const char *name)
{
	for (int i = 0; i < N_LATENCY_DISTRIBUTIONS; i++)
		if (strcmp(name, latency_names[i]) == 0)
			return i;
	return -1;
}

static double normal(uint64_t seed, uint64_t unit)
{
	struct rng rng;

	rng_init(&rng, seed, unit);
	/* 1 - [0, 1) is never 0, so the logarithm is finite */
	double radius = sqrt(-2. * log(1. - rng_unit(&rng)));

	return radius * cos(2. * M_PI * rng_unit(&rng));
}

double latency_first_s(const struct latency *latency, uint64_t seed,
		       uint64_t unit)
{
	if (latency->distribution == LATENCY_CONSTANT)
		return latency->latency_s;
	return latency->latency_s * exp(latency->sigma * normal(seed, unit));
}

/* What streaming adds: the first token ends the first wait. */
static double streaming_s(const struct latency *latency)
{
	if (latency->n_tokens == 0)
		return 0;
	return (double)(latency->n_tokens - 1) * latency->token_interval_s;
}

double latency_total_s(const struct latency *latency, uint64_t seed,
		       uint64_t unit)
{
	return latency_first_s(latency, seed, unit) + streaming_s(latency);
}

double latency_bound(const struct latency *latency, uint64_t seed,
		     uint64_t size, unsigned n_workers)
{
	uint64_t share = size / n_workers, n_longer = size % n_workers;
	uint64_t unit = 0;
	double sum = 0, longest = 0;

	if (size == 0 || latency->latency_s + streaming_s(latency) == 0)
		return NAN;
	if (latency->distribution == LATENCY_CONSTANT)
		return (double)size / (double)(share + (n_longer > 0));
	for (unsigned i = 0; i < n_workers; i++) {
		double worker = 0;

		for (uint64_t n = share + (i < n_longer); n > 0; n--)
			worker += latency_total_s(latency, seed, unit++);
		sum += worker;
		longest = fmax(longest, worker);
	}
	return sum / longest;
}
