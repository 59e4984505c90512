/*
 * GILs, threads, and the record of each thread on each GIL. A record is
 * written by its own thread alone; a GIL's log under that GIL's mutex. So
 * nothing here needs an atomic but the list of GILs.
 */
#ifndef GILBENCH_WORKER_METER_RECORD_H
#define GILBENCH_WORKER_METER_RECORD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/gil_log.h"

/*
 * A GIL is these four, one right after the other, in every CPython from 3.2
 * on (struct _gil_runtime_state).
 */
struct meter_shape {
	pthread_cond_t cond;
	pthread_mutex_t mutex;
	pthread_cond_t switch_cond;
	pthread_mutex_t switch_mutex;
};

struct meter_gil {
	char *at; /* its struct meter_shape in the interpreter */
	struct gil_log_gil *log;
	struct gil_log_event *ring; /* or NULL */
	/* CPython's own view, to know when a release is asked for */
	struct gil_log_record *holder; /* the last one */
	uint64_t n_switches;
	bool requested;
};

struct meter_thread {
	struct meter_gil *gil;         /* taken last */
	struct gil_log_record *record; /* on it */
	struct gil_log_record *parks;
	const void *locked[2]; /* the last mutexes locked, newest first */
	struct gil_log_record *records[GIL_LOG_MAX_GILS];
	struct meter_thread *next; /* while in the pool */
	int32_t tid;
	bool lost; /* there was no room for a record */
	char name[28];
};

extern struct meter_gil meter_gils[GIL_LOG_MAX_GILS];
extern _Atomic uint32_t meter_n_gils;
extern __thread struct meter_thread *meter_self
	__attribute__((tls_model("initial-exec")));

/* Once, before anything is patched and anything below is called. 0 or -1. */
int meter_record_init(struct why *why);
/* The calling thread's first event, or the first after a fork. */
struct meter_thread *meter_record_thread(void);
/* The thread's record on a GIL, or for parks (NULL). NULL: no room. */
struct gil_log_record *meter_record_new(struct meter_thread *thread,
					struct meter_gil *gil);
/* A GIL that was not known, at `at`. NULL: there are too many. */
struct meter_gil *meter_record_learn(char *at);

/* The moments of a record's thread, in ticks. */
void meter_record_wait(struct gil_log_record *record, uint64_t now);
void meter_record_give_up(struct gil_log_record *record);
void meter_record_acquire(struct gil_log_record *record, uint64_t now);
void meter_record_release(struct gil_log_record *record, uint64_t now);

#endif
