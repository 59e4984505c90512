/*
 * Between Python's calls and the workloads' C. Not here: what a unit does
 * (workloads/), and how it is timed (loop.c).
 */
#include "worker/kernels.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "worker/own_object.h"
#include "worker/crew.h"
#include "workloads/spin.h"
#include "workloads/workload.h"

#define STATE "gilbench.state"

struct native {
	const struct workload *workload;
	void *state;
};

static PyObject *none(void)
{
	return Py_BuildValue("");
}

static PyObject *raise_why(const struct why *why)
{
	PyErr_SetString(PyExc_RuntimeError, why->text);
	return NULL;
}

/* Ours by its name, a user's by the path of its shared object; or NULL. */
static const struct workload *find(const char *name)
{
	return own_object_is(name) ? &own_object_workload : workload_find(name);
}

PyObject *kernels_describe(PyObject *self, PyObject *args)
{
	const char *name;

	(void)self;
	if (!PyArg_ParseTuple(args, "s", &name))
		return NULL;
	const struct workload *workload = find(name);

	if (!workload)
		return none();
	return Py_BuildValue("s", workload->unit);
}

/* Copies a dict of str. 0, or -1 with a Python error. */
static int settings_from(PyObject *dict, struct settings *settings)
{
	PyObject *items = PyDict_Items(dict);
	Py_ssize_t n = items ? PySequence_Size(items) : -1;
	int result = n < 0 ? -1 : 0;

	for (Py_ssize_t i = 0; i < n && !result; i++) {
		PyObject *item = PySequence_GetItem(items, i);
		const char *name, *value;

		if (item && PyArg_ParseTuple(item, "ss", &name, &value))
			settings_set(settings, name, value);
		else
			result = -1;
		Py_DecRef(item);
	}
	Py_DecRef(items);
	return result;
}

static void discard(PyObject *capsule)
{
	struct native *native = PyCapsule_GetPointer(capsule, STATE);

	native->workload->discard(native->state);
	free(native);
}

PyObject *kernels_prepare(PyObject *self, PyObject *args)
{
	const char *name;
	PyObject *dict;
	struct settings settings = { 0 };
	struct why why;

	(void)self;
	if (!PyArg_ParseTuple(args, "sO", &name, &dict))
		return NULL;
	const struct workload *workload = find(name);

	if (!workload)
		return PyErr_Format(PyExc_ValueError,
				    "there is no native workload %s", name);
	if (settings_from(dict, &settings) < 0) {
		settings_fini(&settings);
		return NULL;
	}
	if (own_object_is(name))
		settings_set(&settings, OWN_OBJECT_PATH, name);
	PyThreadState *thread = PyEval_SaveThread();
	void *state = workload->prepare(&settings, &why);

	PyEval_RestoreThread(thread);
	settings_fini(&settings);
	if (!state)
		return raise_why(&why);
	struct native *native = alloc_zero(1, sizeof(*native));

	native->workload = workload;
	native->state = state;
	return PyCapsule_New(native, STATE, discard);
}

/* The arguments (state, first, count). NULL: a Python error. */
static struct native *range_args(PyObject *args, unsigned long long *first,
				 unsigned long long *count)
{
	PyObject *capsule;

	if (!PyArg_ParseTuple(args, "OKK", &capsule, first, count))
		return NULL;
	return PyCapsule_GetPointer(capsule, STATE);
}

/* What comes before the part of unit u that needs no GIL: 0 or -1. */
static int begin_unit(const struct native *native, uint64_t u, struct why *why)
{
	const struct workload *workload = native->workload;

	if (workload->meets && workload->meets(native->state) &&
	    crew_gather() < 0)
		return why_set(why, "another worker has ended");
	if (workload->hold)
		workload->hold(native->state, u);
	return 0;
}

