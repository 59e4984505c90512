/* The GIL meter as Python calls. */
#ifndef GILBENCH_WORKER_METER_CALLS_H
#define GILBENCH_WORKER_METER_CALLS_H

#include "worker/capi.h"

/*
 * (log or None, events of a ring) -> None, or why it cannot measure here.
 * install: nothing goes into the ring before a metered stage; start: all does.
 */
PyObject *meter_calls_install(PyObject *self, PyObject *args);
PyObject *meter_calls_start(PyObject *self, PyObject *args);
/* () -> None: the log ends here */
PyObject *meter_calls_stop(PyObject *self, PyObject *args);
/* (name) -> None: what the log calls this thread */
PyObject *meter_calls_name(PyObject *self, PyObject *args);
/*
 * () -> a list, one for each thread and GIL: (gil, tid, name, hold, wait,
 * drop, outside, longest hold, longest wait, acquires, contended, forced,
 * parks, parked, spins), times in nanoseconds; the GIL of parks is -1.
 */
PyObject *meter_calls_report(PyObject *self, PyObject *args);

/*
 * (hold_ns, free_ns, n) -> (truth, meter): n times, spin that long with the
 * GIL held, release it, spin without it, and take it back. The truth is (wall,
 * held, releasing, free, taking, cycles), by stamps on both sides of each
 * call; the meter says (wall, hold, drop, outside, wait, acquires, contended,
 * forced) of the same time, or None without one.
 */
PyObject *meter_spin(PyObject *self, PyObject *args);

#endif
