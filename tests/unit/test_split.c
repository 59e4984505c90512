/* Where the time went: counters that overlap become parts that add up. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "model/split.h"

static struct sample counters(double wait_s, double drop_s, double cpu_s,
			      double delay_s)
{
	return (struct sample){ .wall_s = 2,
				.gil_wait_s = wait_s,
				.gil_drop_s = drop_s,
				.cpu_user_s = cpu_s / 2,
				.cpu_system_s = cpu_s / 2,
				.run_delay_s = delay_s };
}

/* Of 2 workers in 2 s: seconds in, shares of 4 s out. */
static void parts_add_up(void **state)
{
	static const struct {
		double wait_s, drop_s, cpu_s, delay_s, parts[N_SPLIT_PARTS];
	} cases[] = {
		/* waiting, running, runnable, blocked */
		{ 1, 0, 2, .5, { .25, .5, .125, .125 } },
		{ 1, .5, 2, .5, { .375, .5, .125, 0 } },
		/* threads that wait are runnable too: counted once */
		{ 2, 0, 2.5, 1, { .5, .5, 0, 0 } },
		{ 5, 0, 1, 1, { 1, 0, 0, 0 } },
		{ 0, 0, 0, 9, { 0, 0, 1, 0 } },
		{ 0, 0, 0, 0, { 0, 0, 0, 1 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sample row = counters(cases[i].wait_s, cases[i].drop_s,
					     cases[i].cpu_s, cases[i].delay_s);
		double edges[N_SPLIT_PARTS], parts[N_SPLIT_PARTS], sum = 0;

		assert_true(split_edges(&row, 2, edges));
		split_parts(edges, parts);
		for (int k = 0; k < N_SPLIT_PARTS; k++) {
			fixture_near(parts[k], cases[i].parts[k]);
			sum += parts[k];
		}
		assert_true(sum == 1);
	}
}

static void what_is_missing_is_not_guessed(void **state)
{
	struct sample rows[] = { counters(NAN, 0, 1, 1), counters(1, NAN, 1, 1),
				 counters(1, 0, NAN, 1),
				 counters(1, 0, 1, NAN) };
	double edges[N_SPLIT_PARTS];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_false(split_edges(&rows[i], 2, edges));
}

static struct sample *metered(struct fixture *f, unsigned cell, unsigned block,
			      double wait_s, double cpu_s)
{
	struct sample *row = fixture_row(f, cell, block, 0, 1, 0, 1.1);

	row->metered = true;
	row->gil_wait_s = wait_s;
	row->gil_drop_s = 0;
	row->gil_hold_s = 1;
	row->cpu_user_s = cpu_s;
	row->cpu_system_s = 0;
	row->run_delay_s = .1;
	row->n_gil_forced = 11 * (1 + block);
	return row;
}

/*
 * Medians of each part by itself, .5 s and 1.1 s, are of unlike blocks and
 * would not add up with the others.
 */
static void medians_add_up(void **state)
{
	const double wait_s[] = { .2, .4, .9, .3, .8, 1.1, .5 };
	const double cpu_s[] = { 1.9, .6, 1.2, 1.1, .4, 1.0, 1.7 };
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 0; b < 7; b++) {
		fixture_serial(&f, FIXTURE_SERIAL, b, 2, 2);
		fixture_valid(&f, FIXTURE_THREADS, b, 1);
		metered(&f, FIXTURE_THREADS, b, wait_s[b], cpu_s[b]);
	}
	struct estimate *e = fixture_estimate(&f);
	const double *split = e[FIXTURE_THREADS].split;

	fixture_near(split[SPLIT_WAITING], .5 / 2.2);
	/* the median of .2 + 1.9, .4 + .6, .9 + 1.2, ... is 2.1 */
	fixture_near(split[SPLIT_RUNNING], 1.6 / 2.2);
	fixture_near(split[SPLIT_RUNNABLE], .1 / 2.2);
	fixture_near(split[SPLIT_WAITING] + split[SPLIT_RUNNING] +
			     split[SPLIT_RUNNABLE] + split[SPLIT_BLOCKED],
		     1);
	fixture_near(e[FIXTURE_THREADS].gil_forced_per_s, 40);
	/* 1.1 s with the meter, 1 s without, in every block */
	fixture_near(e[FIXTURE_THREADS].meter_cost, .1);
	fixture_near(e[FIXTURE_THREADS].meter_cost_ci.low, .1);
	assert_true(isnan(e[FIXTURE_SERIAL].split[SPLIT_RUNNING]));
	assert_true(isnan(e[FIXTURE_SERIAL].meter_cost));
	assert_true(isnan(e[FIXTURE_SERIAL].gil_forced_per_s));
	fixture_finish(&f, e);
}

/* All tasks of asyncio share one thread: 1 x wall. */
static void asyncio_is_one_thread(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	unsigned cell = fixture_cell(&f, 0, "api-call", "python", "asyncio", 8);

	metered(&f, cell, 0, .11, .33);
	struct estimate *e = fixture_estimate(&f);

	fixture_near(e[cell].split[SPLIT_WAITING], .1);
	fixture_near(e[cell].split[SPLIT_RUNNING], .3);
	fixture_finish(&f, e);
}

/* What other programs disturbed does not count. */
static void tainted_rows_leave(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	fixture_taint(metered(&f, FIXTURE_THREADS, 0, 2.2, 0));
	metered(&f, FIXTURE_THREADS, 1, 0, 1.1);
	struct estimate *e = fixture_estimate(&f);

	fixture_near(e[FIXTURE_THREADS].split[SPLIT_RUNNING], .5);
	fixture_finish(&f, e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_add_up),
		cmocka_unit_test(what_is_missing_is_not_guessed),
		cmocka_unit_test(medians_add_up),
		cmocka_unit_test(asyncio_is_one_thread),
		cmocka_unit_test(tainted_rows_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
