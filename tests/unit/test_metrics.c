/* Metrics of a workload: from the slots to values, through a run directory and
 * back, and what they come to. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "engine/collect.h"
#include "fixture.h"
#include "output/metrics.h"

static char dir[64];

static int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/gilbench-metrics-XXXXXX");
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

/* Each is folded in its way; a worker that told nothing is left out. */
static void slots_to_values(void **state)
{
	static const struct metric metrics[] = {
		{ "sum", "requests", METRIC_SUM, "" },
		{ "mean", "", METRIC_MEAN, "" },
		{ "least_s", "s", METRIC_MIN, "" },
		{ "most_s", "s", METRIC_MAX, "" },
		{ "never", "", METRIC_SUM, "" },
		{ NULL },
	};
	static const double told[3][5] = { { 1, 2, 3, 4, NAN },
					   { NAN, NAN, NAN, NAN, NAN },
					   { 5, 5, 1, 2, NAN } };
	static const double expected[] = { 6, 3.5, 1, 4 };
	const struct workload workload = { .metrics = metrics }, none = { 0 };
	struct arena *arena = alloc_zero(1, arena_bytes(3, false, 0));
	struct metric_value *values = NULL;
	size_t n = 0;

	(void)state;
	arena->n_workers = 3;
	for (unsigned i = 0; i < 3; i++)
		memcpy(arena->slots[i].metrics, told[i], sizeof(told[i]));
	collect_metrics(&values, &n, arena, &none, 0);
	assert_int_equal(n, 0);
	collect_metrics(&values, &n, arena, &workload, 2);
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(values[i].metric, metrics[i].name);
		assert_string_equal(values[i].unit, metrics[i].unit);
		assert_int_equal(values[i].sample, 2);
		fixture_near(values[i].value, expected[i]);
	}
	free(values);
	free(arena);
}

static void append(const struct fixture *f, unsigned block, unsigned attempt,
		   unsigned sample, const char *metric, double value)
{
	const struct metric_value row = {
		.cell = FIXTURE_THREADS,
		.block = block,
		.attempt = attempt,
		.sample = sample,
		.metric = metric,
		.unit = "s",
		.value = value,
	};
	struct why why;

	assert_int_equal(metrics_append(dir, f->cells, &row, 1, &why), 0);
}

/* Only valid attempts count, of two the last; the unit is the invocation. */
static void there_and_back(void **state)
{
	struct metric_estimate *estimates;
	struct fixture f;
	struct why why;
	size_t n;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 0; b < 6; b++) {
		for (int s = 0; s < 3; s++)
			fixture_taint(fixture_row(&f, FIXTURE_THREADS, b, 0, 0,
						  s, 1));
		for (int s = 0; s < 3; s++)
			fixture_row(&f, FIXTURE_THREADS, b, 0, 1, s, 1);
		append(&f, b, 0, 0, "wait_s", 99); /* tainted */
		append(&f, b, 1, 0, "wait_s", b);
		append(&f, b, 1, 1, "wait_s", b + 20);
		append(&f, b, 1, 2, "wait_s", b + 10);
	}
	append(&f, 0, 1, 0, "rare_s", .5);
	const struct history *histories = fixture_take_in(&f);

	assert_int_equal(metrics_load(dir, f.cells, histories, f.n_cells,
				      &estimates, &n, &why),
			 0);
	assert_int_equal(n, 2);
	assert_int_equal(estimates[0].cell, FIXTURE_THREADS);
	assert_string_equal(estimates[0].metric, "wait_s");
	assert_string_equal(estimates[0].unit, "s");
	assert_int_equal(estimates[0].n, 6);
	fixture_near(estimates[0].median, 12.5);
	fixture_near(estimates[0].ci.low, 10); /* six pairs: the extremes */
	fixture_near(estimates[0].ci.high, 15);
	assert_string_equal(estimates[1].metric, "rare_s");
	assert_int_equal(estimates[1].n, 1);
	fixture_near(estimates[1].median, .5);
	assert_true(isnan(estimates[1].ci.low));
	free(estimates);
	fixture_fini(&f);
}

static void no_number(void **state)
{
	struct metric_estimate *estimates;
	struct fixture f;
	struct why why;
	size_t n;

	(void)state;
	fixture_pair(&f);
	append(&f, 0, 0, 0, "wait_s", NAN);
	assert_int_equal(metrics_load(dir, f.cells, fixture_take_in(&f),
				      f.n_cells, &estimates, &n, &why),
			 -1);
	assert_non_null(strstr(why.text, ":2: this is no metric"));
	assert_int_equal(n, 0);
	free(estimates);
	fixture_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slots_to_values),
		cmocka_unit_test_setup_teardown(there_and_back, make_dir,
						remove_dir),
		cmocka_unit_test_setup_teardown(no_number, make_dir,
						remove_dir),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
