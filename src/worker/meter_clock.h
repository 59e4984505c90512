/*
 * The meter's clock: ticks of the time stamp counter where the kernel itself
 * keeps time with it (so it runs evenly and alike on all CPUs), nanoseconds
 * of CLOCK_MONOTONIC elsewhere. A reading costs 10 to 25 ns either less or
 * more, and a release and retake of the GIL needs four.
 */
#ifndef GILBENCH_WORKER_METER_CLOCK_H
#define GILBENCH_WORKER_METER_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/gil_log.h"

#if defined(__x86_64__)
extern bool meter_clock_tsc;

static inline uint64_t meter_clock_ticks(void)
{
	return meter_clock_tsc ? __builtin_ia32_rdtsc() : clock_now_ns();
}
#else
#define meter_clock_tsc false

static inline uint64_t meter_clock_ticks(void)
{
	return clock_now_ns();
}
#endif

/* Choose the clock and, once, guess its rate: takes a millisecond. */
void meter_clock_init(void);
/* Nanoseconds per tick, from init() to `now`; a guess at first. */
double meter_clock_rate(const struct gil_log_stamp *now);
/* This moment by both clocks. */
void meter_clock_stamp(struct gil_log_stamp *stamp);

#endif