PyObject *kernels_run(PyObject *self, PyObject *args)
{
	unsigned long long first, count;
	struct native *native = range_args(args, &first, &count);
	uint64_t checksum = 0;
	struct why why;

	(void)self;
	if (!native)
		return NULL;
	for (uint64_t u = first; u < first + count; u++) {
		if (begin_unit(native, u, &why) < 0)
			return raise_why(&why);
		PyThreadState *thread = PyEval_SaveThread();
		int result = native->workload->compute(native->state, u,
						       &checksum, &why);

		PyEval_RestoreThread(thread);
		if (result < 0)
			return raise_why(&why);
	}
	return PyLong_FromUnsignedLongLong(checksum);
}

PyObject *kernels_run_held(PyObject *self, PyObject *args)
{
	unsigned long long first, count;
	struct native *native = range_args(args, &first, &count);
	uint64_t checksum = 0;
	struct why why;

	(void)self;
	if (!native)
		return NULL;
	for (uint64_t u = first; u < first + count; u++)
		if (begin_unit(native, u, &why) < 0 ||
		    native->workload->compute(native->state, u, &checksum,
					      &why) < 0)
			return raise_why(&why);
	return PyLong_FromUnsignedLongLong(checksum);
}

PyObject *kernels_refresh(PyObject *self, PyObject *args)
{
	unsigned long long first, count;
	struct native *native = range_args(args, &first, &count);
	struct why why;

	(void)self;
	if (!native)
		return NULL;
	if (!native->workload->refresh)
		return none();
	PyThreadState *thread = PyEval_SaveThread();
	int result =
		native->workload->refresh(native->state, first, count, &why);

	PyEval_RestoreThread(thread);
	return result < 0 ? raise_why(&why) : none();
}

PyObject *kernels_spin(PyObject *self, PyObject *args)
{
	unsigned long long ns;

	(void)self;
	if (!PyArg_ParseTuple(args, "K", &ns))
		return NULL;
	PyThreadState *thread = PyEval_SaveThread();

	spin_cpu_ns(ns);
	PyEval_RestoreThread(thread);
	return none();
}

PyObject *kernels_join(PyObject *self, PyObject *args)
{
	PyObject *capsule;
	struct crew crew;
	unsigned worker;
	int held;

	(void)self;
	if (!PyArg_ParseTuple(args, "OIi", &capsule, &worker, &held))
		return NULL;
	struct native *native = PyCapsule_GetPointer(capsule, STATE);

	if (!native || crew_of(&crew, worker, held) < 0)
		return NULL;
	native->workload->join(native->state, &crew);
	return none();
}

PyObject *kernels_prove(PyObject *self, PyObject *args)
{
	PyObject *capsule;
	struct why why;
	double merit;

	(void)self;
	if (!PyArg_ParseTuple(args, "O", &capsule))
		return NULL;
	struct native *native = PyCapsule_GetPointer(capsule, STATE);

	if (!native)
		return NULL;
	if (!native->workload->prove)
		return none();
	PyThreadState *thread = PyEval_SaveThread();
	int result = native->workload->prove(native->state, &merit, &why);

	PyEval_RestoreThread(thread);
	return result < 0 ? raise_why(&why) : PyFloat_FromDouble(merit);
}

PyObject *kernels_load(PyObject *self, PyObject *args)
{
	PyObject *capsule, *bytes = NULL;
	PyThreadState *thread = NULL;
	unsigned long long unit;
	size_t n_items, n_bytes;
	int held, rc = 0;
	struct why why;

	(void)self;
	if (!PyArg_ParseTuple(args, "OKi", &capsule, &unit, &held))
		return NULL;
	struct native *native = PyCapsule_GetPointer(capsule, STATE);

	if (!native)
		return NULL;
	if (!held)
		thread = PyEval_SaveThread();
	rc = native->workload->load(native->state, unit, &n_items, &n_bytes,
				    &why);
	if (!held)
		PyEval_RestoreThread(thread);
	if (rc < 0)
		return raise_why(&why);
	/* not zeroed: its pages are touched first where they are filled */
	bytes = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)n_bytes);
	if (!bytes)
		return NULL;
	char *to = PyByteArray_AsString(bytes);

	if (!held)
		thread = PyEval_SaveThread();
	native->workload->store(native->state, to);
	if (!held)
		PyEval_RestoreThread(thread);
	return Py_BuildValue("(nN)", (Py_ssize_t)n_items, bytes);
}
