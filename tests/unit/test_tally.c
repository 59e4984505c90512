/* Times by block, added row by row as a run stores them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/tally.h"

enum {
	SERIAL,
	THREADS,
	N_CELLS
};

/* One attempt of three samples whose median is unit_s a unit. */
static void add(struct tally *tally, unsigned cell, unsigned block,
		unsigned invocation, double unit_s, enum cell_status status)
{
	static const double factors[] = { 5, 1, .9 };
	struct sample rows[3];

	for (int i = 0; i < 3; i++) {
		sample_init(&rows[i]);
		rows[i].cell = cell;
		rows[i].block = block;
		rows[i].invocation = invocation;
		rows[i].sample = i;
		rows[i].units = 10;
		rows[i].loops = 1;
		rows[i].wall_s = 10 * unit_s * factors[i];
		rows[i].status = status;
	}
	tally_add(tally, rows, 3);
	for (int i = 0; i < 3; i++)
		sample_fini(&rows[i]);
}

static void near(double a, double b)
{
	if (!(fabs(a - b) < 1e-12))
		fail_msg("%.17g is not %.17g", a, b);
}

static void speedups_are_paired_by_block(void **state)
{
	struct tally tally;
	struct interval ci;
	unsigned n;

	(void)state;
	tally_init(&tally, N_CELLS);
	assert_true(isnan(tally_speedup(&tally, THREADS, SERIAL, &ci, &n)));
	assert_int_equal(n, 0);
	for (unsigned b = 0; b < 9; b++) {
		double slow = b == 3 ? 10 : 1;

		add(&tally, SERIAL, b, 0, .9 * slow, CELL_OK);
		add(&tally, THREADS, b, 0, slow / (1 + .1 * b), CELL_OK);
		add(&tally, SERIAL, b, 1, 1.1 * slow, CELL_OK);
	}
	near(tally_speedup(&tally, THREADS, SERIAL, &ci, &n), 1.4);
	assert_int_equal(n, 9);
	near(ci.low, 1.1);
	near(ci.high, 1.7);
	near(tally_width(1.4, &ci), .3 / 1.4);
	near(tally_aa(&tally, SERIAL, &n), log(1.1 / .9));
	assert_int_equal(n, 9);
	tally_fini(&tally);
}

/* A repeat replaces what was disturbed; half a baseline is one as well. */
static void disturbed_rows_do_not_count(void **state)
{
	struct tally tally;
	struct interval ci;
	unsigned n;

	(void)state;
	tally_init(&tally, N_CELLS);
	add(&tally, SERIAL, 0, 0, 2, CELL_OK);
	add(&tally, SERIAL, 0, 1, 70, CELL_TAINTED);
	add(&tally, THREADS, 0, 0, 90, CELL_TAINTED);
	assert_true(isnan(tally_speedup(&tally, THREADS, SERIAL, &ci, &n)));
	add(&tally, THREADS, 0, 0, 1, CELL_OK);
	near(tally_speedup(&tally, THREADS, SERIAL, &ci, &n), 2);
	assert_int_equal(n, 1);
	assert_true(isnan(ci.low));
	assert_true(isnan(tally_width(2, &ci)));
	assert_true(isnan(tally_aa(&tally, SERIAL, &n)));
	assert_int_equal(n, 0);
	/* block 1 was skipped */
	add(&tally, SERIAL, 2, 0, 4, CELL_OK);
	add(&tally, THREADS, 2, 0, 1, CELL_OK);
	near(tally_speedup(&tally, THREADS, SERIAL, &ci, &n), 3);
	assert_int_equal(n, 2);
	tally_fini(&tally);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(speedups_are_paired_by_block),
		cmocka_unit_test(disturbed_rows_do_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
