/*
 * Buckets of times from 1 ns to 18 minutes, as wide as 1/128 of their lower
 * end at most: any time is known to 0.8 %, and counting one costs a few
 * instructions. The scheme is that of HdrHistogram (Tene, 2012). Whoever
 * shares counts (base/arena.h) or reads them back must have the same buckets.
 */
#ifndef GILBENCH_BASE_BUCKETS_H
#define GILBENCH_BASE_BUCKETS_H

#include <stdint.h>

#define BUCKETS_BITS 7
#define BUCKETS_MAX_NS ((UINT64_C(1) << 40) - 1)
#define N_BUCKETS 4352 /* of BUCKETS_MAX_NS, and 1 */

/* The bucket of a time; longer ones are in the last. */
static inline unsigned bucket_of(uint64_t ns)
{
	unsigned shift = 0;

	if (ns > BUCKETS_MAX_NS)
		ns = BUCKETS_MAX_NS;
	if (ns >> (BUCKETS_BITS + 1))
		shift = 63 - BUCKETS_BITS - (unsigned)__builtin_clzll(ns);
	return (shift << BUCKETS_BITS) + (unsigned)(ns >> shift);
}

/* The least time in a bucket; that of N_BUCKETS ends the last one. */
static inline uint64_t bucket_low_ns(unsigned bucket)
{
	unsigned shift = bucket >> BUCKETS_BITS;

	if (shift)
		shift--;
	return (uint64_t)(bucket - (shift << BUCKETS_BITS)) << shift;
}

#endif
