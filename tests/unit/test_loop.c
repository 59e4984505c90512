/*
 * The arena and the stage loop, with workers that are threads of this test
 * and calls that are C functions. The test is the driver.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "worker/loop.h"

enum {
	MAX_WORKERS = 4,
	MAX_CALLS = 16
};

struct call {
	uint64_t first, count;
};

/* One worker, what it was asked to do, and what it saw go wrong. */
struct probe {
	struct party *party;
	struct loop loop;
	pthread_t thread;
	struct call armed[MAX_CALLS], fired[MAX_CALLS];
	unsigned n_armed, n_fired;
	bool detached, has_fired;
	bool fired_early, fired_detached, attached_early;
	bool fail_arm, fail_fire;
	int gil, result;
};

/* An invocation. */
struct party {
	struct arena *arena;
	int arena_fd, events[2];
	unsigned n;
	_Atomic unsigned n_at_barrier, n_stopped;
	struct probe probes[MAX_WORKERS];
};

static void probe_detach(void *context)
{
	struct probe *probe = context;

	probe->detached = true;
	if (probe->has_fired)
		atomic_fetch_add(&probe->party->n_stopped, 1);
	else if (probe->n_armed)
		atomic_fetch_add(&probe->party->n_at_barrier, 1);
}

/* Back in the interpreter after the stop: all must have stopped. */
static void probe_attach(void *context)
{
	struct probe *probe = context;

	probe->detached = false;
	if (probe->has_fired && !probe->party->arena->aborted &&
	    atomic_load(&probe->party->n_stopped) < probe->party->n)
		probe->attached_early = true;
}

static int probe_gil(void *context)
{
	struct probe *probe = context;

	return probe->gil;
}

static int probe_arm(void *context, uint64_t first, uint64_t count,
		     uint64_t stride, uint32_t n_calls)
{
	struct probe *probe = context;

	if (probe->fail_arm)
		return -1;
	for (uint32_t c = 0; c < n_calls; c++)
		probe->armed[c] = (struct call){ first + c * stride, count };
	probe->n_armed = n_calls;
	return 0;
}

/* The checksum of unit u is u + 1. */
static int probe_fire(void *context, uint32_t c, uint64_t *checksum)
{
	struct probe *probe = context;
	struct call call = probe->armed[c];

	if (probe->fail_fire)
		return -1;
	probe->fired_detached |= probe->detached;
	if (probe->party->arena->stage == STAGE_SAMPLE) {
		probe->has_fired = true;
		if (atomic_load(&probe->party->n_at_barrier) < probe->party->n)
			probe->fired_early = true;
	}
	for (uint64_t u = call.first; u < call.first + call.count; u++)
		*checksum += u + 1;
	probe->fired[probe->n_fired++ % MAX_CALLS] = call;
	return 0;
}

/* A thread that is all workers: the shares follow from slot 0's. */
static int probe_fire_all(void *context)
{
	struct probe *probe = context;
	struct arena *arena = probe->party->arena;
	uint64_t checksum;

	for (uint32_t i = 0; i < arena->n_workers; i++) {
		checksum = 0;
		for (uint32_t c = 0; c < arena->loops; c++)
			if (probe_fire(context, c, &checksum) < 0)
				return -1;
		loop_stop(arena, i, checksum + i);
	}
	return 0;
}

static const struct loop_ops probe_ops = {
	.detach = probe_detach,
	.attach = probe_attach,
	.gil = probe_gil,
	.arm = probe_arm,
	.fire = probe_fire,
	.fire_all = probe_fire_all,
};

static void *be_worker(void *argument)
{
	struct probe *probe = argument;

	loop_ready(&probe->loop);
	probe->result = loop_work(&probe->loop);
	if (probe->result < 0)
		arena_abort(probe->party->arena);
	return NULL;
}

static void party_init(struct party *party, unsigned n)
{
	struct why why;

	memset(party, 0, sizeof(*party));
	party->n = n;
	party->arena = arena_new(n, false, 0, &party->arena_fd, &why);
	assert_non_null(party->arena);
	assert_int_equal(pipe(party->events), 0);
	for (unsigned i = 0; i < n; i++) {
		party->probes[i].party = party;
		party->probes[i].loop = (struct loop){
			.arena = party->arena,
			.worker = i,
			.events = party->events[1],
			.ops = &probe_ops,
			.context = &party->probes[i],
		};
	}
}

static void party_start(struct party *party)
{
	for (unsigned i = 0; i < party->n; i++)
		assert_int_equal(pthread_create(&party->probes[i].thread, NULL,
						be_worker, &party->probes[i]),
				 0);
}

static void party_join(struct party *party)
{
	for (unsigned i = 0; i < party->n; i++)
		pthread_join(party->probes[i].thread, NULL);
}

static void party_fini(struct party *party)
{
	arena_free(party->arena);
	close(party->arena_fd);
	close(party->events[0]);
	close(party->events[1]);
}

/* The next event is exactly this line. Blocks until there is one. */
static void expect_event(const struct party *party, const char *expected)
{
	char line[128] = "";
	size_t n = 0;

	while (n < sizeof(line) - 1 && read(party->events[0], line + n, 1) == 1)
		if (line[n++] == '\n')
			break;
	assert_string_equal(line, expected);
}

