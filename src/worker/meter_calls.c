/* Between Python's calls and the meter. */
#include "worker/meter_calls.h"

#include <string.h>

#include "base/gil_log_read.h"
#include "worker/meter.h"
#include "worker/meter_clock.h"
#include "worker/meter_log.h"

static int install(PyObject *args, struct why *why)
{
	const char *log;
	unsigned long long n_events;

	if (!PyArg_ParseTuple(args, "zK", &log, &n_events))
		return -1;
	bool is_free = strstr(Py_GetVersion(), "free-threading build") != NULL;

	if (meter_install(log, n_events, is_free, why) < 0)
		return 0;
	why->text[0] = '\0';
	/* without a GIL there is none to see, and that is no failure */
	if (!is_free && !meter_sees_gil())
		why_set(why, "this interpreter takes its GIL in a way that "
			     "the meter does not know");
	return 0;
}

static PyObject *none_or(const char *text)
{
	return *text ? Py_BuildValue("s", text) : Py_BuildValue("");
}

PyObject *meter_calls_install(PyObject *self, PyObject *args)
{
	struct why why;

	(void)self;
	return install(args, &why) < 0 ? NULL : none_or(why.text);
}

PyObject *meter_calls_start(PyObject *self, PyObject *args)
{
	struct why why;

	(void)self;
	meter_log_between(0, UINT64_MAX);
	return install(args, &why) < 0 ? NULL : none_or(why.text);
}

PyObject *meter_calls_stop(PyObject *self, PyObject *args)
{
	(void)self;
	(void)args;
	meter_stop();
	return Py_BuildValue("");
}

PyObject *meter_calls_name(PyObject *self, PyObject *args)
{
	const char *name;

	(void)self;
	if (!PyArg_ParseTuple(args, "s", &name))
		return NULL;
	meter_name(name);
	return Py_BuildValue("");
}

static PyObject *row(const struct gil_log_record *record, double rate)
{
	struct gil_log_record t;
#define NS(ticks) (unsigned long long)((double)(ticks)*rate)
#define N(count) (unsigned long long)(count)

	gil_log_total(record, meter_clock_ticks(), &t);
	return Py_BuildValue(
		"(iisKKKKKKKKKKKK)", (int)t.gil, (int)t.tid, t.name, NS(t.hold),
		NS(t.wait), NS(t.drop), NS(t.outside), NS(t.longest_hold),
		NS(t.longest_wait), N(t.n_acquires), N(t.n_contended),
		N(t.n_forced), N(t.n_parks), NS(t.park), N(t.n_spins));
#undef NS
#undef N
}

PyObject *meter_calls_report(PyObject *self, PyObject *args)
{
	PyObject *list = PyList_New(0);
	struct gil_log_stamp now;

	(void)self;
	(void)args;
	if (!list || !meter_log)
		return list;
	meter_clock_stamp(&now);
	for (uint32_t i = 0; i < meter_log->n_records; i++) {
		const struct gil_log_record *record = &meter_log->records[i];

		if (!record->n_acquires && !record->tid)
			continue;
		PyObject *item = row(record, meter_clock_rate(&now));
		int result = item ? PyList_Append(list, item) : -1;

		Py_DecRef(item);
		if (result < 0) {
			Py_DecRef(list);
			return NULL;
		}
	}
	return list;
}
