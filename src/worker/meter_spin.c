/*
 * The ground truth that the meter is compared with: a loop whose times are
 * known without it. Nothing else uses it.
 */
#include "worker/meter_calls.h"

#include "base/clock.h"
#include "worker/meter.h"

struct truth {
	uint64_t start, stop, held, releasing, free, taking;
};

/* Spin until `ns` after `start`. Returns when it stopped. */
static uint64_t spin_until(uint64_t start, uint64_t ns)
{
	uint64_t now = clock_now_ns();

	while (now - start < ns)
		now = clock_now_ns();
	return now;
}

/* Called attached and left attached, just after the GIL was taken. */
static void spin(struct truth *truth, uint64_t hold_ns, uint64_t free_ns,
		 uint64_t n)
{
	uint64_t taken = clock_now_ns();

	*truth = (struct truth){ .start = taken };
	for (uint64_t i = 0; i < n; i++) {
		uint64_t before_release = spin_until(taken, hold_ns);
		PyThreadState *thread = PyEval_SaveThread();
		uint64_t released = clock_now_ns();
		uint64_t before_take = spin_until(released, free_ns);

		truth->held += before_release - taken;
		PyEval_RestoreThread(thread);
		taken = clock_now_ns();
		truth->releasing += released - before_release;
		truth->free += before_take - released;
		truth->taking += taken - before_take;
	}
	truth->stop = taken;
}

#define N(number) (unsigned long long)(number)

static PyObject *meter_part(const struct meter_split *split)
{
	if (!meter_sees_gil())
		return Py_BuildValue("");
	return Py_BuildValue("(KKKKKKKK)", N(split->wall_ns), N(split->hold_ns),
			     N(split->drop_ns), N(split->outside_ns),
			     N(split->wait_ns), N(split->n_acquires),
			     N(split->n_contended), N(split->n_forced));
}

PyObject *meter_spin(PyObject *self, PyObject *args)
{
	unsigned long long hold_ns, free_ns, n;
	struct meter_counts before, after;
	struct meter_split split;
	struct truth truth;

	(void)self;
	if (!PyArg_ParseTuple(args, "KKK", &hold_ns, &free_ns, &n))
		return NULL;
	/* the first reading is of a moment before the loop: it is still held */
	uint64_t start = clock_now_ns();

	meter_read(&before, start);
	spin(&truth, hold_ns, free_ns, n);
	meter_read(&after, truth.stop);
	meter_between(&split, &before, &after);
	truth.held += truth.start - start;
	return Py_BuildValue("((KKKKKK)N)", N(truth.stop - start),
			     N(truth.held), N(truth.releasing), N(truth.free),
			     N(truth.taking), n, meter_part(&split));
}
