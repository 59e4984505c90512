/* Which rows count: attempts, blocks, and what becomes of a cell. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "model/estimate.h"

static void invocations_are_medians_of_samples(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 0; b < 6; b++) {
		for (int s = 0; s < 3; s++) {
			fixture_row(&f, FIXTURE_SERIAL, b, 0, 0, s, 2);
			fixture_row(&f, FIXTURE_SERIAL, b, 1, 1, s, 2);
			/* 1, 1, 10: the mean would be 4 */
			fixture_row(&f, FIXTURE_THREADS, b, 0, 0, s,
				    s == 1 ? 10 : 1);
		}
	}
	struct estimate *e = fixture_estimate(&f);

	assert_int_equal(e[FIXTURE_THREADS].n, 6);
	fixture_near(e[FIXTURE_THREADS].speedup, 2);
	fixture_finish(&f, e);
}

static void fewer_than_six_pairs_no_interval(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 0; b < 5; b++) {
		fixture_serial(&f, FIXTURE_SERIAL, b, 2, 2);
		fixture_valid(&f, FIXTURE_THREADS, b, 1);
	}
	struct estimate *e = fixture_estimate(&f);

	assert_int_equal(e[FIXTURE_THREADS].n_pairs, 5);
	fixture_near(e[FIXTURE_THREADS].speedup, 2);
	assert_true(isnan(e[FIXTURE_THREADS].speedup_ci.low));
	assert_true(isnan(e[FIXTURE_THREADS].speedup_ci.high));
	free(e);
	fixture_serial(&f, FIXTURE_SERIAL, 5, 2, 2);
	fixture_valid(&f, FIXTURE_THREADS, 5, 1);
	e = fixture_estimate(&f);
	fixture_near(e[FIXTURE_THREADS].speedup_ci.low, 2);
	fixture_finish(&f, e);
}

static void lost_blocks_are_counted(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 0; b < 8; b++) {
		if (b == 1) /* serial is there once: it is the baseline */
			fixture_row(&f, FIXTURE_SERIAL, b, 1, 1, 0, 4);
		else if (b == 2)
			fixture_failure(&f, FIXTURE_SERIAL, b, 0,
					"killed: signal 9");
		else if (b != 3) /* 3: not even tried */
			fixture_serial(&f, FIXTURE_SERIAL, b, 2, 4);
		if (b == 4)
			fixture_failure(&f, FIXTURE_THREADS, b, 0,
					"raised: Error");
		else if (b != 5)
			fixture_valid(&f, FIXTURE_THREADS, b, 1);
	}
	struct estimate *e = fixture_estimate(&f);

	assert_int_equal(e[FIXTURE_THREADS].n, 6);
	assert_int_equal(e[FIXTURE_THREADS].n_blocks, 7);
	assert_int_equal(e[FIXTURE_THREADS].n_pairs, 4);       /* 0, 1, 6, 7 */
	assert_int_equal(e[FIXTURE_THREADS].n_blocks_lost, 3); /* 2, 3, 4 */
	assert_int_equal(e[FIXTURE_THREADS].n_failed, 1);
	assert_int_equal(e[FIXTURE_THREADS].status, CELL_OK);
	assert_string_equal(e[FIXTURE_THREADS].reason, "");
	fixture_near(e[FIXTURE_THREADS].speedup, 3); /* 3, 4, 3, 3 */
	assert_int_equal(e[FIXTURE_SERIAL].n_blocks, 7);
	assert_int_equal(e[FIXTURE_SERIAL].n_blocks_lost, 1);
	fixture_finish(&f, e);
}

static void tainted_rows_leave_the_estimates(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 0; b < 6; b++) {
		fixture_serial(&f, FIXTURE_SERIAL, b, 2, 2);
		/* twice disturbed, then not; and then once more at the end */
		fixture_taint(fixture_row(&f, FIXTURE_THREADS, b, 0, 0, 0, 4));
		fixture_taint(fixture_row(&f, FIXTURE_THREADS, b, 0, 1, 0, 8));
		fixture_row(&f, FIXTURE_THREADS, b, 0, 2, 0, 1);
	}
	fixture_serial(&f, FIXTURE_SERIAL, 6, 2, 2);
	fixture_taint(fixture_row(&f, FIXTURE_THREADS, 6, 0, 0, 0, 4));
	struct estimate *e = fixture_estimate(&f);

	assert_int_equal(e[FIXTURE_THREADS].n, 6);
	assert_int_equal(e[FIXTURE_THREADS].n_tainted, 13);
	assert_int_equal(e[FIXTURE_THREADS].n_blocks, 7);
	assert_int_equal(e[FIXTURE_THREADS].n_blocks_lost, 1);
	fixture_near(e[FIXTURE_THREADS].speedup, 2);
	fixture_near(e[FIXTURE_THREADS].speedup_ci.low, 2);
	/* with them: the median of 4, 8, 1 in each block */
	fixture_near(e[FIXTURE_THREADS].speedup_all, 0.5);
	fixture_near(e[FIXTURE_THREADS].speedup_all_ci.low, 0.5);
	assert_int_equal(e[FIXTURE_THREADS].status, CELL_OK);
	fixture_finish(&f, e);
}

