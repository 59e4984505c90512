/* Reports from GIL logs made by hand: one tick is a nanosecond. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/trace.h"

#define SECOND 1000000000u
#define NEAR 1e-9

enum {
	RING = 4,
	START = 5 /* seconds on the clock when the log begins */
};

/* A log of at most 8 records beyond the sums, and one ring. */
static struct gil_log *new_log(double wall_s)
{
	size_t n_records = GIL_LOG_MAX_GILS + 8;
	size_t ring_at = sizeof(struct gil_log) +
			 n_records * sizeof(struct gil_log_record);
	struct gil_log *log = aligned_alloc(
		64,
		(ring_at + RING * sizeof(struct gil_log_event) + 63) / 64 * 64);

	memset(log, 0, ring_at + RING * sizeof(struct gil_log_event));
	log->pid = 77;
	log->n_gils = 1;
	log->n_records = GIL_LOG_MAX_GILS;
	log->n_records_max = (uint32_t)n_records;
	log->ns_per_tick = 1;
	log->first = (struct gil_log_stamp){ START * (uint64_t)SECOND,
					     START * (uint64_t)SECOND };
	log->last.ticks = log->last.ns = log->end =
		log->first.ns + (uint64_t)(wall_s * SECOND);
	log->gils[0] =
		(struct gil_log_gil){ .ring_at = ring_at, .ring_size = RING };
	return log;
}

static uint64_t ticks(double s)
{
	return (uint64_t)(s * SECOND);
}

static struct gil_log_record *add_thread(struct gil_log *log, int32_t tid,
					 const char *name, double hold_s,
					 double wait_s)
{
	struct gil_log_record *record = &log->records[log->n_records++];

	*record = (struct gil_log_record){
		.tid = tid,
		.born = log->first.ticks,
		.since = log->end,
		.died = log->end,
		.hold = ticks(hold_s),
		.wait = ticks(wait_s),
		.outside = log->end - log->first.ticks - ticks(hold_s) -
			   ticks(wait_s),
		.n_acquires = 1,
	};
	memcpy(record->name, name, strlen(name));
	return record;
}

static void add_hold(struct gil_log *log, int32_t tid, double at_s,
		     double hold_s, double wait_s)
{
	struct gil_log_event *ring =
		(struct gil_log_event *)((char *)log + log->gils[0].ring_at);

	ring[log->gils[0].n_events++ % RING] = (struct gil_log_event){
		.acquired = log->first.ticks + ticks(at_s),
		.hold = ticks(hold_s),
		.wait = ticks(wait_s),
		.tid = tid,
		.flags = GIL_LOG_CONTENDED,
	};
}

/* Two threads that compute for 2 s each, turn by turn. */
static struct gil_log *two_in_turns(void)
{
	struct gil_log *log = new_log(4);

	add_thread(log, 1, "one", 2, 1);
	add_thread(log, 2, "two", 2, 2);
	add_hold(log, 1, 0, 1, 0);
	add_hold(log, 2, 1, 1, 1);
	add_hold(log, 1, 2, 1, 1);
	add_hold(log, 2, 3, 1, 1);
	return log;
}

static void threads_that_take_turns_are_bound(void **state)
{
	struct gil_log *log = two_in_turns();
	struct trace_process process;

	(void)state;
	trace_analyse(&process, log, 8);
	assert_int_equal(process.pid, 77);
	assert_true(process.ended);
	assert_float_equal(process.start_s, START, NEAR);
	assert_float_equal(process.wall_s, 4, NEAR);
	assert_int_equal(process.n_threads, 2);
	assert_string_equal(process.threads[0].name, "two");
	assert_float_equal(process.threads[0].wait_s, 2, NEAR);
	assert_float_equal(process.threads[1].outside_s, 1, NEAR);
	assert_float_equal(process.waited_s, 3, NEAR);
	assert_float_equal(process.speedup, 2, NEAR);
	assert_int_equal(process.n_parallel, 2);
	assert_int_equal(process.verdict, TRACE_BOUND);
	trace_process_fini(&process);
	free(log);
}

static void on_one_cpu_nothing_is_gained(void **state)
{
	struct gil_log *log = two_in_turns();
	struct trace_process process;

	(void)state;
	trace_analyse(&process, log, 1);
	assert_float_equal(process.speedup, 1, NEAR);
	assert_int_equal(process.verdict, TRACE_FREE);
	trace_process_fini(&process);
	free(log);
}

