/*
 * The life of one worker: gate after gate until the end. Plain C, the same
 * for a worker inside a Python and for one of the ceiling's processes; what
 * differs is a table of functions.
 */
#ifndef GILBENCH_WORKER_LOOP_H
#define GILBENCH_WORKER_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* A GIL meter: called before and after the barrier, detached, and ... */
struct loop_meter {
	void (*ready)(void);
	void (*start)(uint64_t start_ns);
	/* ... right after the stop, attached: fill in the slot's GIL fields. */
	void (*stop)(struct arena_slot *slot, uint64_t stop_ns);
};

struct loop_ops {
	const struct loop_meter *meter; /* NULL: there is no GIL */
	/* Leave the interpreter and enter it, around waits. NULL: none. */
	void (*detach)(void *context);
	void (*attach)(void *context);
	/* Is the GIL on: 1, 0; -1, there is none; or LOOP_FAILED. */
	int (*gil)(void *context);
	/*
	 * Outside the timed region: prepare n_calls calls; call c computes
	 * the units from first + c * stride, `count` of them. 0 or -1.
	 */
	int (*arm)(void *context, uint64_t first, uint64_t count,
		   uint64_t stride, uint32_t n_calls);
	/* Make call c; add its checksum to *checksum; arena_lap() after each
	 * unit. 0 or -1. */
	int (*fire)(void *context, uint32_t c, uint64_t *checksum);
	/*
	 * Of a thread that is all workers: make all calls of all of them,
	 * each of which ends with loop_stop(). 0 or -1.
	 */
	int (*fire_all)(void *context);
	/* After the region: metrics into its slots. 0 or -1. NULL: none. */
	int (*metrics)(void *context);
};

#define LOOP_FAILED -2

struct loop {
	struct arena *arena;
	uint32_t worker;
	int events; /* the driver's pipe */
	/* This thread is all workers of the arena (tasks of an event loop):
	 * it meets nobody. What is counted for the thread is in slot 0. */
	bool alone;
	const struct loop_ops *ops;
	void *context; /* handed to the ops; it keeps what went wrong */
};

/* Bind the calling thread to the CPUs of its slot. 0 or -1. */
int loop_bind(struct arena *arena, uint32_t worker, struct why *why);

/* Say that this worker is prepared; the last one reports "ready". */
void loop_ready(const struct loop *loop);

/* The timed region of one of the workers of a thread ends. */
void loop_stop(struct arena *arena, uint32_t worker, uint64_t checksum);

/*
 * Run stages until the driver announces the end. Called and left attached to
 * the interpreter. Returns 1 at the end, 0 if the invocation was aborted, or
 * -1 if an op failed: the caller then aborts the invocation.
 */
int loop_work(const struct loop *loop);

/* One line of the driver's protocol, by one write(). `text`: JSON. */
void loop_emit(int events, const char *text);

#endif
