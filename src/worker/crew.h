/*
 * The other workers of the cell, from inside a unit: a barrier, and memory
 * that all see, for Python's kernels and for native ones.
 */
#ifndef GILBENCH_WORKER_CREW_H
#define GILBENCH_WORKER_CREW_H

#include "base/arena.h"
#include "worker/capi.h"
#include "workloads/workload.h"

/* The arena of this process, from now on. */
void crew_attach(struct arena *arena);

/*
 * Wait for all workers; called and left attached, but the GIL is released
 * meanwhile. Before the first stage, where a proof is computed by one worker
 * alone, nobody is waited for. 0, or -1: one of them has ended.
 */
int crew_gather(void);

/*
 * How worker number `worker` sees them. `held`: it comes to the barrier
 * attached. 0, or -1 with a Python error: they share no memory.
 */
int crew_of(struct crew *crew, unsigned worker, int held);

/* (): as crew_gather(), or RuntimeError */
PyObject *crew_meet(PyObject *self, PyObject *args);
/* () -> a memoryview of bytes, or None: the workers share nothing */
PyObject *crew_shared(PyObject *self, PyObject *args);

#endif
