/*
 * The hooks. They run inside every switch of the GIL: a few comparisons and
 * at most one reading of the clock each, no lock and no allocation but when
 * a thread or a GIL is met for the first time.
 */
#include "worker/meter_hooks.h"

#include <errno.h>
#include <sched.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "worker/meter_clock.h"
#include "worker/meter_got.h"
#include "worker/meter_log.h"
#include "worker/meter_objects.h"
#include "worker/meter_record.h"

#define likely(x) __builtin_expect(!!(x), 1)

enum {
	AT_COND = offsetof(struct meter_shape, cond),
	AT_MUTEX = offsetof(struct meter_shape, mutex),
	AT_SWITCH_COND = offsetof(struct meter_shape, switch_cond),
	AT_SWITCH_MUTEX = offsetof(struct meter_shape, switch_mutex),
	/* how often the log gets a stamp of both clocks: every 10 to 30 ms */
	STAMP_TICKS = 1 << 25,
};

struct meter_switches meter_switches;

/* A part of a GIL, and the calling thread's record on that GIL. */
struct spot {
	struct meter_gil *gil; /* NULL: it is no part of any */
	struct gil_log_record *record;
	size_t part; /* AT_... */
};

static struct meter_thread *self(void)
{
	return likely(meter_self) ? meter_self : meter_record_thread();
}

static struct gil_log_record *record_on(struct meter_thread *thread,
					struct meter_gil *gil)
{
	struct gil_log_record *record = thread->records[gil - meter_gils];

	return likely(record) ? record : meter_record_new(thread, gil);
}

/* The GIL taken last comes first: a thread rarely has two. */
static struct spot find(struct meter_thread *thread, const void *object)
{
	struct meter_gil *gil = thread->gil;
	uint32_t n = atomic_load_explicit(&meter_n_gils, memory_order_acquire);

	if (likely(gil)) {
		size_t part = (size_t)((const char *)object - gil->at);

		if (likely(part < sizeof(struct meter_shape)))
			return (struct spot){ gil, thread->record, part };
	}
	for (uint32_t i = 0; i < n; i++) {
		size_t part = (size_t)((const char *)object - meter_gils[i].at);

		if (part >= sizeof(struct meter_shape))
			continue;
		struct gil_log_record *record =
			record_on(thread, &meter_gils[i]);

		if (!record)
			break;
		return (struct spot){ &meter_gils[i], record, part };
	}
	return (struct spot){ 0 };
}

/*
 * A signal to an unknown condition is an acquire if the mutexes locked last
 * are those of a GIL around it. This finds the GIL of each interpreter at its
 * first acquire, whatever the version.
 */
static struct spot learn(struct meter_thread *thread, const void *condition)
{
	char *at = (char *)condition - AT_SWITCH_COND;

	if (thread->locked[0] != at + AT_SWITCH_MUTEX ||
	    thread->locked[1] != at + AT_MUTEX)
		return (struct spot){ 0 };
	return meter_record_learn(at) ? find(thread, condition)
				      : (struct spot){ 0 };
}

/* --- the moments of a GIL ----------------------------------------------- */

static void acquired(struct meter_thread *thread, const struct spot *spot)
{
	/* already its own: the child of a fork takes it once more */
	if (spot->record->state == GIL_HOLDING)
		return;
	uint64_t now = meter_clock_ticks();

	/* the interpreter it came from ended without a release */
	if (thread->record && thread->record != spot->record &&
	    thread->record->state == GIL_HOLDING)
		meter_record_release(thread->record, now);
	thread->gil = spot->gil;
	thread->record = spot->record;
	meter_record_acquire(spot->record, now);
	spot->gil->n_switches += spot->gil->holder != spot->record;
	spot->gil->holder = spot->record;
	spot->gil->requested = false;
	spot->gil->log->n_acquires++;
	spot->gil->log->last = now;
}