/* Nothing more was said. */
static void expect_silence(const struct party *party)
{
	char byte;

	fcntl(party->events[0], F_SETFL, O_NONBLOCK);
	assert_int_equal(read(party->events[0], &byte, 1), -1);
	assert_int_equal(errno, EAGAIN);
}

static void share(struct arena *arena, uint64_t size, uint32_t loops)
{
	uint32_t n = arena->n_workers;

	arena->size = size;
	arena->loops = loops;
	for (uint32_t i = 0; i < n; i++) {
		arena->slots[i].first = size * i / n;
		arena->slots[i].count =
			size * (i + 1) / n - arena->slots[i].first;
	}
}

static void test_whole_life(void **state)
{
	struct party party;
	uint64_t sum = 0;

	(void)state;
	party_init(&party, 3);
	party_start(&party);
	expect_event(&party, "{\"event\":\"ready\",\"gil\":0}\n");
	share(party.arena, 30, 4);
	arena_open_gate(party.arena, STAGE_SAMPLE);
	expect_event(&party, "{\"event\":\"stage\",\"gate\":1}\n");
	for (unsigned i = 0; i < 3; i++) {
		const struct probe *probe = &party.probes[i];
		const struct arena_slot *slot = &party.arena->slots[i];

		assert_int_equal(probe->n_fired, 4);
		for (unsigned c = 0; c < 4; c++) {
			assert_int_equal(probe->fired[c].first,
					 10 * i + 30 * c);
			assert_int_equal(probe->fired[c].count, 10);
		}
		assert_true(slot->stop_ns >= party.arena->start_ns);
		assert_int_equal(slot->pid, getpid());
		assert_int_equal(slot->gil_before, 0);
		assert_int_equal(slot->gil_after, 0);
		assert_false(probe->fired_early);
		assert_false(probe->fired_detached);
		assert_false(probe->attached_early);
		sum += slot->checksum;
	}
	assert_int_equal(sum, 120 * 121 / 2);
	arena_open_gate(party.arena, STAGE_FINISH);
	party_join(&party);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(party.probes[i].result, 1);
	expect_silence(&party);
	party_fini(&party);
}

/* One unit a call, inside the worker's own range; then the job. */
static void test_warm_up(void **state)
{
	static const struct call expected[] = {
		{ 4, 1 }, { 5, 1 }, { 6, 1 }, { 7, 1 }, { 4, 1 }, { 4, 4 },
	};
	struct party party;

	(void)state;
	party_init(&party, 2);
	party_start(&party);
	expect_event(&party, "{\"event\":\"ready\",\"gil\":0}\n");
	share(party.arena, 8, 1);
	party.arena->calls = 5;
	arena_open_gate(party.arena, STAGE_WARMUP);
	expect_event(&party, "{\"event\":\"stage\",\"gate\":1}\n");
	assert_int_equal(party.probes[1].n_fired, 6);
	assert_memory_equal(party.probes[1].fired, expected, sizeof(expected));
	assert_int_equal(party.arena->slots[1].checksum, 5 + 6 + 7 + 8);
	arena_open_gate(party.arena, STAGE_FINISH);
	party_join(&party);
	party_fini(&party);
}

/* More workers than units: some have none, and take part all the same. */
static void test_no_units(void **state)
{
	struct party party;

	(void)state;
	party_init(&party, 4);
	party_start(&party);
	expect_event(&party, "{\"event\":\"ready\",\"gil\":0}\n");
	share(party.arena, 2, 2);
	party.arena->calls = 3;
	arena_open_gate(party.arena, STAGE_WARMUP);
	expect_event(&party, "{\"event\":\"stage\",\"gate\":1}\n");
	uint64_t sum = 0;

	for (int i = 0; i < 4; i++)
		sum += party.arena->slots[i].checksum;
	assert_int_equal(sum, 1 + 2 + 3 + 4);
	arena_open_gate(party.arena, STAGE_FINISH);
	party_join(&party);
	party_fini(&party);
}

static void test_abort_at_gate(void **state)
{
	struct party party;

	(void)state;
	party_init(&party, 3);
	party_start(&party);
	expect_event(&party, "{\"event\":\"ready\",\"gil\":0}\n");
	assert_int_equal(arena_abort(party.arena), 1);
	assert_int_equal(arena_abort(party.arena), 0);
	party_join(&party);
	for (int i = 0; i < 3; i++)
		assert_int_equal(party.probes[i].result, 0);
	expect_silence(&party);
	party_fini(&party);
}

