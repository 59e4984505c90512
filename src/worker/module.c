/*
 * _gilbench: the measured side as a Python extension module. Here are the
 * module itself and its functions; a worker's part of the stage loop is in
 * python_worker.c. No Python object is kept between calls, so that it works in
 * every interpreter of a process; arena and pipe belong to the process.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "worker/capi.h"
#include "worker/crew.h"
#include "worker/kernels.h"
#include "worker/meter_calls.h"
#include "worker/python_worker.h"

#include <fcntl.h>
#include <unistd.h>

static struct arena *arena;
static int events = -1;

/* The number of a worker of the arena. 0, or -1 with a Python error. */
static int check_worker(unsigned worker)
{
	if (arena && worker < arena->n_workers)
		return 0;
	PyErr_SetString(PyExc_ValueError, "no such worker in the arena");
	return -1;
}

static PyObject *module_attach(PyObject *self, PyObject *args)
{
	const char *arena_path, *events_path;
	struct why why;

	(void)self;
	if (!PyArg_ParseTuple(args, "ss", &arena_path, &events_path))
		return NULL;
	/* a forked child has both already */
	if (events < 0)
		events = open(events_path, O_WRONLY | O_CLOEXEC);
	if (events < 0)
		return PyErr_Format(PyExc_OSError, "cannot open %s",
				    events_path);
	if (!arena)
		arena = arena_attach(arena_path, &why);
	if (!arena)
		return PyErr_Format(PyExc_OSError, "%s", why.text);
	crew_attach(arena);
	return PyLong_FromLong((long)arena->n_workers);
}

static PyObject *module_emit(PyObject *self, PyObject *args)
{
	const char *text;

	(void)self;
	if (!PyArg_ParseTuple(args, "s", &text))
		return NULL;
	PyThreadState *thread = PyEval_SaveThread();

	loop_emit(events, text);
	PyEval_RestoreThread(thread);
	return Py_BuildValue("");
}

static PyObject *module_bind(PyObject *self, PyObject *args)
{
	unsigned worker;
	struct why why;

	(void)self;
	if (!PyArg_ParseTuple(args, "I", &worker) || check_worker(worker) < 0)
		return NULL;
	if (loop_bind(arena, worker, &why) < 0)
		return PyErr_Format(PyExc_OSError, "%s", why.text);
	return Py_BuildValue("");
}

static PyObject *module_ready(PyObject *self, PyObject *args)
{
	struct python_worker worker = { .arena = arena };
	struct loop loop = {
		.arena = arena,
		.events = events,
		.ops = &python_worker_ops,
		.context = &worker,
	};

	(void)self;
	if (!PyArg_ParseTuple(args, "IO", &loop.worker, &worker.gil) ||
	    check_worker(loop.worker) < 0)
		return NULL;
	loop_ready(&loop);
	return PyErr_Occurred() ? NULL : Py_BuildValue("");
}

static PyObject *module_work(PyObject *self, PyObject *args)
{
	struct python_worker worker = { .arena = arena };
	struct loop loop = {
		.arena = arena,
		.events = events,
		.ops = &python_worker_ops,
		.context = &worker,
	};

	(void)self;
	if (!PyArg_ParseTuple(args, "IOOOOO", &loop.worker, &worker.run,
			      &worker.refresh, &worker.metrics, &worker.state,
			      &worker.gil) ||
	    check_worker(loop.worker) < 0)
		return NULL;
	worker.number = loop.worker;
	int result = loop_work(&loop);

	python_worker_drop_calls(&worker);
	free(worker.calls);
	return result < 0 ? NULL : PyLong_FromLong(result);
}

