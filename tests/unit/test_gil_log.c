/* Reading GIL logs: whole ones, and files that lie. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/gil_log_read.h"

enum {
	N_RECORDS = 66,
	RING = 4,
	RING_AT = sizeof(struct gil_log) +
		  N_RECORDS * sizeof(struct gil_log_record),
	N_BYTES = RING_AT + RING * sizeof(struct gil_log_event)
};

static char image[N_BYTES];
static char path[64];

static struct gil_log *fresh(void)
{
	struct gil_log *log = (struct gil_log *)image;
	struct gil_log_event *ring = (struct gil_log_event *)(image + RING_AT);

	memset(image, 0, sizeof(image));
	*log = (struct gil_log){
		.magic = GIL_LOG_MAGIC,
		.version = GIL_LOG_VERSION,
		.n_gils = 1,
		.n_records = N_RECORDS,
		.n_records_max = N_RECORDS,
		.clock = 1,
		.ns_per_tick = 0.4,
		.first = { 1000, 5000 },
		.last = { 1000, 5000 },
	};
	log->gils[0] = (struct gil_log_gil){
		.ring_at = RING_AT,
		.ring_size = RING,
		.n_events = 6,
	};
	for (uint64_t i = 2; i < 6; i++)
		ring[i % RING].acquired = i;
	return log;
}

static const struct gil_log *map(size_t n_file, size_t *n_bytes)
{
	FILE *file = fopen(path, "w");
	struct why why;

	assert_non_null(file);
	assert_int_equal(fwrite(image, 1, n_file, file), n_file);
	assert_int_equal(fclose(file), 0);
	return gil_log_map(path, n_bytes, &why);
}

static void refused(size_t n_file)
{
	size_t n_bytes;

	assert_null(map(n_file, &n_bytes));
}

static void whole(void **state)
{
	size_t n_bytes;
	uint64_t first;

	(void)state;
	fresh();
	const struct gil_log *log = map(N_BYTES, &n_bytes);

	assert_non_null(log);
	assert_int_equal(gil_log_events(&log->gils[0], &first), RING);
	assert_int_equal(first, 2);
	for (uint64_t i = 2; i < 6; i++)
		assert_int_equal(gil_log_event(log, &log->gils[0], i)->acquired,
				 i);
	gil_log_unmap(log, n_bytes);
}

static void liars(void **state)
{
	(void)state;
	fresh();
	refused(0);
	refused(sizeof(struct gil_log) - 1);
	refused(N_BYTES - 1);
	fresh()->magic++;
	refused(N_BYTES);
	fresh()->version++;
	refused(N_BYTES);
	fresh()->n_gils = GIL_LOG_MAX_GILS + 1;
	refused(N_BYTES);
	fresh()->n_records++;
	refused(N_BYTES);
	fresh()->n_records_max = UINT32_MAX;
	refused(N_BYTES);
	fresh()->gils[0].ring_at = UINT64_MAX - 7;
	refused(N_BYTES);
	fresh()->gils[0].ring_at -= 4;
	refused(N_BYTES);
	fresh()->gils[0].ring_size = UINT64_MAX / 16;
	refused(N_BYTES);
	fresh()->gils[0].ring_size = 0;
	refused(N_BYTES);
}

static void no_file(void **state)
{
	size_t n_bytes;
	struct why why;

	(void)state;
	assert_null(gil_log_map("/nonexistent", &n_bytes, &why));
	assert_non_null(strstr(why.text, "/nonexistent"));
}

static void clocks(void **state)
{
	struct gil_log *log = fresh();

	(void)state;
	/* stamps that are close say less than the guess */
	assert_true(gil_log_rate(log) == 0.4);
	log->last = (struct gil_log_stamp){ 1000 + 10000000, 5000 + 5000000 };
	assert_true(gil_log_rate(log) == 0.5);
	assert_int_equal(gil_log_ns(log, 1000 + 600), 5000 + 300);
	assert_int_equal(gil_log_ns(log, 1000 - 600), 5000 - 300);
	assert_int_equal(gil_log_end(log), log->last.ticks);
	log->gils[0].last = log->last.ticks + 5;
	assert_int_equal(gil_log_end(log), log->last.ticks + 5);
	log->end = 7;
	assert_int_equal(gil_log_end(log), 7);
	log->clock = 0;
	assert_true(gil_log_rate(log) == 1);
}

static void open_intervals(void **state)
{
	struct gil_log_record record = {
		.tid = 1,
		.since = 100,
		.dropped = 103,
		.hold = 1,
		.wait = 2,
		.drop = 3,
		.outside = 4,
	};
	struct gil_log_record t;

	(void)state;
	record.state = GIL_HOLDING;
	gil_log_total(&record, 110, &t);
	assert_int_equal(t.hold, 11);
	assert_int_equal(t.since, 110);
	record.state = GIL_WAITING;
	gil_log_total(&record, 110, &t);
	assert_int_equal(t.wait, 12);
	record.state = GIL_OUTSIDE;
	gil_log_total(&record, 110, &t);
	assert_int_equal(t.outside, 14);
	record.state = GIL_DROPPING;
	gil_log_total(&record, 110, &t);
	assert_int_equal(t.drop, 6);
	assert_int_equal(t.outside, 11);
	record.died = 105;
	gil_log_total(&record, 110, &t);
	assert_int_equal(t.outside, 6);
	assert_int_equal(t.hold + t.wait + t.drop + t.outside, 10 + 5);
	/* it went on after the log's end */
	gil_log_total(&record, 90, &t);
	assert_int_equal(t.hold + t.wait + t.drop + t.outside, 10);
	assert_int_equal(t.since, 100);
}

static void buckets(void **state)
{
	(void)state;
	assert_int_equal(gil_log_bucket_start(0), 0);
	assert_int_equal(gil_log_bucket_start(2), 2);
	assert_int_equal(gil_log_bucket_start(3), 3);
	assert_int_equal(gil_log_bucket_start(4), 4);
	assert_int_equal(gil_log_bucket_start(5), 6);
	for (unsigned i = 4; i < GIL_LOG_BUCKETS; i++)
		assert_int_equal(gil_log_bucket_start(i),
				 2 * gil_log_bucket_start(i - 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole),          cmocka_unit_test(liars),
		cmocka_unit_test(no_file),        cmocka_unit_test(clocks),
		cmocka_unit_test(open_intervals), cmocka_unit_test(buckets),
	};
	const char *tmp = getenv("TMPDIR");

	snprintf(path, sizeof(path), "%.40s/gil-log.%d", tmp ? tmp : "/tmp",
		 (int)getpid());
	int status = cmocka_run_group_tests(tests, NULL, NULL);

	unlink(path);
	return status;
}
