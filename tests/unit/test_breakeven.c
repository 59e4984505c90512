/* From which job on one choice overtakes another. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fake_results.h"
#include "fixture.h"
#include "output/breakeven.h"

static const struct cost serial = { 0, .01, 1, .01 };

static void close_to(double value, double wanted)
{
	if (!(fabs(value - wanted) <= 1e-12 * fabs(wanted)))
		fail_msg("%.15g instead of %.15g", value, wanted);
}

static void large_jobs(void **state)
{
	/* twice as fast, 0.2 s to start: T = 0.2 + T / 2, T = 0.4 s */
	const struct cost processes = { .2, .005, 2, .01 };
	const struct cost threads = { .001, .0099, 2, .01 };

	(void)state;
	close_to(cost_overtakes(&processes, &serial), 40);
	close_to(cost_job_s(&processes, 40), cost_job_s(&serial, 40));
	close_to(cost_overtakes(&processes, &threads), .199 / .0049);
}

static void fewer_units_than_workers(void **state)
{
	/* 8 workers take 0.0125 s for any of 8 units or fewer */
	const struct cost eight = { .0025, .00125, 8, .01 };
	/* at one unit they are even, and behind they never are */
	const struct cost two = { 0, .005, 2, .01 };
	const struct cost slow = { .1, .006, 2, .01 };
	/* threads that wait for each other gain 2 % with 16 units or with 3 */
	const struct cost super = { 0, .004, 2, .01 };
	const struct cost waiting = { .001, .0098, 16, .01 };

	(void)state;
	close_to(cost_overtakes(&eight, &serial), 1.25);
	close_to(cost_job_s(&eight, 1), .0125);
	assert_true(cost_overtakes(&two, &serial) == 0);
	assert_true(cost_overtakes(&two, &slow) == 0);
	close_to(cost_job_s(&waiting, 3), .031);
	close_to(cost_job_s(&waiting, 15.9), .001 + 16 * .0098);
	close_to(cost_overtakes(&waiting, &serial), 15.78);
	/* more than twice as fast: two units take as long as 0.8 alone */
	assert_true(cost_overtakes(&super, &serial) == 0);
	close_to(cost_job_s(&super, 1), .008);
}

static void never_and_unknown(void **state)
{
	const struct cost slower = { .1, .011, 2, .01 };
	const struct cost same = { 0, .01, 1, .01 };
	const struct cost late = { .1, .01, 1, .01 };
	const struct cost lost = { 0, NAN, 2, .01 };
	const struct cost unknown = { NAN, .005, 2, .01 };

	(void)state;
	assert_true(isinf(cost_overtakes(&slower, &serial)));
	assert_true(isinf(cost_overtakes(&same, &serial)));
	/* as fast, but started sooner */
	assert_true(cost_overtakes(&serial, &late) == 0);
	assert_true(isinf(cost_overtakes(&late, &serial)));
	assert_true(isnan(cost_overtakes(&lost, &serial)));
	assert_true(isnan(cost_overtakes(&unknown, &serial)));
	assert_true(isnan(cost_overtakes(&serial, &unknown)));
}

static void from_results(void **state)
{
	struct results results;
	enum {
		SERIAL = 2,
		THREADS,
		PROCESSES,
		NATIVE = 6
	};

	(void)state;
	fake_results(&results, "nowhere", fake_default_plan, fake_default_n,
		     fake_run_json);
	/* 40 and 52 ms to start: 12 ms more, and 1.96 times as fast */
	struct breakeven b = breakeven_find(&results, PROCESSES, SERIAL);

	close_to(b.serial_s, .012 / (1 - 1 / 1.96));
	close_to(b.units, 587 * b.serial_s);
	/* a dispatch to each of two workers belongs to the start */
	results.estimates[PROCESSES].dispatch_s = .001;
	b = breakeven_find(&results, PROCESSES, SERIAL);
	close_to(b.serial_s, .014 / (1 - 1 / 1.96));
	/* threads start sooner, so processes overtake them a little later */
	b = breakeven_find(&results, PROCESSES, THREADS);
	close_to(b.units, (.014 - .0001) / (1 / 587. / 1.01 - 1 / 587. / 1.96));
	/* another kernel of the same job */
	assert_true(breakeven_find(&results, NATIVE, PROCESSES).units < 5);
	assert_true(isinf(breakeven_find(&results, PROCESSES, NATIVE).units));
	results.estimates[SERIAL].throughput = NAN;
	assert_true(isnan(breakeven_find(&results, PROCESSES, THREADS).units));
	fake_results_fini(&results);
}

/* One invocation of 100 units; serial has two of them. */
static void add(struct fixture *f, unsigned cell, unsigned block,
		unsigned number, double wall_s, double startup_s)
{
	fixture_row(f, cell, block, number, 0, 0, wall_s)->startup_s =
		startup_s;
}

/* In 8 blocks processes are `gain` times as fast, and take 12 ms + k ms. */
static void measure(struct fixture *f, double gain)
{
	*f = (struct fixture){ 0 };
	fixture_cell(f, 0, "train-step", "python", "serial", 1);
	fixture_cell(f, 0, "train-step", "python", "processes", 2);
	for (unsigned k = 0; k < 8; k++) {
		double slower = 1 + .01 * k;

		add(f, 0, k, 0, .99 * slower, .030);
		add(f, 0, k, 1, 1.01 * slower, .032);
		add(f, 1, k, 0, slower / gain, .043 + .001 * k);
	}
}

static void intervals(void **state)
{
	struct fixture f;
	struct results results = { .n_cells = 2 };

	(void)state;
	measure(&f, 2);
	results.estimates = fixture_estimate(&f);
	results.cells = f.cells;
	results.histories = f.histories;
	struct breakeven b = breakeven_find(&results, 1, 0);

	/* 2 (12 + k) ms of what a block's serial does at 0.01 (1 + k / 100) s:
	 * of 8 blocks the sign interval takes the first and the last */
	close_to(b.units_ci.low, 2.4);
	close_to(b.units_ci.high, 2 * .019 / .0107);
	close_to(b.serial_s, 2 * .0155);
	close_to(b.serial_ci.low, 2.4 / results.estimates[0].throughput);
	fixture_finish(&f, results.estimates);

	/* in some blocks it gains nothing: it may never be worth it */
	measure(&f, 1.01);
	add(&f, 1, 0, 1, 1.2, .043);
	results.estimates = fixture_estimate(&f);
	results.cells = f.cells;
	results.histories = f.histories;
	b = breakeven_find(&results, 1, 0);
	assert_true(isfinite(b.units));
	assert_true(isinf(b.units_ci.high));
	fixture_finish(&f, results.estimates);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(large_jobs),
		cmocka_unit_test(fewer_units_than_workers),
		cmocka_unit_test(never_and_unknown),
		cmocka_unit_test(from_results),
		cmocka_unit_test(intervals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
