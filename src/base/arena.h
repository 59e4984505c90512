/*
 * The arena: the memory that the driver and the workers of one invocation
 * share. The driver creates it (a memfd) and opens one gate after another;
 * workers wait at the gate, run the stage it announces, and stamp their own
 * slot. Everything that a timed region needs lies here, so that nothing else
 * happens in it.
 *
 *   driver                          worker i
 *   arena_open_gate(stage) ---->    arena_await_gate()
 *                                   arena_meet()      last one stamps start_ns
 *                                   ... run ...
 *                                   slot[i].stop_ns = now
 *                                   arena_sync()      until all have stopped
 *   reads the event line  <----     arena_leave()     last one reports
 *
 * The coordinator has no part between start and stop. All waiting is on
 * futexes, never spinning; callers leave the interpreter before they wait.
 * Layout is fixed size and pointer free: worker processes of any Python map it.
 * Workers that compute a job together share memory behind it (arena_shared).
 */
#ifndef GILBENCH_BASE_ARENA_H
#define GILBENCH_BASE_ARENA_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buckets.h"
#include "pace.h"
#include "why.h"

#define ARENA_MAGIC 0x67696c62u /* "gilb" */
#define ARENA_VERSION 3
#define ARENA_MAX_WORKERS 4096
#define ARENA_MAX_METRICS 8
#define ARENA_CPU_WORDS 16 /* CPU masks of 1024 CPUs */

enum arena_stage {
	STAGE_READY,  /* announced by no gate: all workers are prepared */
	STAGE_WARMUP, /* `calls` calls of one unit, then the job, discarded */
	STAGE_SAMPLE, /* the job, measured */
	STAGE_METER,  /* the job, measured, with the GIL meter on */
	STAGE_FINISH, /* leave: no more gates */
};

/* What one worker did in one stage. Written by that worker only. */
struct arena_slot {
	/* set by the driver before a gate opens */
	uint64_t first, count;          /* the worker's units of the job */
	uint64_t cpus[ARENA_CPU_WORDS]; /* where to bind; all 0: nowhere */
	/* set by the worker */
	_Alignas(64) uint64_t stop_ns;
	uint64_t checksum; /* sum modulo 2^64 over its units and loops */
	uint64_t cpu_user_ns, cpu_system_ns;
	/* runnable but not running; UINT64_MAX: the kernel does not say */
	uint64_t run_delay_ns;
	uint64_t n_voluntary, n_involuntary; /* context switches */
	int32_t cpu_start, cpu_stop;         /* where it ran */
	int32_t tid, pid;
	int32_t gil_before, gil_after; /* 1 on, 0 off, -1 there is none */
	int32_t n_migrations;          /* -1: the kernel does not say */
	/* the GIL meter, STAGE_METER only; 0 otherwise */
	uint64_t gil_wait_ns, gil_hold_ns, gil_drop_ns;
	uint64_t n_gil_acquires, n_gil_contended, n_gil_forced;
	/* what the workload counted, after a stage (struct metric) */
	double metrics[ARENA_MAX_METRICS];
};

/*
 * How long the units of one worker took in the last stage: from the start, or
 * from the end of the unit before, to its end; in an open loop from its
 * intended start. Written by that worker only.
 */
struct arena_laps {
	_Alignas(64) uint64_t last_ns; /* 0: no unit has ended */
	uint64_t due_ns; /* open loop: the unit's intended start; or 0 */
	uint64_t paced;  /* 1: in a region whose units have a start */
	uint32_t counts[N_BUCKETS];
};

struct arena {
	uint32_t magic, version;
	uint32_t n_workers;
	uint32_t has_laps; /* 1: the workers' laps follow the slots */
	/* set by the driver before a gate opens */
	uint32_t stage;   /* enum arena_stage */
	uint32_t calls;   /* STAGE_WARMUP: calls of one unit before the job */
	uint32_t loops;   /* how often the job is done in a sample */
	uint64_t size;    /* units of the job, over all workers */
	struct pace pace; /* needs laps, unless it is a closed loop */
	uint64_t n_shared_bytes;              /* of arena_shared() */
	_Alignas(64) _Atomic uint32_t gate;   /* number of gates opened */
	_Atomic uint32_t aborted;             /* nobody waits any longer */
	_Alignas(64) _Atomic uint32_t n_met;  /* at the barrier */
	_Atomic uint32_t meeting;             /* barriers passed */
	_Alignas(64) _Atomic uint32_t n_left; /* workers done with the stage */
	uint64_t start_ns; /* the last arrival at the barrier */
	_Alignas(64) struct arena_slot slots[];
};

/* Bytes that an arena for n workers takes. */
size_t arena_bytes(uint32_t n_workers, bool has_laps, size_t n_shared_bytes);

/* Driver: create in *fd a memfd (close-on-exec), mapped. NULL: see why. */
struct arena *arena_new(uint32_t n_workers, bool has_laps,
			size_t n_shared_bytes, int *fd, struct why *why);
/* Worker: map the arena at `path` ("/proc/PID/fd/N"). NULL: see why. */
struct arena *arena_attach(const char *path, struct why *why);
void arena_free(struct arena *arena);

/* Driver: publish stage, calls, loops, size and slots, and open the gate. */
void arena_open_gate(struct arena *arena, enum arena_stage stage);

/*
 * Worker: wait until gate number `gate` (from 1) is open. Returns the stage,
 * or -1 when the invocation was aborted.
 */
int arena_await_gate(struct arena *arena, uint32_t gate);

/*
 * Worker: the barrier. The last of n_workers to arrive stamps start_ns and
 * wakes the rest. Returns 0, or -1 when aborted.
 */
int arena_meet(struct arena *arena);

/*
 * Worker: a barrier without a stamp. Whoever is aborted while it waits gets
 * -1, others 0. In a region for those that compute together; after the stop
 * for all: who returns to the interpreter before would take it from those
 * that still run.
 */
int arena_sync(struct arena *arena);
/* What all workers of the job share; zeros at first. NULL: nothing. */
void *arena_shared(struct arena *arena);

/* The worker's laps, or NULL: the arena has none. */
struct arena_laps *arena_laps(struct arena *arena, uint32_t worker);
/* Worker: forget all, before a region; touches the memory, too. */
void arena_clear_laps(struct arena *arena, uint32_t worker);
/* Worker: the region has ended; units of a warm-up start at once. */
void arena_end_laps(struct arena *arena, uint32_t worker);
/*
 * Worker: when unit `unit`, its next one, is meant to start; 0: at once. To
 * be asked once for each unit, in order.
 */
uint64_t arena_due_ns(struct arena *arena, uint32_t worker, uint64_t unit);
/* Worker: a unit has ended. Reads the clock once; nothing without laps. */
void arena_lap(struct arena *arena, uint32_t worker);

/* Worker: done with the stage. Returns 1 for the last one, which reports. */
int arena_leave(struct arena *arena);

/*
 * Anyone: wake all and let none wait again. Returns 1 to the first caller,
 * which is the one to say why, and 0 to others.
 */
int arena_abort(struct arena *arena);

#endif
