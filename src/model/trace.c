/* From a GIL log, which may still be written to, to a report; see the header.
 * Nothing is printed here. */
#include "model/trace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/gil_log_read.h"

/* Below and above: the GIL is no bottleneck, and is one. */
#define FREE_BELOW 1.1
#define BOUND_ABOVE 1.5

struct reading {
	const struct gil_log *log;
	double rate_s; /* seconds per tick */
	uint64_t end;
};

static double seconds(const struct reading *reading, uint64_t ticks)
{
	return (double)ticks * reading->rate_s;
}

/* The meter cuts names to their room, perhaps within a character. */
static void copy_name(char *to, const char *from, size_t n)
{
	memcpy(to, from, n);
	to[n - 1] = '\0';
	size_t length = strlen(to), back = length;

	while (back > 0 && ((unsigned char)to[back - 1] & 0xc0) == 0x80)
		back--;
	if (back == 0)
		return;
	unsigned char lead = (unsigned char)to[back - 1];
	size_t need = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

	if (length - (back - 1) < need)
		to[back - 1] = '\0';
}

static void read_thread(struct trace_thread *thread,
			const struct reading *reading,
			const struct gil_log_record *record)
{
	struct gil_log_record total;

	gil_log_total(record, reading->end, &total);
	*thread = (struct trace_thread){
		.tid = total.tid,
		.gil = total.gil == GIL_LOG_NONE ? -1 : (int)total.gil,
		.lives = total.tid && !total.died,
		.hold_s = seconds(reading, total.hold),
		.wait_s = seconds(reading, total.wait),
		.drop_s = seconds(reading, total.drop),
		.outside_s = seconds(reading, total.outside),
		.longest_hold_s = seconds(reading, total.longest_hold),
		.longest_wait_s = seconds(reading, total.longest_wait),
		.n_acquires = total.n_acquires,
		.n_contended = total.n_contended,
		.n_forced = total.n_forced,
		.n_parks = total.n_parks,
		.n_spins = total.n_spins,
		.park_s = seconds(reading, total.park),
	};
	thread->wall_s = thread->hold_s + thread->wait_s + thread->drop_s +
			 thread->outside_s;
	copy_name(thread->name, total.name, sizeof(thread->name));
	trace_histogram_read(&thread->holds, total.hold_buckets,
			     reading->rate_s, thread->longest_hold_s);
	trace_histogram_read(&thread->waits, total.wait_buckets,
			     reading->rate_s, thread->longest_wait_s);
}

/* A thread that held no GIL has one row at most, for its parks. */
static bool merge_parks(struct trace_process *process,
			const struct trace_thread *parks)
{
	for (size_t i = 0; i < process->n_threads; i++) {
		struct trace_thread *thread = &process->threads[i];

		if (thread->tid != parks->tid || thread->n_parks ||
		    thread->n_spins)
			continue;
		thread->n_parks = parks->n_parks;
		thread->n_spins = parks->n_spins;
		thread->park_s = parks->park_s;
		return true;
	}
	return false;
}

static void add_threads(struct trace_process *process,
			const struct reading *reading, bool parks)
{
	uint32_t n = reading->log->n_records;

	for (uint32_t i = 0; i < n; i++) {
		const struct gil_log_record *record = &reading->log->records[i];
		struct trace_thread thread;

		if ((record->gil == GIL_LOG_NONE) != parks ||
		    (!record->tid && !record->n_acquires))
			continue;
		read_thread(&thread, reading, record);
		if (parks && merge_parks(process, &thread))
			continue;
		process->threads =
			alloc_grow(process->threads, process->n_threads,
				   sizeof(*process->threads));
		process->threads[process->n_threads++] = thread;
	}
}

static int by_use(const void *a, const void *b)
{
	const struct trace_thread *x = a, *y = b;
	double use_x = x->hold_s + x->wait_s, use_y = y->hold_s + y->wait_s;

	if (use_x != use_y)
		return use_x < use_y ? 1 : -1;
	return x->tid < y->tid ? -1 : x->tid > y->tid;
}

/* --- waits -------------------------------------------------------------- */

static int find_thread(const struct trace_process *process, int gil,
		       int32_t tid)
{
	for (size_t i = 0; i < process->n_threads; i++)
		if (process->threads[i].tid == tid &&
		    process->threads[i].gil == gil)
			return (int)i;
	return -1;
}

/* A writer that still runs may just be overwriting it. */
static bool usable(const struct reading *reading,
		   const struct gil_log_event *event)
{
	uint64_t first = reading->log->first.ticks;

	return event->acquired >= first && event->acquired <= reading->end &&
	       event->wait <= event->acquired - first &&
	       event->hold <= reading->end - event->acquired;
}

/* The thread that held the GIL for most of the wait before event i. */
static int32_t holder_during(const struct reading *reading,
			     const struct gil_log_gil *gil, uint64_t i,
			     uint64_t oldest)
{
	const struct gil_log_event *waiter =
		gil_log_event(reading->log, gil, i);
	uint64_t from = waiter->acquired - waiter->wait, most = 0;
	int32_t tid = 0;

	while (i-- > oldest) {
		const struct gil_log_event *event =
			gil_log_event(reading->log, gil, i);
		uint64_t released = event->acquired + event->hold;
		uint64_t since =
			event->acquired > from ? event->acquired : from;

		if (!usable(reading, event) || released <= from)
			break;
		if (released - since > most) {
			most = released - since;
			tid = event->tid;
		}
	}
	return tid;
}

