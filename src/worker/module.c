/*
 * _gilbench: the measured side as a Python extension module. Here are the
 * module itself, its functions, and a Python worker's part of the stage
 * loop. It keeps no Python object between calls, so that it works in every
 * interpreter of a process; the arena and the pipe belong to the process.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "worker/capi.h"
#include "worker/kernels.h"
#include "worker/loop.h"
#include "worker/meter_calls.h"
#include "worker/meter_stage.h"

#include <fcntl.h>
#include <unistd.h>

static struct arena *arena;
static int events = -1;

/* A worker during one call of ready() or work(). Objects are borrowed. */
struct python_worker {
	uint32_t number;
	PyObject *run, *refresh, *state, *gil;
	PyObject **calls; /* argument tuples; owned */
	uint64_t n_calls;
	uint64_t n_parts;      /* tuples for one call of the loop */
	PyThreadState *thread; /* while detached */
};

static void worker_detach(void *context)
{
	struct python_worker *worker = context;

	worker->thread = PyEval_SaveThread();
}

static void worker_attach(void *context)
{
	struct python_worker *worker = context;

	PyEval_RestoreThread(worker->thread);
}

/* sys._is_gil_enabled came with 3.13; without it there is a GIL. */
static int worker_gil(void *context)
{
	struct python_worker *worker = context;

	if (!PyCallable_Check(worker->gil))
		return 1;
	PyObject *answer = PyObject_CallObject(worker->gil, NULL);
	int on = answer ? PyObject_IsTrue(answer) : LOOP_FAILED;

	Py_DecRef(answer);
	return on;
}

static void drop_calls(struct python_worker *worker)
{
	for (uint64_t c = 0; c < worker->n_calls; c++)
		Py_DecRef(worker->calls[c]);
	worker->n_calls = 0;
}

/* 0, or -1 with a Python error. */
static int call(PyObject *callable, PyObject *args)
{
	PyObject *result = PyObject_CallObject(callable, args);

	Py_DecRef(result);
	return result ? 0 : -1;
}

static PyObject *make_call(const struct python_worker *worker, uint64_t first,
			   uint64_t count)
{
	return Py_BuildValue("(OKK)", worker->state, (unsigned long long)first,
			     (unsigned long long)count);
}

static int refresh(const struct python_worker *worker, uint64_t first,
		   uint64_t count)
{
	if (!PyCallable_Check(worker->refresh))
		return 0;
	PyObject *args = make_call(worker, first, count);
	int result = args ? call(worker->refresh, args) : -1;

	Py_DecRef(args);
	return result;
}

/* Where latencies are asked for, each unit is a call of its own. */
static int worker_arm(void *context, uint64_t first, uint64_t count,
		      uint64_t stride, uint32_t n_calls)
{
	struct python_worker *worker = context;
	uint64_t step = arena->has_laps ? 1 : count;

	drop_calls(worker);
	worker->n_parts = count / step;
	worker->calls = alloc_resize(worker->calls, n_calls * worker->n_parts,
				     sizeof(*worker->calls));
	for (uint32_t c = 0; c < n_calls; c++, first += stride) {
		for (uint64_t u = first; u < first + count; u += step) {
			PyObject *args = make_call(worker, u, step);

			if (!args)
				return -1;
			worker->calls[worker->n_calls++] = args;
		}
		if (refresh(worker, first, count) < 0)
			return -1;
	}
	return 0;
}

static int run_part(const struct python_worker *worker, uint64_t part,
		    uint64_t *checksum)
{
	PyObject *result =
		PyObject_CallObject(worker->run, worker->calls[part]);

	if (!result)
		return -1;
	uint64_t sum = PyLong_AsUnsignedLongLongMask(result);

	Py_DecRef(result);
	if (sum == UINT64_MAX && PyErr_Occurred()) {
		PyErr_SetString(PyExc_TypeError,
				"run() must return an int, its checksum");
		return -1;
	}
	*checksum += sum;
	return 0;
}

static int worker_fire(void *context, uint32_t c, uint64_t *checksum)
{
	struct python_worker *worker = context;
	uint64_t part = c * worker->n_parts;

	for (uint64_t end = part + worker->n_parts; part < end; part++) {
		if (run_part(worker, part, checksum) < 0)
			return -1;
		arena_lap(arena, worker->number);
	}
	return 0;
}