static void log_hold(struct meter_gil *gil, const struct gil_log_record *record,
		     uint64_t acquired_at, uint64_t now)
{
	if (!gil->ring || now < meter_switches.ring_from ||
	    acquired_at > meter_switches.ring_until)
		return;
	gil->ring[gil->log->n_events % gil->log->ring_size] =
		(struct gil_log_event){
			.acquired = acquired_at,
			.hold = now - acquired_at,
			.wait = record->last_wait,
			.tid = record->tid,
			.flags = record->contended ? GIL_LOG_CONTENDED : 0,
		};
	/* a reader may come at any moment: the event first */
	atomic_thread_fence(memory_order_release);
	gil->log->n_events++;
}

static void released(const struct spot *spot)
{
	struct gil_log_record *record = spot->record;

	if (record->state != GIL_HOLDING)
		return;
	uint64_t now = meter_clock_ticks(), since = record->since;

	record->requested = spot->gil->requested;
	meter_record_release(record, now);
	log_hold(spot->gil, record, since, now);
	spot->gil->log->last = now;
	if (now - meter_log->last.ticks > STAMP_TICKS)
		meter_clock_stamp(&meter_log->last);
}

static int hook_cond_signal(pthread_cond_t *condition)
{
	if (meter_switches.on) {
		struct meter_thread *thread = self();
		struct spot spot = find(thread, condition);

		if (!spot.gil)
			spot = learn(thread, condition);
		if (spot.gil && spot.part == AT_SWITCH_COND)
			acquired(thread, &spot);
		else if (spot.gil && spot.part == AT_COND)
			released(&spot);
	}
	return pthread_cond_signal(condition);
}

/*
 * A wait that times out asks the holder to let go, if that is still the one
 * it was: CPython's own test, under the same mutex. That the holder then
 * signs for it in drop_gil() cannot be relied on: whoever takes the GIL in
 * between takes the request back.
 */
static int wait_on(struct spot *spot, pthread_cond_t *condition,
		   pthread_mutex_t *mutex, const struct timespec *until)
{
	struct meter_gil *gil = spot->gil;
	uint64_t n_switches = gil->n_switches;

	/* it locked the mutex before there was a hook */
	if (spot->record->state != GIL_WAITING)
		meter_record_wait(spot->record, meter_clock_ticks());
	spot->record->contended = 1;
	int result = pthread_cond_timedwait(condition, mutex, until);

	if (result == ETIMEDOUT && gil->n_switches == n_switches &&
	    gil->holder && gil->holder->state == GIL_HOLDING)
		gil->requested = true;
	return result;
}

static int hook_cond_timedwait(pthread_cond_t *condition,
			       pthread_mutex_t *mutex,
			       const struct timespec *until)
{
	if (meter_switches.on) {
		struct spot spot = find(self(), condition);

		if (spot.gil && spot.part == AT_COND)
			return wait_on(&spot, condition, mutex, until);
	}
	return pthread_cond_timedwait(condition, mutex, until);
}

static int hook_mutex_lock(pthread_mutex_t *mutex)
{
	if (meter_switches.on) {
		struct meter_thread *thread = self();
		struct spot spot = find(thread, mutex);

		thread->locked[1] = thread->locked[0];
		thread->locked[0] = mutex;
		if (spot.gil && spot.part == AT_MUTEX &&
		    spot.record->state != GIL_HOLDING)
			meter_record_wait(spot.record, meter_clock_ticks());
	}
	return pthread_mutex_lock(mutex);
}

/* The drop ends with the last unlock; which one that is shows later. */
static int hook_mutex_unlock(pthread_mutex_t *mutex)
{
	int result = pthread_mutex_unlock(mutex);

	if (!meter_switches.on)
		return result;
	struct spot spot = find(self(), mutex);

	if (!spot.gil)
		return result;
	if (spot.record->state == GIL_DROPPING)
		spot.record->dropped = meter_clock_ticks();
	else if (spot.record->state == GIL_WAITING && spot.part == AT_MUTEX)
		meter_record_give_up(spot.record);
	return result;
}

/* --- parking, on free-threaded builds ----------------------------------- */