static void note_wait(struct trace_process *process,
		      const struct reading *reading,
		      const struct gil_log_gil *gil, uint64_t i,
		      uint64_t oldest)
{
	const struct gil_log_event *event = gil_log_event(reading->log, gil, i);
	double wait_s = seconds(reading, event->wait);
	size_t at = process->n_waits;
	int number = (int)(gil - reading->log->gils);

	if (at == TRACE_MAX_WAITS && wait_s <= process->waits[at - 1].wait_s)
		return;
	if (at < TRACE_MAX_WAITS)
		process->n_waits++;
	else
		at--;
	for (; at > 0 && process->waits[at - 1].wait_s < wait_s; at--)
		process->waits[at] = process->waits[at - 1];
	int32_t holder = holder_during(reading, gil, i, oldest);

	process->waits[at] = (struct trace_wait){
		.at_s = seconds(reading, event->acquired - event->wait -
						 reading->log->first.ticks),
		.wait_s = wait_s,
		.thread = find_thread(process, number, event->tid),
		.holder = holder ? find_thread(process, number, holder) : -1,
	};
}

/*
 * How long at least one thread waited for this GIL, by its ring, and the sum
 * of the waits in it. Waits end in the order of the events, so from the last
 * one backwards each adds what lies below the lowest start so far.
 */
static uint64_t read_ring(struct trace_process *process,
			  const struct reading *reading,
			  const struct gil_log_gil *gil, uint64_t *sum)
{
	uint64_t oldest, waited = 0, low = reading->end;
	uint64_t n = gil_log_events(gil, &oldest);

	*sum = 0;
	for (uint64_t i = oldest + n; i-- > oldest;) {
		const struct gil_log_event *event =
			gil_log_event(reading->log, gil, i);

		if (!usable(reading, event))
			continue;
		uint64_t from = event->acquired - event->wait;
		uint64_t to = event->acquired < low ? event->acquired : low;

		*sum += event->wait;
		if (from < to) {
			waited += to - from;
			low = from;
		}
		double at = seconds(reading, event->acquired -
						     reading->log->first.ticks);

		if (at < process->kept_from_s)
			process->kept_from_s = at;
		if (event->flags & GIL_LOG_CONTENDED)
			note_wait(process, reading, gil, i, oldest);
	}
	process->n_events += gil->n_events;
	process->n_kept += n;
	return waited;
}

/* Waits that are not in the rings may each have been alone: they add up. */
static void read_waits(struct trace_process *process,
		       const struct reading *reading)
{
	double in_rings_s = 0;

	process->kept_from_s = process->wall_s;
	for (unsigned i = 0; i < process->n_gils; i++) {
		uint64_t sum, waited = read_ring(process, reading,
						 &reading->log->gils[i], &sum);

		process->waited_s += seconds(reading, waited);
		in_rings_s += seconds(reading, sum);
	}
	double all_s = 0;

	for (size_t i = 0; i < process->n_threads; i++)
		all_s +=
			process->threads[i].wait_s + process->threads[i].drop_s;
	process->waited_s += fmax(0, all_s - in_rings_s);
	process->waited_s = fmin(process->waited_s, process->wall_s);
}

/* --- the verdict -------------------------------------------------------- */

double trace_speedup(const struct trace_process *process)
{
	double least_s = process->wall_s - process->waited_s;

	least_s = fmax(least_s, process->hold_s / process->n_parallel);
	least_s = fmax(least_s, process->longest_hold_s);
	return least_s > 0 ? fmax(1, process->wall_s / least_s) : 1;
}

static void judge(struct trace_process *process, unsigned n_cpus)
{
	unsigned n_holders = 0;
	bool summed = false;

	for (size_t i = 0; i < process->n_threads; i++) {
		const struct trace_thread *thread = &process->threads[i];

		process->hold_s += thread->hold_s;
		n_holders += thread->n_acquires > 0;
		summed |= thread->tid == 0;
		/* the sum of many threads is no one's */
		if (thread->tid)
			process->longest_hold_s =
				fmax(process->longest_hold_s, thread->hold_s);
	}
	process->n_parallel = n_cpus;
	if (!summed && n_holders < n_cpus)
		process->n_parallel = n_holders ? n_holders : 1;
	/* a thread that is alone waits for nobody, only for the machine */
	if (n_holders <= 1 && !summed)
		process->waited_s = 0;
	process->speedup = trace_speedup(process);
	if (!n_holders)
		process->verdict = TRACE_NO_GIL;
	else if (process->speedup < FREE_BELOW)
		process->verdict = TRACE_FREE;
	else if (process->speedup < BOUND_ABOVE)
		process->verdict = TRACE_SLOWED;
	else
		process->verdict = TRACE_BOUND;
}

void trace_analyse(struct trace_process *process, const struct gil_log *log,
		   unsigned n_cpus)
{
	struct reading reading = {
		.log = log,
		.rate_s = gil_log_rate(log) / 1e9,
		.end = gil_log_end(log),
	};

	*process = (struct trace_process){
		.pid = log->pid,
		.ended = log->end != 0,
		.start_s = (double)log->first.ns / 1e9,
		.wall_s = seconds(&reading, reading.end - log->first.ticks),
		.n_gils = log->n_gils,
		.n_lost = log->n_lost,
	};
	add_threads(process, &reading, false);
	add_threads(process, &reading, true);
	if (process->n_threads)
		qsort(process->threads, process->n_threads,
		      sizeof(*process->threads), by_use);
	read_waits(process, &reading);
	trace_types_read(&process->types, log, reading.rate_s);
	judge(process, n_cpus);
}

void trace_process_fini(struct trace_process *process)
{
	free(process->threads);
	*process = (struct trace_process){ 0 };
}
