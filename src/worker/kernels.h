/*
 * The native kernels as Python callables: what a workload module gives in
 * Python (prepare, run, refresh, prove), on top of struct workload.
 *
 * A state is a capsule that owns what workload->prepare() returned.
 */
#ifndef GILBENCH_WORKER_KERNELS_H
#define GILBENCH_WORKER_KERNELS_H

#include "worker/capi.h"

/* (workload) -> unit, or None if it is not ours. */
PyObject *kernels_describe(PyObject *self, PyObject *args);
/* (workload, dict of str) -> state */
PyObject *kernels_prepare(PyObject *self, PyObject *args);
/* (state, first, count) -> checksum; the GIL is released around each unit, but
 * for what the workload holds it for */
PyObject *kernels_run(PyObject *self, PyObject *args);
/* The control: the same units, the GIL is never released. */
PyObject *kernels_run_held(PyObject *self, PyObject *args);
/* (state, first, count) -> None */
PyObject *kernels_refresh(PyObject *self, PyObject *args);
/*
 * (state, unit, held) -> (number of items, bytearray): what the unit hands to
 * a consumer. The GIL is kept if `held`.
 */
PyObject *kernels_load(PyObject *self, PyObject *args);
/*
 * (state, worker, held): from here on its units are computed with the other
 * workers' states; held: by the control.
 */
PyObject *kernels_join(PyObject *self, PyObject *args);
/* (ns): spin for so much CPU time, the GIL released */
PyObject *kernels_spin(PyObject *self, PyObject *args);
/* (state) -> figure of merit, or None if the workload has none */
PyObject *kernels_prove(PyObject *self, PyObject *args);

#endif
