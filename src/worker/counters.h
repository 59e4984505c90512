/*
 * What the kernel counts for one thread: CPU time, context switches, time
 * spent runnable but not running, migrations. Read before the barrier and
 * after the stop; never inside a timed region.
 */
#ifndef GILBENCH_WORKER_COUNTERS_H
#define GILBENCH_WORKER_COUNTERS_H

#include <stdint.h>

#include "base/arena.h"

/* The calling thread's files in /proc, opened once; -1: not there. */
struct counters_files {
	int schedstat, sched;
};

void counters_open(struct counters_files *files);
void counters_close(struct counters_files *files);

struct counters {
	uint64_t cpu_ns;             /* user and system, exact */
	uint64_t user_us, system_us; /* how the kernel splits it */
	uint64_t run_delay_ns;       /* UINT64_MAX: not known */
	uint64_t n_voluntary, n_involuntary;
	int64_t n_migrations; /* -1: not known */
	int cpu;
};

/* Read all of the calling thread, which must have opened the files. */
void counters_read(const struct counters_files *files,
		   struct counters *counters);

/* The differences, into the worker's slot. */
void counters_store(struct arena_slot *slot, const struct counters *before,
		    const struct counters *after);

#endif
