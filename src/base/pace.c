/* When units are meant to start. Waiting for it is the worker's affair. */
#include "pace.h"

#include <math.h>

#include "rng.h"

/* Not a stream that latencies or answers come from. */
#define STREAM_KEY UINT64_C(0x70616365) /* "pace" */

uint64_t pace_gap_ns(const struct pace *pace, uint64_t unit, uint32_t worker,
		     uint32_t n_workers, int is_first)
{
	double mean_ns = 1e9 * n_workers / pace->rate;
	struct rng rng;

	if (pace->arrival == PACE_FIXED)
		return (uint64_t)(is_first ? mean_ns * worker / n_workers
					   : mean_ns);
	rng_init(&rng, pace->seed ^ STREAM_KEY, unit);
	/* 1 - [0, 1) is never 0, so the logarithm is finite */
	return (uint64_t)(-log(1. - rng_unit(&rng)) * mean_ns);
}
