/*
 * The stage loop and the timed region. Nothing of the harness runs between
 * the barrier and the stop but the loop over fire(): no allocation, no lock,
 * no counter, but arena_lap() after a unit where latencies are asked for. Not
 * here: what a call does, and how the GIL is metered.
 */
#include "worker/loop.h"

#include <assert.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/clock.h"
#include "worker/counters.h"

static_assert(sizeof(cpu_set_t) == ARENA_CPU_WORDS * sizeof(uint64_t),
	      "a slot's CPU mask is a cpu_set_t");

void loop_emit(int events, const char *text)
{
	struct iovec line[] = {
		{ .iov_base = (void *)text, .iov_len = strlen(text) },
		{ .iov_base = "\n", .iov_len = 1 },
	};

	/* A driver that is gone needs no event; its guardian ends us. */
	if (writev(events, line, 2) < 0)
		return;
}

int loop_bind(struct arena *arena, uint32_t worker, struct why *why)
{
	cpu_set_t cpus;

	memcpy(&cpus, arena->slots[worker].cpus, sizeof(cpus));
	if (CPU_COUNT(&cpus) && sched_setaffinity(0, sizeof(cpus), &cpus) < 0)
		return why_errno(why, "cannot bind worker %u", worker);
	return 0;
}

static void detach(const struct loop *loop)
{
	if (loop->ops->detach)
		loop->ops->detach(loop->context);
}

static void attach(const struct loop *loop)
{
	if (loop->ops->attach)
		loop->ops->attach(loop->context);
}

void loop_ready(const struct loop *loop)
{
	struct arena_slot *slot = &loop->arena->slots[loop->worker];
	char text[64];

	slot->pid = getpid();
	slot->tid = gettid();
	slot->gil_before = loop->ops->gil(loop->context);
	snprintf(text, sizeof(text), "{\"event\":\"ready\",\"gil\":%d}",
		 slot->gil_before);
	if (!arena_leave(loop->arena))
		return;
	detach(loop);
	loop_emit(loop->events, text);
	attach(loop);
}

/* Calls of one unit: a Python specialises code over its first calls. */
static int warm_up(const struct loop *loop, const struct arena_slot *slot)
{
	uint64_t checksum = 0;

	for (uint32_t c = 0; slot->count && c < loop->arena->calls; c++) {
		uint64_t unit = slot->first + c % slot->count;

		if (loop->ops->arm(loop->context, unit, 1, 0, 1) < 0 ||
		    loop->ops->fire(loop->context, 0, &checksum) < 0)
			return -1;
	}
	return 0;
}

/*
 * From the barrier to the stop. Called detached and left detached. 1 when
 * all calls were made, 0 if aborted, -1 (and attached) if one failed.
 */
static int timed_region(const struct loop *loop, struct arena_slot *slot,
			const struct loop_meter *meter)
{
	uint32_t n_calls = slot->count ? loop->arena->loops : 0;
	uint64_t checksum = 0;

	if (meter)
		meter->ready();
	if (arena_meet(loop->arena) < 0)
		return 0;
	if (meter)
		meter->start(loop->arena->start_ns);
	attach(loop);
	for (uint32_t c = 0; c < n_calls; c++)
		if (loop->ops->fire(loop->context, c, &checksum) < 0)
			return -1;
	slot->stop_ns = clock_now_ns();
	if (meter)
		meter->stop(slot, slot->stop_ns);
	detach(loop);
	slot->checksum = checksum;
	return 1;
}

void loop_stop(struct arena *arena, uint32_t worker, uint64_t checksum)
{
	struct arena_slot *slot = &arena->slots[worker];

	slot->stop_ns = clock_now_ns();
	slot->checksum = checksum;
}

/*
 * The timed region of a thread that is all workers: the last of them to
 * arrive is itself. Called and left as timed_region() is.
 */