static void waits_at_the_same_time_count_once(void **state)
{
	struct gil_log *log = new_log(10);
	struct trace_process process;

	(void)state;
	add_thread(log, 1, "one", 2, 0);
	add_thread(log, 2, "two", 1, 2);
	add_thread(log, 3, "three", 1, 2.5);
	add_hold(log, 1, 0, 2, 0);
	add_hold(log, 2, 2, 1, 2);   /* waits 0 to 2 */
	add_hold(log, 3, 3, 1, 2.5); /* waits 0.5 to 3 */
	trace_analyse(&process, log, 8);
	assert_float_equal(process.waited_s, 3, NEAR);
	assert_float_equal(process.speedup, 10. / 7, NEAR);
	assert_int_equal(process.verdict, TRACE_SLOWED);
	trace_process_fini(&process);
	free(log);
}

static void the_thread_that_holds_longest_is_a_limit(void **state)
{
	struct gil_log *log = new_log(10);
	struct trace_process process;

	(void)state;
	add_thread(log, 1, "one", 8, 1);
	add_thread(log, 2, "two", 1, 9);
	add_hold(log, 2, 9, 1, 9);
	trace_analyse(&process, log, 8);
	assert_float_equal(process.speedup, 10. / 8, NEAR);
	trace_process_fini(&process);
	free(log);
}

static void a_thread_that_is_alone_waits_for_nobody(void **state)
{
	struct gil_log *log = new_log(1);
	struct trace_process process;

	(void)state;
	add_thread(log, 1, "one", .5, .4);
	trace_analyse(&process, log, 8);
	assert_float_equal(process.speedup, 1, NEAR);
	assert_int_equal(process.verdict, TRACE_FREE);
	trace_process_fini(&process);
	free(log);
}

static void what_the_ring_lost_still_limits(void **state)
{
	struct gil_log *log = new_log(10);
	struct trace_process process;

	(void)state;
	add_thread(log, 1, "one", 2, 2);
	add_thread(log, 2, "two", 2, 2);
	for (int i = 0; i < 6; i++) /* the first two are overwritten */
		add_hold(log, 1 + i % 2, 1 + i, .5, .5);
	trace_analyse(&process, log, 8);
	assert_int_equal(process.n_events, 6);
	assert_int_equal(process.n_kept, RING);
	assert_float_equal(process.kept_from_s, 3, NEAR);
	/* 4 s of waits, 2 of them in the ring and apart from each other */
	assert_float_equal(process.waited_s, 4, NEAR);
	trace_process_fini(&process);
	free(log);
}

static void longest_waits_know_who_held_it(void **state)
{
	struct gil_log *log = new_log(10);
	struct trace_process process;

	(void)state;
	add_thread(log, 1, "one", 1, 0);
	add_thread(log, 2, "two", 3, 1);
	add_thread(log, 3, "three", 1, 3.5);
	add_hold(log, 1, 0, 1, 0);
	add_hold(log, 2, 1, 3, 1);
	add_hold(log, 3, 4, 1, 3.5); /* 0.5 s of one, 3 s of two */
	trace_analyse(&process, log, 8);
	assert_int_equal(process.n_waits, 3);
	const struct trace_wait *wait = process.waits;

	assert_float_equal(wait[0].wait_s, 3.5, NEAR);
	assert_float_equal(wait[0].at_s, .5, NEAR);
	assert_string_equal(process.threads[wait[0].thread].name, "three");
	assert_string_equal(process.threads[wait[0].holder].name, "two");
	assert_string_equal(process.threads[wait[1].holder].name, "one");
	assert_int_equal(wait[2].holder, -1);
	trace_process_fini(&process);
	free(log);
}

static void only_so_many_waits_and_the_longest_first(void **state)
{
	struct gil_log *log = two_in_turns();
	struct trace_process process;

	(void)state;
	trace_analyse(&process, log, 8);
	assert_true(process.n_waits <= TRACE_MAX_WAITS);
	for (size_t i = 1; i < process.n_waits; i++)
		assert_true(process.waits[i - 1].wait_s >=
			    process.waits[i].wait_s);
	trace_process_fini(&process);
	free(log);
}

