/*
 * The other workers of the cell, from inside a unit: a barrier, for Python's
 * kernels and for native ones.
 */
#ifndef GILBENCH_WORKER_CREW_H
#define GILBENCH_WORKER_CREW_H

#include "base/arena.h"
#include "worker/capi.h"

/* The arena of this process, from now on. */
void crew_attach(struct arena *arena);

/*
 * Wait for all workers; called and left attached, but the GIL is released
 * meanwhile. Before the first stage, where a proof is computed by one worker
 * alone, nobody is waited for. 0, or -1: one of them has ended.
 */
int crew_gather(void);

/* (): the same, or RuntimeError */
PyObject *crew_meet(PyObject *self, PyObject *args);

#endif