static int timed_region_alone(const struct loop *loop,
			      const struct loop_meter *meter)
{
	struct arena *arena = loop->arena;
	uint64_t stop_ns = 0;

	assert(arena->slots[0].count); /* a job is at least one unit each */
	attach(loop);
	arena->start_ns = clock_now_ns();
	if (meter) {
		meter->ready();
		meter->start(arena->start_ns);
	}
	if (loop->ops->fire_all(loop->context) < 0)
		return -1;
	for (uint32_t i = 0; i < arena->n_workers; i++)
		if (arena->slots[i].stop_ns > stop_ns)
			stop_ns = arena->slots[i].stop_ns;
	if (meter)
		meter->stop(&arena->slots[0], stop_ns);
	detach(loop);
	return 1;
}

/* Slot 0 has the thread's counters; where it ran is true of all workers. */
static void spread(struct arena *arena)
{
	const struct arena_slot *from = &arena->slots[0];

	for (uint32_t i = 1; i < arena->n_workers; i++) {
		struct arena_slot *to = &arena->slots[i];

		to->pid = from->pid;
		to->tid = from->tid;
		to->cpu_start = from->cpu_start;
		to->cpu_stop = from->cpu_stop;
		to->gil_before = from->gil_before;
		to->gil_after = from->gil_after;
	}
}

/* Before a region, so that nothing is touched for the first time in it. */
static void clear_laps(const struct loop *loop)
{
	uint32_t n = loop->alone ? loop->arena->n_workers : 1;

	for (uint32_t i = 0; i < n; i++)
		arena_clear_laps(loop->arena, loop->worker + i);
}

static void end_laps(const struct loop *loop)
{
	uint32_t n = loop->alone ? loop->arena->n_workers : 1;

	for (uint32_t i = 0; i < n; i++)
		arena_end_laps(loop->arena, loop->worker + i);
}

/*
 * One stage, up to where the last worker may report it. Called and left
 * attached. Returns as loop_work() does.
 */
static int run_stage(const struct loop *loop, enum arena_stage stage,
		     const struct counters_files *files)
{
	struct arena *arena = loop->arena;
	struct arena_slot *slot = &arena->slots[loop->worker];
	struct counters before, after;

	if (stage == STAGE_WARMUP && warm_up(loop, slot) < 0)
		return -1;
	if (slot->count &&
	    loop->ops->arm(loop->context, slot->first, slot->count, arena->size,
			   arena->loops) < 0)
		return -1;
	slot->gil_before = loop->ops->gil(loop->context);
	if (slot->gil_before == LOOP_FAILED)
		return -1;
	detach(loop);
	clear_laps(loop);
	counters_read(files, &before);
	const struct loop_meter *meter =
		stage == STAGE_METER ? loop->ops->meter : NULL;
	int result = loop->alone ? timed_region_alone(loop, meter)
				 : timed_region(loop, slot, meter);

	if (result < 0)
		return -1;
	counters_read(files, &after);
	end_laps(loop);
	counters_store(slot, &before, &after);
	if (result == 1 && !loop->alone && arena_sync(arena) < 0)
		result = 0;
	attach(loop);
	slot->gil_after = loop->ops->gil(loop->context);
	if (slot->gil_after == LOOP_FAILED)
		return -1;
	if (loop->alone)
		spread(arena);
	if (result == 1 && loop->ops->metrics &&
	    loop->ops->metrics(loop->context) < 0)
		return -1;
	return result;
}

static int run_stages(const struct loop *loop,
		      const struct counters_files *files)
{
	char text[64];

	for (uint32_t gate = 1;; gate++) {
		detach(loop);
		int stage = arena_await_gate(loop->arena, gate);

		attach(loop);
		if (stage < 0)
			return 0;
		if (stage == STAGE_FINISH)
			return 1;
		int result = run_stage(loop, (enum arena_stage)stage, files);

		if (result != 1)
			return result;
		snprintf(text, sizeof(text),
			 "{\"event\":\"stage\",\"gate\":%u}", gate);
		if (loop->alone || arena_leave(loop->arena))
			loop_emit(loop->events, text);
	}
}

int loop_work(const struct loop *loop)
{
	struct counters_files files;

	counters_open(&files);
	int result = run_stages(loop, &files);

	counters_close(&files);
	return result;
}