static void half_written_holds_are_left_out(void **state)
{
	struct gil_log *log = two_in_turns();
	struct gil_log_event *ring =
		(struct gil_log_event *)((char *)log + log->gils[0].ring_at);
	struct trace_process process;

	(void)state;
	ring[1].wait = ticks(3);         /* before the log */
	ring[2].acquired = log->end + 1; /* after it */
	ring[3].hold = UINT64_MAX;
	trace_analyse(&process, log, 8);
	assert_int_equal(process.n_waits, 1); /* the first, of nobody */
	assert_true(process.waited_s <= process.wall_s);
	trace_process_fini(&process);
	free(log);
}

static void ended_threads_are_no_single_thread(void **state)
{
	struct gil_log *log = new_log(10);
	struct trace_process process;

	(void)state;
	log->records[0].n_acquires = 1000;
	log->records[0].hold = ticks(9);
	log->records[0].wait = ticks(9);
	add_thread(log, 1, "one", 1, 0);
	trace_analyse(&process, log, 4);
	assert_int_equal(process.n_parallel, 4);
	assert_float_equal(process.longest_hold_s, 1, NEAR);
	assert_float_equal(process.speedup, 4, NEAR);
	trace_process_fini(&process);
	free(log);
}

static void names_end_with_a_whole_character(void **state)
{
	struct gil_log *log = new_log(1);
	/* 26 letters, and one byte of two that a character has */
	char name[] = "abcdefghijklmnopqrstuvwxyz\xc3";
	struct trace_process process;

	(void)state;
	add_thread(log, 1, name, .5, 0);
	add_thread(log, 2, "\xc3\xa4", .4, 0);
	trace_analyse(&process, log, 2);
	assert_string_equal(process.threads[0].name,
			    "abcdefghijklmnopqrstuvwxyz");
	assert_string_equal(process.threads[1].name, "\xc3\xa4");
	trace_process_fini(&process);
	free(log);
}

static void parks_without_a_gil(void **state)
{
	struct gil_log *log = new_log(1);
	struct gil_log_record *record = add_thread(log, 1, "one", 0, 0);
	struct trace_process process;

	(void)state;
	record->gil = GIL_LOG_NONE;
	record->n_acquires = 0;
	record->n_parks = 3;
	trace_analyse(&process, log, 2);
	assert_int_equal(process.verdict, TRACE_NO_GIL);
	assert_int_equal(process.n_threads, 1);
	assert_int_equal(process.threads[0].gil, -1);
	assert_int_equal(process.threads[0].n_parks, 3);
	trace_process_fini(&process);
	free(log);
}

static void parks_beside_a_gil_are_one_row(void **state)
{
	struct gil_log *log = new_log(1);
	struct trace_process process;
	struct gil_log_record *parks;

	(void)state;
	add_thread(log, 1, "one", .5, 0);
	parks = add_thread(log, 1, "one", 0, 0);
	parks->gil = GIL_LOG_NONE;
	parks->n_parks = 3;
	trace_analyse(&process, log, 2);
	assert_int_equal(process.n_threads, 1);
	assert_int_equal(process.threads[0].gil, 0);
	assert_int_equal(process.threads[0].n_parks, 3);
	trace_process_fini(&process);
	free(log);
}

static void histograms_are_in_seconds(void **state)
{
	struct gil_log *log = new_log(1);
	struct gil_log_record *record = add_thread(log, 1, "one", .5, 0);
	struct trace_process process;

	(void)state;
	log->clock = 1;
	log->ns_per_tick = .5;
	log->last.ticks = log->end = log->first.ticks + 2 * (uint64_t)SECOND;
	record->wait_buckets[0] = 1;
	record->wait_buckets[41] = 7; /* 3 << 19 ticks and more */
	record->hold_buckets[2] = 3;
	trace_analyse(&process, log, 2);
	const struct trace_thread *thread = process.threads;

	assert_int_equal(trace_histogram_n(&thread->waits), 8);
	assert_int_equal(thread->waits.counts[41], 7);
	assert_float_equal(trace_histogram_start_s(&thread->waits, 41),
			   (3 << 19) / 2e9, NEAR);
	assert_int_equal(thread->holds.counts[2], 3);
	trace_process_fini(&process);
	free(log);
}

