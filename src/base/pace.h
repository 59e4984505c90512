/*
 * An open loop: units are meant to start at times of their own, whether or
 * not those before have ended. Latency counts from there, so that a unit that
 * waits for its turn is not told as a fast one (Tene, "How NOT to measure
 * latency", Strange Loop 2015; wrk2). In a closed loop a unit starts when its
 * worker's last one has ended.
 */
#ifndef GILBENCH_BASE_PACE_H
#define GILBENCH_BASE_PACE_H

#include <stdint.h>

enum pace_arrival {
	PACE_CLOSED,  /* a closed loop */
	PACE_FIXED,   /* one gap after the other, workers in turn */
	PACE_POISSON, /* gaps are exponential: independent users */
};

struct pace {
	uint32_t arrival; /* enum pace_arrival */
	double rate;      /* units per second, over all workers */
	uint64_t seed;
};

/*
 * From the intended start of a worker's unit before, or for its first one
 * from the start of the region, to that of this unit: a pure function of its
 * arguments, and with PACE_POISSON of (seed, unit) but for its scale.
 */
uint64_t pace_gap_ns(const struct pace *pace, uint64_t unit, uint32_t worker,
		     uint32_t n_workers, int is_first);

#endif
