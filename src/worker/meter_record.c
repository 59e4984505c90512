/*
 * Who is who, and the sums. Threads come and go by the thousand: what belongs
 * to one that ended goes back to a pool, its record stays for the report
 * until its room is needed.
 */
#include "worker/meter_record.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "worker/meter_clock.h"
#include "worker/meter_log.h"

/* Released on request and wanted again this soon: a forced switch. */
#define FORCED_NS 5000

struct meter_gil meter_gils[GIL_LOG_MAX_GILS];
_Atomic uint32_t meter_n_gils;
__thread struct meter_thread *meter_self;

static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;
static pthread_key_t thread_key;
static struct meter_thread *pool;
static uint64_t forced_ticks;

static __thread char *forking_gil; /* that the thread holds, if it does */

/* A child between its fork and its first event. */
static struct {
	bool pending;
	char *gil_at; /* the GIL that the forking thread held; NULL: none */
	uint64_t forked;
	char name[28];
} child;

/* --- records ------------------------------------------------------------ */

void meter_record_wait(struct gil_log_record *record, uint64_t now)
{
	if (record->state == GIL_DROPPING) {
		uint64_t outside = now - record->dropped;

		record->drop += record->dropped - record->since;
		record->outside += outside;
		record->n_forced += record->requested && outside < forced_ticks;
	} else {
		record->outside += now - record->since;
	}
	record->state = GIL_WAITING;
	record->contended = 0;
	record->since = now;
}

/* take_gil() returns without it: the thread must end, or the GIL is off. */
void meter_record_give_up(struct gil_log_record *record)
{
	record->state = GIL_OUTSIDE;
}

static unsigned bucket(uint64_t ticks)
{
	if (ticks < 2)
		return (unsigned)ticks;
	unsigned octave = 63 - (unsigned)__builtin_clzll(ticks);
	unsigned i = 2 * octave + (unsigned)(ticks >> (octave - 1) & 1);

	return i < GIL_LOG_BUCKETS ? i : GIL_LOG_BUCKETS - 1;
}

void meter_record_acquire(struct gil_log_record *record, uint64_t now)
{
	uint64_t wait = 0;

	if (record->state == GIL_WAITING)
		wait = now - record->since;
	else /* it wanted the GIL before the meter saw it */
		meter_record_wait(record, now);
	record->wait += wait;
	if (wait > record->longest_wait)
		record->longest_wait = wait;
	record->wait_buckets[bucket(wait)]++;
	record->n_acquires++;
	record->n_contended += record->contended;
	record->last_wait = wait;
	record->state = GIL_HOLDING;
	record->since = now;
}

void meter_record_release(struct gil_log_record *record, uint64_t now)
{
	uint64_t hold = now - record->since;

	record->hold += hold;
	if (hold > record->longest_hold)
		record->longest_hold = hold;
	record->hold_buckets[bucket(hold)]++;
	record->state = GIL_DROPPING;
	record->since = record->dropped = now;
}

/* Add the totals of a thread that ended to those of its GIL's others. */
static void fold(const struct gil_log_record *record)
{
	struct gil_log_record *sum = &meter_log->records[record->gil];

	sum->hold += record->hold;
	sum->wait += record->wait;
	sum->drop += record->drop;
	sum->outside += record->outside;
	if (record->longest_hold > sum->longest_hold)
		sum->longest_hold = record->longest_hold;
	if (record->longest_wait > sum->longest_wait)
		sum->longest_wait = record->longest_wait;
	sum->n_acquires += record->n_acquires;
	sum->n_contended += record->n_contended;
	sum->n_forced += record->n_forced;
	for (unsigned i = 0; i < GIL_LOG_BUCKETS; i++) {
		sum->hold_buckets[i] += record->hold_buckets[i];
		sum->wait_buckets[i] += record->wait_buckets[i];
	}
}

/* Room for a record; called with the registry locked. */
static struct gil_log_record *find_room(void)
{
	static uint32_t next;

	if (meter_log->n_records < meter_log->n_records_max)
		return &meter_log->records[meter_log->n_records++];
	for (uint32_t i = GIL_LOG_MAX_GILS; i < meter_log->n_records; i++) {
		next = next + 1 < meter_log->n_records ? next + 1
						       : GIL_LOG_MAX_GILS;
		struct gil_log_record *record = &meter_log->records[next];

		if (!record->died)
			continue;
		if (record->gil != GIL_LOG_NONE)
			fold(record);
		return record;
	}
	meter_log->n_lost++;
	return NULL;
}

struct gil_log_record *meter_record_new(struct meter_thread *thread,
					struct meter_gil *gil)
{
	struct gil_log_record *record = NULL;

	if (thread->lost || !meter_log)
		return NULL;
	pthread_mutex_lock(&registry);
	record = find_room();
	if (record) {
		uint64_t now = meter_clock_ticks();

		*record = (struct gil_log_record){
			.gil = gil ? (uint32_t)(gil - meter_gils)
				   : GIL_LOG_NONE,
			.tid = thread->tid,
			.born = now,
			.since = now,
		};
		memcpy(record->name, thread->name, sizeof(record->name));
	}
	pthread_mutex_unlock(&registry);
	if (!record)
		thread->lost = true;
	else if (gil)
		thread->records[gil - meter_gils] = record;
	else
		thread->parks = record;
	return record;
}