static const struct loop_ops worker_ops = {
	.detach = worker_detach,
	.attach = worker_attach,
	.gil = worker_gil,
	.arm = worker_arm,
	.fire = worker_fire,
	.meter = &meter_stage,
};

/* All workers during one call of work_all(): tasks of an event loop. */
struct python_tasks {
	struct python_worker thread; /* first: its ops serve here too */
	PyObject *arm, *fire;        /* borrowed */
};

/* Asked for slot 0's units; those of slot i lie as far from its first one. */
static int tasks_arm(void *context, uint64_t first, uint64_t count,
		     uint64_t stride, uint32_t n_calls)
{
	struct python_tasks *tasks = context;
	uint64_t shift = first - arena->slots[0].first;
	int result = 0;

	for (uint32_t i = 0; i < arena->n_workers && !result; i++) {
		unsigned long long own = arena->slots[i].first + shift;
		PyObject *args = Py_BuildValue(
			"(IKKKI)", i, own, (unsigned long long)count,
			(unsigned long long)stride, n_calls);

		result = args ? call(tasks->arm, args) : -1;
		Py_DecRef(args);
	}
	return result;
}

static int tasks_fire_all(void *context)
{
	struct python_tasks *tasks = context;

	return call(tasks->fire, NULL);
}

/* Warm-up's way to fire. The checksum is in the slots, where it belongs. */
static int tasks_fire(void *context, uint32_t c, uint64_t *checksum)
{
	(void)c;
	(void)checksum;
	return tasks_fire_all(context);
}

static const struct loop_ops tasks_ops = {
	.detach = worker_detach,
	.attach = worker_attach,
	.gil = worker_gil,
	.arm = tasks_arm,
	.fire = tasks_fire,
	.fire_all = tasks_fire_all,
	.meter = &meter_stage,
};

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
	struct python_worker worker = { 0 };
	struct loop loop = {
		.arena = arena,
		.events = events,
		.ops = &worker_ops,
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
	struct python_worker worker = { 0 };
	struct loop loop = {
		.arena = arena,
		.events = events,
		.ops = &worker_ops,
		.context = &worker,
	};

	(void)self;
	if (!PyArg_ParseTuple(args, "IOOOO", &loop.worker, &worker.run,
			      &worker.refresh, &worker.state, &worker.gil) ||
	    check_worker(loop.worker) < 0)
		return NULL;
	worker.number = loop.worker;
	int result = loop_work(&loop);

	drop_calls(&worker);
	free(worker.calls);
	return result < 0 ? NULL : PyLong_FromLong(result);
}

static PyObject *module_work_all(PyObject *self, PyObject *args)
{
	struct python_tasks tasks = { 0 };
	struct loop loop = {
		.arena = arena,
		.events = events,
		.alone = true,
		.ops = &tasks_ops,
		.context = &tasks,
	};

	(void)self;
	if (!PyArg_ParseTuple(args, "OOO", &tasks.arm, &tasks.fire,
			      &tasks.thread.gil) ||
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
	  "work(worker, run, refresh, state, gil) -> 1, or 0 if aborted" },
	{ "work_all", module_work_all, METH_VARARGS,
	  "work_all(arm, fire, gil) -> as work(), for a loop's tasks" },
	{ "stop", module_stop, METH_VARARGS,
	  "stop(worker, checksum): a task of work_all() has done its share" },
	{ "laps", module_laps, METH_NOARGS,
	  "laps() -> 1 if the ends of single units are to be told" },
	{ "lap", module_lap, METH_VARARGS,
	  "lap(worker): a task of work_all() has done one unit more" },
	{ "abort", module_abort, METH_NOARGS,
	  "abort() -> 1 for the first, who says why" },
	{ "finished", module_finished, METH_NOARGS,
	  "finished() -> 1 once the driver has announced the end" },
	{ "native_describe", kernels_describe, METH_VARARGS,
	  "native_describe(workload) -> (unit, units of the proof) or None" },
	{ "native_prepare", kernels_prepare, METH_VARARGS,
	  "native_prepare(workload, params) -> state" },
	{ "native_run", kernels_run, METH_VARARGS,
	  "native_run(state, first, count) -> checksum; GIL released" },
	{ "native_run_held", kernels_run_held, METH_VARARGS,
	  "native_run_held(state, first, count) -> checksum; GIL kept" },
	{ "native_refresh", kernels_refresh, METH_VARARGS,
	  "native_refresh(state, first, count)" },
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
