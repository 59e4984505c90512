/*
 * Python's ops of the stage loop: what is called is a workload's run(),
 * refresh() and metrics(). Not here: the module that is called itself, and what
 * the loop does when.
 */
#include "worker/python_worker.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "worker/meter_stage.h"

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

void python_worker_drop_calls(struct python_worker *worker)
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
	uint64_t step = worker->arena->has_laps ? 1 : count;

	python_worker_drop_calls(worker);
	worker->n_parts = count / step;
	worker->first = first;
	worker->stride = stride;
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

/* In an open loop: until the unit is meant to start, without the GIL. */
static void await_start(struct python_worker *worker, uint64_t unit)
{
	uint64_t due_ns = arena_due_ns(worker->arena, worker->number, unit);

	if (due_ns <= clock_now_ns())
		return;
	worker_detach(worker);
	clock_sleep_until(due_ns);
	worker_attach(worker);
}

static int worker_fire(void *context, uint32_t c, uint64_t *checksum)
{
	struct python_worker *worker = context;
	uint64_t part = c * worker->n_parts;
	uint64_t unit = worker->first + c * worker->stride;

	for (uint64_t end = part + worker->n_parts; part < end; part++) {
		if (worker->arena->pace.arrival != PACE_CLOSED)
			await_start(worker, unit++);
		if (run_part(worker, part, checksum) < 0)
			return -1;
		arena_lap(worker->arena, worker->number);
	}
	return 0;
}

/* Numbers from a sequence of floats, into a slot. 0, or -1: Python error. */
static int store_metrics(struct arena_slot *slot, PyObject *numbers)
{
	Py_ssize_t n = PySequence_Size(numbers);

	if (n > ARENA_MAX_METRICS)
		PyErr_SetString(PyExc_ValueError, "too many metrics");
	if (n < 0 || n > ARENA_MAX_METRICS)
		return -1;
	for (Py_ssize_t i = 0; i < n; i++) {
		PyObject *number = PySequence_GetItem(numbers, i);
		double value = number ? PyFloat_AsDouble(number) : -1;

		Py_DecRef(number);
		if (PyErr_Occurred())
			return -1;
		slot->metrics[i] = value;
	}
	return 0;
}

static int worker_metrics(void *context)
{
	struct python_worker *worker = context;

	if (!PyCallable_Check(worker->metrics))
		return 0;
	PyObject *args = Py_BuildValue("(O)", worker->state);
	PyObject *numbers =
		args ? PyObject_CallObject(worker->metrics, args) : NULL;
	int result =
		numbers ? store_metrics(&worker->arena->slots[worker->number],
					numbers)
			: -1;

	Py_DecRef(numbers);
	Py_DecRef(args);
	return result;
}

const struct loop_ops python_worker_ops = {
	.detach = worker_detach,
	.attach = worker_attach,
	.gil = worker_gil,
	.arm = worker_arm,
	.fire = worker_fire,
	.metrics = worker_metrics,
	.meter = &meter_stage,
};

/* Asked for slot 0's units; those of slot i lie as far from its first one. */
static int tasks_arm(void *context, uint64_t first, uint64_t count,
		     uint64_t stride, uint32_t n_calls)
{
	struct python_tasks *tasks = context;
	const struct arena *arena = tasks->thread.arena;
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

/* One sequence for each task. */
static int tasks_metrics(void *context)
{
	struct python_tasks *tasks = context;
	struct arena *arena = tasks->thread.arena;

	if (!PyCallable_Check(tasks->metrics))
		return 0;
	PyObject *all = PyObject_CallObject(tasks->metrics, NULL);
	Py_ssize_t n = all ? PySequence_Size(all) : -1;
	int result = n < 0 ? -1 : 0;

	for (Py_ssize_t i = 0; i < n && i < arena->n_workers && !result; i++) {
		PyObject *numbers = PySequence_GetItem(all, i);

		result =
			numbers ? store_metrics(&arena->slots[i], numbers) : -1;
		Py_DecRef(numbers);
	}
	Py_DecRef(all);
	return result;
}

const struct loop_ops python_tasks_ops = {
	.detach = worker_detach,
	.attach = worker_attach,
	.gil = worker_gil,
	.arm = tasks_arm,
	.fire = tasks_fire,
	.fire_all = tasks_fire_all,
	.metrics = tasks_metrics,
	.meter = &meter_stage,
};