static void last_valid_attempt_counts(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	fixture_serial(&f, FIXTURE_SERIAL, 0, 8, 8);
	fixture_row(&f, FIXTURE_THREADS, 0, 0, 2, 0, 4);
	fixture_row(&f, FIXTURE_THREADS, 0, 0, 0, 0, 1);
	fixture_taint(fixture_row(&f, FIXTURE_THREADS, 0, 0, 3, 0, 2));
	fixture_failure(&f, FIXTURE_THREADS, 0, 1, "killed: signal 9");
	struct estimate *e = fixture_estimate(&f);

	assert_int_equal(e[FIXTURE_THREADS].n, 1);
	fixture_near(e[FIXTURE_THREADS].speedup, 2);
	fixture_finish(&f, e);
}

/* A crash of the driver left one row of three. */
static void attempts_that_were_cut_count_for_nothing(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	for (int s = 0; s < 3; s++) {
		fixture_row(&f, FIXTURE_SERIAL, 0, 0, 0, s, 2);
		fixture_row(&f, FIXTURE_THREADS, 0, 0, 0, s, 1);
	}
	fixture_row(&f, FIXTURE_THREADS, 1, 0, 0, 0, 1);
	struct estimate *e = fixture_estimate(&f);

	assert_int_equal(e[FIXTURE_THREADS].n, 1);
	assert_int_equal(
		e[FIXTURE_THREADS].n_tainted + e[FIXTURE_THREADS].n_failed, 0);
	fixture_finish(&f, e);
}

static void statuses(void **state)
{
	struct fixture f = { 0 };

	(void)state;
	for (unsigned i = 0; i < 6; i++)
		fixture_cell(&f, 0, "train-step", "python", "threads", 2 + i);
	f.cells[0].status = CELL_SKIPPED;
	fixture_set(&f.cells[0].reason, "no-fork: why");
	fixture_failure(&f, 1, 0, 0, "killed: signal 9");
	fixture_taint(fixture_row(&f, 1, 1, 0, 0, 0, 1));
	fixture_taint(fixture_row(&f, 2, 0, 0, 0, 0, 1));
	fixture_valid(&f, 3, 0, 1);
	fixture_failure(&f, 3, 1, 0, "raised: x");
	f.cells[5].status = CELL_FAILED;
	fixture_set(&f.cells[5].reason, "pilot: x");
	struct estimate *e = fixture_estimate(&f);

	assert_int_equal(e[0].status, CELL_SKIPPED);
	assert_string_equal(e[0].reason, "no-fork: why");
	assert_int_equal(e[1].status, CELL_FAILED);
	assert_string_equal(e[1].reason, "killed: signal 9");
	assert_int_equal(e[2].status, CELL_TAINTED);
	assert_string_equal(e[2].reason, "foreign: 12 %");
	assert_int_equal(e[3].status, CELL_OK);
	/* in the plan, and never run */
	assert_int_equal(e[4].status, CELL_SKIPPED);
	assert_int_equal(strncmp(e[4].reason, "not-measured:", 13), 0);
	assert_true(isnan(e[4].wall_s));
	assert_int_equal(e[5].status, CELL_FAILED);
	assert_string_equal(e[5].reason, "pilot: x");
	/* no serial cell: no speed-up, and no block is lost for that */
	assert_true(isnan(e[3].speedup));
	assert_int_equal(e[3].n_pairs, 0);
	assert_int_equal(e[3].n_blocks_lost, 1);
	fixture_finish(&f, e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(invocations_are_medians_of_samples),
		cmocka_unit_test(fewer_than_six_pairs_no_interval),
		cmocka_unit_test(lost_blocks_are_counted),
		cmocka_unit_test(tainted_rows_leave_the_estimates),
		cmocka_unit_test(last_valid_attempt_counts),
		cmocka_unit_test(attempts_that_were_cut_count_for_nothing),
		cmocka_unit_test(statuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
