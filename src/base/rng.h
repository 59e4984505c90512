/*
 * Random numbers that are a pure function of a seed and a position, the
 * same in C and in the Python kernels: SplitMix64 (Steele, Lea and Flood,
 * "Fast splittable pseudorandom number generators", OOPSLA 2014).
 */
#ifndef GILBENCH_BASE_RNG_H
#define GILBENCH_BASE_RNG_H

#include <stdint.h>

struct rng {
	uint64_t state;
};

/* A stream of its own for each (seed, stream). */
void rng_init(struct rng *rng, uint64_t seed, uint64_t stream);

/* 64 uniform bits. */
uint64_t rng_next(struct rng *rng);

/* Uniform in [0, 1), 53 bits. */
double rng_unit(struct rng *rng);

/* Uniform in [0, n), n >= 1: rng_next() % n. The bias is below n / 2^64. */
uint64_t rng_below(struct rng *rng, uint64_t n);

/* A random permutation of 0 ... n - 1 (Fisher and Yates). */
void rng_shuffle(struct rng *rng, unsigned *order, unsigned n);

#endif