/* One thread, three workers: it meets nobody and waits for nobody. */
static void test_alone(void **state)
{
	struct party party;
	struct probe *probe = &party.probes[0];
	uint64_t last_ns;

	(void)state;
	party_init(&party, 3);
	probe->loop.alone = true;
	atomic_store(&party.n_at_barrier, 3);
	for (uint32_t i = 1; i < 3; i++)
		arena_leave(party.arena); /* as ready() for each of them */
	assert_int_equal(pthread_create(&probe->thread, NULL, be_worker, probe),
			 0);
	expect_event(&party, "{\"event\":\"ready\",\"gil\":0}\n");
	share(party.arena, 30, 2);
	arena_open_gate(party.arena, STAGE_SAMPLE);
	expect_event(&party, "{\"event\":\"stage\",\"gate\":1}\n");
	last_ns = party.arena->start_ns;
	assert_true(last_ns > 0);
	for (unsigned i = 0; i < 3; i++) {
		const struct arena_slot *slot = &party.arena->slots[i];

		/* units 0 to 9 and 30 to 39, as armed for slot 0 */
		assert_int_equal(slot->checksum, 55 + 355 + i);
		assert_true(slot->stop_ns >= last_ns);
		assert_int_equal(slot->tid, party.arena->slots[0].tid);
		assert_int_equal(slot->cpu_stop,
				 party.arena->slots[0].cpu_stop);
		last_ns = slot->stop_ns;
	}
	arena_open_gate(party.arena, STAGE_FINISH);
	pthread_join(probe->thread, NULL);
	assert_int_equal(probe->result, 1);
	expect_silence(&party);
	party_fini(&party);
}

/* The state of the GIL is not as asked: no stage is left with it. */
static void test_gil_fails(void **state)
{
	struct party party;

	(void)state;
	party_init(&party, 1);
	party_start(&party);
	expect_event(&party, "{\"event\":\"ready\",\"gil\":0}\n");
	share(party.arena, 1, 1);
	party.probes[0].gil = LOOP_FAILED;
	arena_open_gate(party.arena, STAGE_SAMPLE);
	party_join(&party);
	assert_int_equal(party.probes[0].result, -1);
	expect_silence(&party);
	party_fini(&party);
}

/* One worker fails; the others wait for it, are woken and leave. */
static void one_fails(bool in_arm)
{
	struct party party;

	party_init(&party, 3);
	party.probes[1].fail_arm = in_arm;
	party.probes[1].fail_fire = !in_arm;
	party_start(&party);
	expect_event(&party, "{\"event\":\"ready\",\"gil\":0}\n");
	share(party.arena, 30, 1);
	arena_open_gate(party.arena, STAGE_SAMPLE);
	party_join(&party);
	assert_int_equal(party.probes[0].result, 0);
	assert_int_equal(party.probes[1].result, -1);
	assert_int_equal(party.probes[2].result, 0);
	for (int i = 0; i < 3; i++)
		assert_false(party.probes[i].detached);
	expect_silence(&party);
	party_fini(&party);
}

static void test_abort_at_barrier(void **state)
{
	(void)state;
	one_fails(true);
}

static void test_abort_at_rest(void **state)
{
	(void)state;
	one_fails(false);
}

static void test_bind(void **state)
{
	struct party party;
	struct why why;
	cpu_set_t before, after, wanted;

	(void)state;
	party_init(&party, 1);
	uint64_t *cpus = party.arena->slots[0].cpus;

	sched_getaffinity(0, sizeof(before), &before);
	assert_int_equal(loop_bind(party.arena, 0, &why), 0);
	sched_getaffinity(0, sizeof(after), &after);
	assert_true(CPU_EQUAL(&before, &after));
	CPU_ZERO(&wanted);
	CPU_SET(sched_getcpu(), &wanted);
	memcpy(cpus, &wanted, sizeof(wanted));
	assert_int_equal(loop_bind(party.arena, 0, &why), 0);
	sched_getaffinity(0, sizeof(after), &after);
	assert_true(CPU_EQUAL(&wanted, &after));
	sched_setaffinity(0, sizeof(before), &before);
	/* a CPU that is not there */
	memset(cpus, 0, sizeof(wanted));
	cpus[ARENA_CPU_WORDS - 1] = UINT64_C(1) << 63;
	assert_int_equal(loop_bind(party.arena, 0, &why), -1);
	assert_non_null(strstr(why.text, "cannot bind worker 0"));
	party_fini(&party);
}

static void test_attach(void **state)
{
	struct party party;
	struct why why;
	char path[64];

	(void)state;
	party_init(&party, 2);
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", getpid(),
		 party.arena_fd);
	struct arena *same = arena_attach(path, &why);

	assert_non_null(same);
	party.arena->slots[1].first = 12345;
	assert_int_equal(same->slots[1].first, 12345);
	same->version++;
	assert_null(arena_attach(path, &why));
	assert_non_null(strstr(why.text, "not an arena"));
	arena_free(same);
	assert_null(arena_attach("/dev/null", &why));
	assert_null(arena_attach("/nowhere/arena", &why));
	assert_non_null(strstr(why.text, "/nowhere/arena"));
	party_fini(&party);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_life),
		cmocka_unit_test(test_warm_up),
		cmocka_unit_test(test_no_units),
		cmocka_unit_test(test_abort_at_gate),
		cmocka_unit_test(test_abort_at_barrier),
		cmocka_unit_test(test_abort_at_rest),
		cmocka_unit_test(test_alone),
		cmocka_unit_test(test_gil_fails),
		cmocka_unit_test(test_bind),
		cmocka_unit_test(test_attach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