static struct gil_log_record *parks(void)
{
	struct meter_thread *thread = self();

	if (thread->parks)
		return thread->parks;
	return meter_record_new(thread, NULL);
}

/* A wait for a semaphore, and the type of the object that it is about. */
struct park {
	uint64_t since;
	bool has_type;
	char type[sizeof(((struct gil_log_type *)0)->name)];
};

static void begin_park(struct park *park, const sem_t *semaphore)
{
	park->has_type =
		meter_objects_find(semaphore, park->type, sizeof(park->type));
	park->since = meter_clock_ticks();
}

static void end_park(const struct park *park)
{
	uint64_t ticks = meter_clock_ticks() - park->since;
	struct gil_log_record *record = parks();

	if (!record)
		return;
	record->n_parks++;
	record->park += ticks;
	if (park->has_type)
		meter_objects_add(park->type, ticks);
}

static int hook_sem_wait(sem_t *semaphore)
{
	struct park park;

	if (!meter_switches.on)
		return sem_wait(semaphore);
	begin_park(&park, semaphore);
	int result = sem_wait(semaphore), error = errno;

	end_park(&park);
	errno = error;
	return result;
}

static int hook_sem_clockwait(sem_t *semaphore, clockid_t clock,
			      const struct timespec *until)
{
	struct park park;

	if (!meter_switches.on)
		return sem_clockwait(semaphore, clock, until);
	begin_park(&park, semaphore);
	int result = sem_clockwait(semaphore, clock, until), error = errno;

	end_park(&park);
	errno = error;
	return result;
}

static int hook_sched_yield(void)
{
	struct gil_log_record *record = meter_switches.on ? parks() : NULL;

	if (record)
		record->n_spins++;
	return sched_yield();
}

/* --- ends --------------------------------------------------------------- */

/*
 * Write down when this process ends. A vfork()ed child shares the log, and a
 * forked one that only execs has none.
 */
static bool note_end(void)
{
	if (!meter_log || meter_log->end || meter_log->pid != getpid())
		return false;
	meter_log->end = meter_clock_ticks();
	meter_clock_stamp(&meter_log->last);
	return true;
}

static void hook_exit(int status)
{
	note_end();
	_exit(status);
}

static int hook_execve(const char *path, char *const *argv, char *const *envp)
{
	bool noted = note_end();
	int result = execve(path, argv, envp);

	if (noted)
		meter_log->end = 0;
	return result;
}

static int hook_execv(const char *path, char *const *argv)
{
	return hook_execve(path, argv, environ);
}

static int hook_fexecve(int fd, char *const *argv, char *const *envp)
{
	bool noted = note_end();
	int result = fexecve(fd, argv, envp);

	if (noted)
		meter_log->end = 0;
	return result;
}

__attribute__((destructor)) static void at_exit(void)
{
	note_end();
}

/* --- installing --------------------------------------------------------- */

#define IMPORT(function, hook, required)                                       \
	{                                                                      \
		function, (const void *)(hook), required                       \
	}

int meter_hooks_install(const void *inside, bool free_threaded, struct why *why)
{
	static const struct meter_import imports[] = {
		IMPORT("pthread_cond_signal", hook_cond_signal, true),
		IMPORT("pthread_cond_timedwait", hook_cond_timedwait, true),
		IMPORT("pthread_mutex_lock", hook_mutex_lock, true),
		IMPORT("pthread_mutex_unlock", hook_mutex_unlock, true),
		IMPORT("_exit", hook_exit, false),
		IMPORT("execve", hook_execve, false),
		IMPORT("execv", hook_execv, false),
		IMPORT("fexecve", hook_fexecve, false),
		/* elsewhere these are locks that release the GIL first */
		IMPORT("sem_wait", hook_sem_wait, false),
		IMPORT("sem_clockwait", hook_sem_clockwait, false),
		IMPORT("sched_yield", hook_sched_yield, false),
	};
	size_t n = sizeof(imports) / sizeof(*imports);

	return meter_got_patch(inside, imports, free_threaded ? n : n - 3, why);
}
