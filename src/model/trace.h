/*
 * What the log of a traced process says: each thread's time, the longest
 * waits, and how much faster the process could be without the GIL at most.
 */
#ifndef GILBENCH_MODEL_TRACE_H
#define GILBENCH_MODEL_TRACE_H

#include <stdbool.h>

#include "model/trace_histogram.h"
#include "model/trace_types.h"

struct trace_thread {
	char name[28]; /* in UTF-8; "": Python gave it none */
	int32_t tid;   /* 0: the sum of threads that ended long ago */
	int gil; /* a thread in two interpreters is here twice; -1: none */
	bool lives;
	/* the four add up to wall_s, from its first to its last moment */
	double wall_s, hold_s, wait_s, drop_s, outside_s;
	double longest_hold_s, longest_wait_s;
	struct trace_histogram holds, waits; /* every wait, most of them tiny */
	uint64_t n_acquires, n_contended, n_forced;
	uint64_t n_parks, n_spins;
	double park_s; /* these three: free-threaded builds */
};

/* One wait, and who held the GIL for most of it: -1 if it is not known. */
struct trace_wait {
	double at_s, wait_s; /* when it began, since the process's start */
	int thread, holder;  /* indexes of threads */
};

#define TRACE_MAX_WAITS 10

enum trace_verdict {
	TRACE_NO_GIL,
	TRACE_FREE,
	TRACE_SLOWED,
	TRACE_BOUND
};

struct trace_process {
	int pid;
	bool ended;     /* it said so; otherwise it was killed, or runs */
	double start_s; /* CLOCK_MONOTONIC */
	double wall_s;
	struct trace_thread *threads; /* longest hold + wait first */
	size_t n_threads;
	unsigned n_gils;
	uint64_t n_events, n_kept; /* holds, and those still in the rings */
	uint32_t n_lost;
	double kept_from_s; /* the oldest hold in the rings */
	struct trace_wait waits[TRACE_MAX_WAITS];
	size_t n_waits;
	struct trace_types types;
	/* see trace_speedup() */
	double waited_s, hold_s, longest_hold_s, speedup;
	unsigned n_parallel;
	enum trace_verdict verdict;
};

/* *process is filled; n_cpus is how many CPUs it may use. */
void trace_analyse(struct trace_process *process, const struct gil_log *log,
		   unsigned n_cpus);
void trace_process_fini(struct trace_process *process);

/*
 * At most this many times as fast without the GIL: wall time over what it
 * cannot go below, the longest of
 * - wall_s - waited_s: with no thread waiting, all go on as fast as without
 *   the GIL, so only the moments in which one waits can be saved;
 * - hold_s / n_parallel: what was done with the GIL held is still to be done,
 *   by so many CPUs and threads at once;
 * - longest_hold_s, the one thread that held it for the longest time in sum.
 * Assumed: threads compute no faster without it, do the same in the same
 * order, and compute while they hold it.
 */
double trace_speedup(const struct trace_process *process);

#endif
