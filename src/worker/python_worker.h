/*
 * A worker of the stage loop that runs Python: one thread that is one worker,
 * or one that is all of them, as tasks of its event loop.
 */
#ifndef GILBENCH_WORKER_PYTHON_WORKER_H
#define GILBENCH_WORKER_PYTHON_WORKER_H

#include "worker/capi.h"
#include "worker/loop.h"

/* A worker during one call of ready() or work(). Objects are borrowed. */
struct python_worker {
	struct arena *arena;
	uint32_t number;
	PyObject *run, *refresh, *metrics, *state, *gil;
	PyObject **calls; /* argument tuples; owned */
	uint64_t n_calls;
	uint64_t n_parts;       /* tuples for one call of the loop */
	uint64_t first, stride; /* call c: units from first + c * stride on */
	PyThreadState *thread;  /* while detached */
};

/* All workers during one call of work_all(): tasks of an event loop. */
struct python_tasks {
	struct python_worker thread;    /* first: its ops serve here too */
	PyObject *arm, *fire, *metrics; /* borrowed */
};

/* Their context is a struct python_worker, or a struct python_tasks. */
extern const struct loop_ops python_worker_ops, python_tasks_ops;

void python_worker_drop_calls(struct python_worker *worker);

#endif