static void quantiles_are_never_too_short(void **state)
{
	uint32_t counts[GIL_LOG_BUCKETS] = { [10] = 989, [20] = 11 };
	struct trace_histogram one, sum = { 0 };

	(void)state;
	trace_histogram_read(&one, counts, 1e-9, 1.2e-6);
	assert_float_equal(trace_histogram_quantile(&one, .5), 48e-9, 1e-15);
	/* bucket 20 reaches to 1536 ns, but none was longer than this */
	assert_float_equal(trace_histogram_quantile(&one, .99), 1.2e-6, 1e-15);
	trace_histogram_add(&sum, &one);
	trace_histogram_add(&sum, &one);
	assert_int_equal(trace_histogram_n(&sum), 2000);
	assert_float_equal(sum.longest_s, 1.2e-6, 1e-15);
	counts[10]--; /* 999: fewer than 10 are above the last percent */
	trace_histogram_read(&one, counts, 1e-9, 1.2e-6);
	assert_true(isnan(trace_histogram_quantile(&one, .99)));
	assert_false(isnan(trace_histogram_quantile(&one, .5)));
}

static void the_last_bucket_has_no_end(void **state)
{
	uint32_t counts[GIL_LOG_BUCKETS] = { [GIL_LOG_BUCKETS - 1] = 100 };
	struct trace_histogram histogram;

	(void)state;
	trace_histogram_read(&histogram, counts, 1e-9, 5000);
	assert_float_equal(trace_histogram_quantile(&histogram, .5), 5000,
			   NEAR);
}

static void name_type(struct gil_log *log, int i, const char *name,
		      uint64_t n_parks, double park_s)
{
	struct gil_log_type *type = &log->types[i];

	memcpy(type->name, name, strnlen(name, sizeof(type->name)));
	type->state = GIL_TYPE_NAMED;
	type->n_parks = n_parks;
	type->park = ticks(park_s);
}

static void contended_types_are_counted_by_name(void **state)
{
	struct gil_log *log = new_log(1);
	struct trace_process process;
	const struct trace_types *types = &process.types;
	char endless[] = "a name of 44 bytes, none of which ends it ......";

	(void)state;
	name_type(log, 0, "dict", 1, .1);
	name_type(log, 1, "list", 2, .2);
	name_type(log, 2, "list", 3, .3); /* two threads met it at once */
	name_type(log, 3, endless, 1, .01);
	name_type(log, 4, "set", 1, .4);
	log->types[4].state = GIL_TYPE_BEGUN;
	trace_analyse(&process, log, 2);
	assert_int_equal(types->n, 3);
	assert_string_equal(types->of[0].name, "list");
	assert_int_equal(types->of[0].n_parks, 5);
	assert_float_equal(types->of[0].park_s, .5, NEAR);
	assert_string_equal(types->of[1].name, "dict");
	assert_int_equal(strlen(types->of[2].name), 43);
	trace_process_fini(&process);
	free(log);
}

static void a_killed_process_did_not_say_so(void **state)
{
	struct gil_log *log = new_log(1);
	struct trace_process process;

	(void)state;
	add_thread(log, 1, "one", .5, 0)->died = 0;
	log->end = 0;
	trace_analyse(&process, log, 2);
	assert_false(process.ended);
	assert_true(process.threads[0].lives);
	assert_float_equal(process.wall_s, 1, NEAR);
	trace_process_fini(&process);
	free(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_that_take_turns_are_bound),
		cmocka_unit_test(on_one_cpu_nothing_is_gained),
		cmocka_unit_test(waits_at_the_same_time_count_once),
		cmocka_unit_test(the_thread_that_holds_longest_is_a_limit),
		cmocka_unit_test(a_thread_that_is_alone_waits_for_nobody),
		cmocka_unit_test(what_the_ring_lost_still_limits),
		cmocka_unit_test(longest_waits_know_who_held_it),
		cmocka_unit_test(only_so_many_waits_and_the_longest_first),
		cmocka_unit_test(half_written_holds_are_left_out),
		cmocka_unit_test(ended_threads_are_no_single_thread),
		cmocka_unit_test(names_end_with_a_whole_character),
		cmocka_unit_test(parks_without_a_gil),
		cmocka_unit_test(parks_beside_a_gil_are_one_row),
		cmocka_unit_test(histograms_are_in_seconds),
		cmocka_unit_test(quantiles_are_never_too_short),
		cmocka_unit_test(the_last_bucket_has_no_end),
		cmocka_unit_test(contended_types_are_counted_by_name),
		cmocka_unit_test(a_killed_process_did_not_say_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
