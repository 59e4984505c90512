/*
 * The GIL meter: how long each thread holds its GIL, waits for it, is busy
 * dropping it, and is outside; exactly, without sampling. It works in the
 * process it is installed in and in those that fork from it, for the GILs of
 * all interpreters. A process that has not installed it pays nothing.
 */
#ifndef GILBENCH_WORKER_METER_H
#define GILBENCH_WORKER_METER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/why.h"

/*
 * Begin to measure. Called attached to the interpreter, which it leaves and
 * enters once to find the GIL. log: see meter_log_place(). Only the first call
 * does anything, others answer the same. 0, or -1 with why, nothing changed.
 */
int meter_install(const char *log, uint64_t n_events, bool free_threaded,
		  struct why *why);
/* Does the calling thread have a GIL that the meter knows? */
bool meter_sees_gil(void);

/* Holds between these moments go into the log; 0, UINT64_MAX: all. */
void meter_log_between(uint64_t from_ns, uint64_t until_ns);
/* Measure no more; the log ends here. */
void meter_stop(void);
/* The calling thread's name in the log; cut to what fits. Nothing happens
 * where the meter is not installed. */
void meter_name(const char *name);

/* The calling thread's counts on the GIL that it took last, in ticks. */
struct meter_counts {
	uint64_t hold, wait, drop, outside;
	uint64_t n_acquires, n_contended, n_forced;
	uint64_t at;
};

/*
 * Read them as of at_ns (CLOCK_MONOTONIC; 0: now), the open interval
 * included; the thread must have been in its present state since then. All 0
 * if it never had a GIL.
 */
void meter_read(struct meter_counts *counts, uint64_t at_ns);

struct meter_split {
	uint64_t hold_ns, wait_ns, drop_ns, outside_ns;
	uint64_t n_acquires, n_contended, n_forced;
	uint64_t wall_ns; /* by itself: the four must add up to it */
};

/* What happened between two readings on the same GIL. */
void meter_between(struct meter_split *split, const struct meter_counts *from,
		   const struct meter_counts *to);

#endif
