/* From a GIL log to holds, and through a run directory and back. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/gil_log.h"
#include "engine/gil_holds.h"
#include "fixture.h"
#include "output/holds.h"

#define START_NS 5000000000u
#define N_EVENTS 6

static char dir[64];

static int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/gilbench-holds-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	char *command = alloc_printf("rm -rf %s", dir);
	int status = system(command);

	(void)state;
	free(command);
	return status;
}

/* Ticks are half nanoseconds: two of them make one. */
static void write_log(const char *path, const struct gil_log_event *events)
{
	struct gil_log log = {
		.magic = GIL_LOG_MAGIC,
		.version = GIL_LOG_VERSION,
		.pid = 4711,
		.n_gils = 1,
		.clock = 1,
		.ns_per_tick = .5,
		.first = { 2000, 1000 },
		.last = { 2 * (START_NS + 300000000ull),
			  START_NS + 300000000ull },
		.gils[0] = { sizeof(log), N_EVENTS, N_EVENTS, N_EVENTS, 0 },
	};
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(&log, sizeof(log), 1, file), 1);
	assert_int_equal(fwrite(events, sizeof(*events), N_EVENTS, file),
			 N_EVENTS);
	fclose(file);
}

static uint64_t ticks(double s)
{
	return 2 * (uint64_t)((double)START_NS + s * 1e9);
}

static void log_to_holds(void **state)
{
	const struct gil_log_event events[N_EVENTS] = {
		{ ticks(-.01), 2000, 0, 71, 0 },     /* before the region */
		{ ticks(.005), 20000000, 0, 71, 0 }, /* 10 ms */
		{ ticks(.001), 8000, 0, 72, 0 },     /* out of order */
		{ ticks(.015), 2000, 10000000, 72, GIL_LOG_CONTENDED },
		{ ticks(.016), 2000, 0, 99, 0 }, /* no worker */
		{ ticks(.25), 2000, 0, 71, 0 },  /* after the window */
	};
	char *prefix = alloc_printf("%s/log", dir);
	char *path = alloc_printf("%s.4711", prefix);
	struct arena *arena = alloc_zero(1, arena_bytes(2, false, 0));
	size_t n;

	(void)state;
	arena->n_workers = 2;
	arena->start_ns = START_NS;
	arena->slots[0].pid = arena->slots[1].pid = 4711;
	arena->slots[0].tid = 71;
	arena->slots[1].tid = 72;
	write_log(path, events);
	struct hold *holds = gil_holds_read(prefix, arena, &n);

	assert_int_equal(n, 3);
	assert_int_equal(holds[0].worker, 1);
	assert_int_equal(holds[1].worker, 0);
	assert_int_equal(holds[2].worker, 1);
	assert_true(fabs(holds[1].acquired_s - .005) < 1e-9);
	assert_true(fabs(holds[1].hold_s - .01) < 1e-9);
	assert_true(fabs(holds[2].wait_s - .005) < 1e-9);
	free(holds);
	gil_holds_clear(prefix);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_null(gil_holds_read(prefix, arena, &n));
	assert_int_equal(n, 0);
	free(arena);
	free(path);
	free(prefix);
}

