/* SplitMix64. workloads/splitmix.py computes the same numbers. */
#include "rng.h"

#define GAMMA UINT64_C(0x9e3779b97f4a7c15)

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void rng_init(struct rng *rng, uint64_t seed, uint64_t stream)
{
	rng->state = mix(seed + GAMMA) ^ mix(stream * GAMMA + 1);
}

uint64_t rng_next(struct rng *rng)
{
	return mix(rng->state += GAMMA);
}

double rng_unit(struct rng *rng)
{
	return (double)(rng_next(rng) >> 11) * 0x1p-53;
}

uint64_t rng_below(struct rng *rng, uint64_t n)
{
	return rng_next(rng) % n;
}

void rng_shuffle(struct rng *rng, unsigned *order, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		unsigned j = rng_below(rng, i + 1);

		order[i] = order[j];
		order[j] = i;
	}
}