/* --- GILs --------------------------------------------------------------- */

struct meter_gil *meter_record_learn(char *at)
{
	struct meter_gil *gil = NULL;

	pthread_mutex_lock(&registry);
	uint32_t n = atomic_load(&meter_n_gils);

	for (uint32_t i = 0; i < n; i++)
		if (meter_gils[i].at == at)
			gil = &meter_gils[i];
	if (!gil && meter_log && n < GIL_LOG_MAX_GILS) {
		gil = &meter_gils[n];
		*gil = (struct meter_gil){
			.at = at,
			.log = &meter_log->gils[n],
			.ring = meter_log_ring(&meter_log->gils[n]),
		};
		meter_log->n_gils = n + 1;
		/* release: whoever sees the new number sees the GIL */
		atomic_store_explicit(&meter_n_gils, n + 1,
				      memory_order_release);
	}
	pthread_mutex_unlock(&registry);
	return gil;
}

/* --- threads ------------------------------------------------------------ */

/* Called with the registry locked. By mmap(): malloc() may itself lock. */
static struct meter_thread *take_from_pool(void)
{
	enum {
		CHUNK = 64
	};

	if (!pool) {
		struct meter_thread *more = mmap(
			NULL, CHUNK * sizeof(*more), PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (more == MAP_FAILED)
			return NULL;
		for (int i = 0; i < CHUNK; i++) {
			more[i].next = pool;
			pool = &more[i];
		}
	}
	struct meter_thread *thread = pool;

	pool = thread->next;
	return thread;
}

static void return_to_pool(struct meter_thread *thread)
{
	pthread_mutex_lock(&registry);
	thread->next = pool;
	pool = thread;
	pthread_mutex_unlock(&registry);
}

/* A thread ends; what it still does with a GIL makes it a new one. */
static void thread_ends(void *context)
{
	struct meter_thread *thread = context;
	uint64_t now = meter_clock_ticks();

	meter_self = NULL;
	for (size_t i = 0; i < GIL_LOG_MAX_GILS; i++)
		if (thread->records[i])
			thread->records[i]->died = now;
	if (thread->parks)
		thread->parks->died = now;
	return_to_pool(thread);
}

/* In the child: a log of its own, and the GIL that it still holds. */
static void begin_child(struct meter_thread *thread)
{
	struct why why;

	child.pending = false;
	if (meter_log_make(&why) < 0) {
		meter_log_place(NULL, 0, &why);
		meter_log_make(&why);
	}
	memcpy(thread->name, child.name, sizeof(thread->name));
	if (!child.gil_at)
		return;
	thread->gil = meter_record_learn(child.gil_at);
	thread->record =
		thread->gil ? meter_record_new(thread, thread->gil) : NULL;
	if (!thread->record)
		return;
	thread->record->state = GIL_HOLDING;
	thread->record->born = thread->record->since = child.forked;
	thread->gil->holder = thread->record;
}

struct meter_thread *meter_record_thread(void)
{
	static struct meter_thread nobody = { .lost = true };

	pthread_mutex_lock(&registry);
	struct meter_thread *thread = take_from_pool();

	pthread_mutex_unlock(&registry);
	if (!thread)
		return meter_self = &nobody;
	*thread = (struct meter_thread){ .tid = gettid() };
	meter_self = thread;
	pthread_setspecific(thread_key, thread);
	if (child.pending)
		begin_child(thread);
	return thread;
}

/*
 * Before: the log is shared, so by the time the child looks, the parent may
 * have released the GIL there.
 */
static void before_fork(void)
{
	const struct meter_thread *thread = meter_self;

	forking_gil = NULL;
	if (thread && thread->record && thread->record->state == GIL_HOLDING)
		forking_gil = thread->gil->at;
}

/*
 * The child writes nothing before its first event: most children only exec.
 * It is single-threaded, and locks of the parent's other threads are void.
 */
static void after_fork(void)
{
	struct meter_thread *thread = meter_self;

	pthread_mutex_init(&registry, NULL);
	pthread_setspecific(thread_key, NULL);
	meter_self = NULL;
	/* a child's child that had no event knows what its parent knew */
	if (!child.pending) {
		child.gil_at = forking_gil;
		child.forked = meter_clock_ticks();
	}
	if (thread) {
		memcpy(child.name, thread->name, sizeof(child.name));
		return_to_pool(thread);
	}
	child.pending = true;
	atomic_store(&meter_n_gils, 0);
	meter_log_leave();
}

int meter_record_init(struct why *why)
{
	struct gil_log_stamp now;

	meter_clock_init();
	meter_clock_stamp(&now);
	forced_ticks = (uint64_t)(FORCED_NS / meter_clock_rate(&now));
	/* first: until then thread_key is somebody else's, the interpreter's */
	if (pthread_key_create(&thread_key, thread_ends))
		return why_set(why, "no room for another thread key");
	if (meter_log_make(why) < 0)
		return -1;
	if (pthread_atfork(before_fork, NULL, after_fork))
		return why_set(why, "no room for another fork handler");
	return 0;
}