static PyObject *module_work_all(PyObject *self, PyObject *args)
{
	struct python_tasks tasks = { .thread.arena = arena };
	struct loop loop = {
		.arena = arena,
		.events = events,
		.alone = true,
		.ops = &python_tasks_ops,
		.context = &tasks,
	};

	(void)self;
	if (!PyArg_ParseTuple(args, "OOOO", &tasks.arm, &tasks.fire,
			      &tasks.metrics, &tasks.thread.gil) ||
	    check_worker(0) < 0)
		return NULL;
	int result = loop_work(&loop);

	return result < 0 ? NULL : PyLong_FromLong(result);
}

static PyObject *module_stop(PyObject *self, PyObject *args)
{
	unsigned long long checksum;
	unsigned worker;

	(void)self;
	if (!PyArg_ParseTuple(args, "IK", &worker, &checksum) ||
	    check_worker(worker) < 0)
		return NULL;
	loop_stop(arena, worker, checksum);
	return Py_BuildValue("");
}

static PyObject *module_laps(PyObject *self, PyObject *args)
{
	(void)self;
	(void)args;
	return PyLong_FromLong(arena && arena->has_laps);
}

static PyObject *module_lap(PyObject *self, PyObject *args)
{
	unsigned worker;

	(void)self;
	if (!PyArg_ParseTuple(args, "I", &worker) || check_worker(worker) < 0)
		return NULL;
	arena_lap(arena, worker);
	return Py_BuildValue("");
}

/* Seconds; what is left of them when the loop gets there may be less. */
static PyObject *module_wait(PyObject *self, PyObject *args)
{
	unsigned long long unit;
	unsigned worker;

	(void)self;
	if (!PyArg_ParseTuple(args, "IK", &worker, &unit) ||
	    check_worker(worker) < 0)
		return NULL;
	uint64_t due_ns = arena_due_ns(arena, worker, unit);
	uint64_t now_ns = clock_now_ns();

	return PyFloat_FromDouble(
		due_ns > now_ns ? (double)(due_ns - now_ns) * 1e-9 : 0);
}

static PyObject *module_abort(PyObject *self, PyObject *args)
{
	(void)self;
	(void)args;
	return PyLong_FromLong(arena ? arena_abort(arena) : 1);
}

static PyObject *module_finished(PyObject *self, PyObject *args)
{
	(void)self;
	(void)args;
	return PyLong_FromLong(arena && arena->stage == STAGE_FINISH);
}

