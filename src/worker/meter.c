/* Putting the meter's parts together, and reading it. */
#include "worker/meter.h"

#include <pthread.h>
#include <string.h>

#include "base/gil_log_read.h"
#include "worker/capi.h"
#include "worker/meter_clock.h"
#include "worker/meter_hooks.h"
#include "worker/meter_log.h"
#include "worker/meter_objects.h"
#include "worker/meter_record.h"

/* Once; what was in the way then still is. */
static int install(const char *log, uint64_t n_events, bool free_threaded,
		   struct why *why)
{
	static bool tried, installed;
	static struct why failure;

	if (!tried) {
		tried = true;
		if (free_threaded)
			meter_objects_init();
		installed = meter_log_place(log, n_events, &failure) == 0 &&
			    meter_record_init(&failure) == 0 &&
			    meter_hooks_install(PyEval_RestoreThread,
						free_threaded, &failure) == 0;
		meter_switches.on = installed;
	}
	*why = failure;
	return installed ? 0 : -1;
}

int meter_install(const char *log, uint64_t n_events, bool free_threaded,
		  struct why *why)
{
	static pthread_mutex_t installing = PTHREAD_MUTEX_INITIALIZER;
	PyThreadState *thread = PyEval_SaveThread();

	pthread_mutex_lock(&installing);
	int result = install(log, n_events, free_threaded, why);

	pthread_mutex_unlock(&installing);
	/* the first to be seen: here the meter learns where the GIL is */
	PyEval_RestoreThread(thread);
	return result;
}

bool meter_sees_gil(void)
{
	return meter_self && meter_self->record;
}

/* A moment in ticks, as of now. */
static uint64_t ticks_of(uint64_t ns, const struct gil_log_stamp *now)
{
	double rate = meter_clock_rate(now);

	if (ns == 0 || ns == UINT64_MAX)
		return ns;
	return now->ticks -
	       (uint64_t)(int64_t)((double)(int64_t)(now->ns - ns) / rate);
}

void meter_log_between(uint64_t from_ns, uint64_t until_ns)
{
	struct gil_log_stamp now;

	meter_clock_stamp(&now);
	meter_switches.ring_until = ticks_of(until_ns, &now);
	meter_switches.ring_from = ticks_of(from_ns, &now);
}

void meter_stop(void)
{
	if (!meter_switches.on)
		return;
	meter_switches.on = false;
	if (!meter_log)
		return;
	meter_clock_stamp(&meter_log->last);
	meter_log->end = meter_log->last.ticks;
}

void meter_name(const char *name)
{
	struct meter_thread *thread = meter_self;
	size_t n = strnlen(name, sizeof(thread->name) - 1);

	if (!thread && meter_switches.on)
		thread = meter_record_thread();
	if (!thread)
		return;

	/* not in the midst of a character: UTF-8 goes on with 10xxxxxx */
	while (n && ((unsigned char)name[n] & 0xc0) == 0x80)
		n--;
	memset(thread->name, 0, sizeof(thread->name));
	memcpy(thread->name, name, n);
	for (size_t i = 0; i < GIL_LOG_MAX_GILS; i++)
		if (thread->records[i])
			memcpy(thread->records[i]->name, thread->name,
			       sizeof(thread->name));
	if (thread->parks)
		memcpy(thread->parks->name, thread->name, sizeof(thread->name));
}

void meter_read(struct meter_counts *counts, uint64_t at_ns)
{
	struct gil_log_record total;
	struct gil_log_stamp now;

	*counts = (struct meter_counts){ 0 };
	if (!meter_sees_gil())
		return;
	meter_clock_stamp(&now);
	counts->at = at_ns ? ticks_of(at_ns, &now) : now.ticks;
	gil_log_total(meter_self->record, counts->at, &total);
	counts->hold = total.hold;
	counts->wait = total.wait;
	counts->drop = total.drop;
	counts->outside = total.outside;
	counts->n_acquires = total.n_acquires;
	counts->n_contended = total.n_contended;
	counts->n_forced = total.n_forced;
}

void meter_between(struct meter_split *split, const struct meter_counts *from,
		   const struct meter_counts *to)
{
	struct gil_log_stamp now;

	meter_clock_stamp(&now);
	double rate = meter_clock_rate(&now);

	*split = (struct meter_split){
		.hold_ns = (uint64_t)((double)(to->hold - from->hold) * rate),
		.wait_ns = (uint64_t)((double)(to->wait - from->wait) * rate),
		.drop_ns = (uint64_t)((double)(to->drop - from->drop) * rate),
		.outside_ns = (uint64_t)((double)(to->outside - from->outside) *
					 rate),
		.n_acquires = to->n_acquires - from->n_acquires,
		.n_contended = to->n_contended - from->n_contended,
		.n_forced = to->n_forced - from->n_forced,
		.wall_ns = (uint64_t)((double)(to->at - from->at) * rate),
	};
}