static void there_and_back(void **state)
{
	const struct hold some[] = {
		{ .cell = 1,
		  .block = 3,
		  .attempt = 2,
		  .acquired_s = .001,
		  .hold_s = .005 },
		{ .cell = 1,
		  .block = 3,
		  .attempt = 2,
		  .worker = 1,
		  .acquired_s = .006,
		  .wait_s = .005,
		  .hold_s = 1e-9 },
	};
	struct hold *holds;
	struct fixture f;
	struct why why;
	size_t n;

	(void)state;
	fixture_pair(&f);
	assert_int_equal(holds_load(dir, f.cells, f.n_cells, &holds, &n, &why),
			 0);
	assert_int_equal(n, 0);
	assert_int_equal(holds_append(dir, f.cells, some, 1, &why), 0);
	assert_int_equal(holds_append(dir, f.cells, some + 1, 1, &why), 0);
	assert_int_equal(holds_load(dir, f.cells, f.n_cells, &holds, &n, &why),
			 0);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(holds[i].cell, some[i].cell);
		assert_int_equal(holds[i].block, some[i].block);
		assert_int_equal(holds[i].attempt, some[i].attempt);
		assert_int_equal(holds[i].worker, some[i].worker);
		fixture_near(holds[i].acquired_s, some[i].acquired_s);
		fixture_near(holds[i].hold_s, some[i].hold_s);
	}
	/* of the samples only the metered one of this attempt speaks */
	fixture_row(&f, 1, 3, 0, 2, 0, 1);
	holds_judge(holds, n, fixture_take_in(&f), f.n_cells);
	assert_true(holds[0].tainted && holds[1].tainted);
	fixture_row(&f, 1, 3, 0, 2, 0, 1)->metered = true;
	holds_judge(holds, n, fixture_take_in(&f), f.n_cells);
	assert_false(holds[0].tainted || holds[1].tainted);
	/* another call's attempt of this number counts, not this one */
	f.samples[f.n_samples - 1].part = holds[0].part + 2;
	holds_judge(holds, n, fixture_take_in(&f), f.n_cells);
	assert_true(holds[0].tainted && holds[1].tainted);
	assert_true(holds_same_attempt(&holds[0], &holds[1]));
	holds[1].part += 2;
	assert_false(holds_same_attempt(&holds[0], &holds[1]));
	free(holds);
	/* a worker that the cell has not */
	assert_int_equal(holds_append(dir, f.cells,
				      &(struct hold){ .cell = 1, .worker = 2 },
				      1, &why),
			 0);
	assert_int_equal(holds_load(dir, f.cells, f.n_cells, &holds, &n, &why),
			 -1);
	assert_non_null(strstr(why.text, "no hold"));
	free(holds);
	fixture_fini(&f);
}

/* Of very many the same attempts are kept of each cell. */
static void very_many(void **state)
{
	const size_t n_each = 20000, n_attempts = 40;
	struct hold *some = alloc_zero(n_each, sizeof(*some)), *holds;
	size_t n_kept[2] = { 0 };
	struct fixture f;
	struct why why;
	size_t n;

	(void)state;
	fixture_pair(&f);
	for (unsigned a = 0; a < n_attempts; a++) {
		for (size_t i = 0; i < n_each; i++)
			some[i] =
				(struct hold){ .cell = a % 2, .block = a / 2 };
		assert_int_equal(holds_append(dir, f.cells, some,
					      a % 2 ? n_each : 1, &why),
				 0);
	}
	/* 400,000 of one cell */
	assert_int_equal(holds_load(dir, f.cells, f.n_cells, &holds, &n, &why),
			 0);
	assert_int_equal(n, 20 * n_each + 20);
	free(holds);
	for (unsigned a = n_attempts; a < 2 * n_attempts; a++) {
		for (size_t i = 0; i < n_each; i++)
			some[i] =
				(struct hold){ .cell = a % 2, .block = a / 2 };
		assert_int_equal(holds_append(dir, f.cells, some,
					      a % 2 ? n_each : 1, &why),
				 0);
	}
	assert_int_equal(holds_load(dir, f.cells, f.n_cells, &holds, &n, &why),
			 0);
	assert_int_equal(n, 20 * n_each + 20);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(holds[i].block % 2, 0);
		n_kept[holds[i].cell]++;
	}
	assert_int_equal(n_kept[0], 20);
	assert_int_equal(n_kept[1], 20 * n_each);
	free(holds);
	free(some);
	fixture_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(log_to_holds, make_dir,
						remove_dir),
		cmocka_unit_test_setup_teardown(there_and_back, make_dir,
						remove_dir),
		cmocka_unit_test_setup_teardown(very_many, make_dir,
						remove_dir),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