static PyMethodDef methods[] = {
	{ "attach", module_attach, METH_VARARGS,
	  "attach(arena, events) -> number of workers" },
	{ "emit", module_emit, METH_VARARGS, "emit(json): one event" },
	{ "bind", module_bind, METH_VARARGS,
	  "bind(worker): this thread to its slot's CPUs" },
	{ "ready", module_ready, METH_VARARGS,
	  "ready(worker, gil): prepared; the last worker reports it" },
	{ "work", module_work, METH_VARARGS,
	  "work(worker, run, refresh, metrics, state, gil) -> 1; aborted: 0" },
	{ "work_all", module_work_all, METH_VARARGS,
	  "work_all(arm, fire, metrics, gil) -> as work(), for tasks" },
	{ "stop", module_stop, METH_VARARGS,
	  "stop(worker, checksum): a task of work_all() has done its share" },
	{ "laps", module_laps, METH_NOARGS,
	  "laps() -> 1 if the ends of single units are to be told" },
	{ "lap", module_lap, METH_VARARGS,
	  "lap(worker): a task of work_all() has done one unit more" },
	{ "wait", module_wait, METH_VARARGS,
	  "wait(worker, unit) -> seconds to its start, in an open loop" },
	{ "abort", module_abort, METH_NOARGS,
	  "abort() -> 1 for the first, who says why" },
	{ "finished", module_finished, METH_NOARGS,
	  "finished() -> 1 once the driver has announced the end" },
	{ "native_describe", kernels_describe, METH_VARARGS,
	  "native_describe(workload) -> its unit, or None" },
	{ "native_prepare", kernels_prepare, METH_VARARGS,
	  "native_prepare(workload, params) -> state" },
	{ "native_run", kernels_run, METH_VARARGS,
	  "native_run(state, first, count) -> checksum; GIL released" },
	{ "native_run_held", kernels_run_held, METH_VARARGS,
	  "native_run_held(state, first, count) -> checksum; GIL kept" },
	{ "meet", crew_meet, METH_NOARGS,
	  "meet(): the crew's barrier; the GIL is released" },
	{ "spin_free", kernels_spin, METH_VARARGS,
	  "spin_free(ns): so much CPU time; the GIL is released" },
	{ "native_join", kernels_join, METH_VARARGS,
	  "native_join(state, worker, held): one of a crew from here on" },
	{ "shared", crew_shared, METH_NOARGS,
	  "shared() -> memoryview of what all workers see, or None" },
	{ "native_refresh", kernels_refresh, METH_VARARGS,
	  "native_refresh(state, first, count)" },
	{ "native_load", kernels_load, METH_VARARGS,
	  "native_load(state, unit, held) -> (number of items, bytearray)" },
	{ "native_prove", kernels_prove, METH_VARARGS,
	  "native_prove(state) -> figure of merit or None" },
	{ "meter_install", meter_calls_install, METH_VARARGS,
	  "meter_install(log, events) -> None, or why it cannot measure" },
	{ "meter_start", meter_calls_start, METH_VARARGS,
	  "meter_start(log, events): the same, and log all holds" },
	{ "meter_stop", meter_calls_stop, METH_NOARGS,
	  "meter_stop(): the log ends here" },
	{ "meter_name", meter_calls_name, METH_VARARGS,
	  "meter_name(name): of this thread, in the log" },
	{ "meter_report", meter_calls_report, METH_NOARGS,
	  "meter_report() -> list of tuples, one per thread and GIL" },
	{ "spin", meter_spin, METH_VARARGS,
	  "spin(hold_ns, free_ns, n) -> (truth, what the meter says)" },
	{ 0 },
};

/*
 * The module's definition. CPython reads it by offset, and the object header
 * in front is 16 bytes long, or 32 in a free-threaded build: so there are
 * two, and the version text says which one fits.
 */
struct slot {
	int slot;
	void *value;
};

#define SLOT_MULTIPLE_INTERPRETERS 3 /* from 3.12 */
#define SLOT_GIL 4                   /* from 3.13 */

struct definition {
	void *init;
	Py_ssize_t index;
	PyObject *copy;
	const char *name, *doc;
	Py_ssize_t size;
	PyMethodDef *methods;
	struct slot *slots;
	void *traverse, *clear, *free;
};

static struct {
	Py_ssize_t n_references;
	void *type;
	struct definition definition;
} with_gil = { .n_references = 1 };

static struct {
	char head[24];
	void *type;
	struct definition definition;
} free_threaded;

static void *chosen;

static void choose(void)
{
	static struct slot slots[3];
	const char *version = Py_GetVersion(); /* "3.14.7 free-threading ..." */
	int minor = atoi(strchr(version, '.') + 1);
	int is_free = strstr(version, "free-threading build") != NULL;
	struct definition *definition =
		is_free ? &free_threaded.definition : &with_gil.definition;

	/* Every interpreter may have a GIL of its own, and we need none. */
	if (minor >= 12)
		slots[0] =
			(struct slot){ SLOT_MULTIPLE_INTERPRETERS, (void *)2 };
	if (minor >= 13)
		slots[1] = (struct slot){ SLOT_GIL, (void *)1 };
	definition->name = "_gilbench";
	definition->doc = "The measured side of gilbench.";
	definition->methods = methods;
	definition->slots = slots;
	chosen = is_free ? (void *)&free_threaded : (void *)&with_gil;
}

__attribute__((visibility("default"))) PyObject *PyInit__gilbench(void);

/* Interpreters of one process may import at the same time. */
PyObject *PyInit__gilbench(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, choose);
	return PyModuleDef_Init(chosen);
}
