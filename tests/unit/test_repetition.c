/*
 * What the samples of an invocation tell about each other: was the first one
 * warm, and does it pay to take more of them?
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "fixture.h"

/* Invocation b takes 1 + b % 3 / 100 s; its first sample, `first` times that,
 * the others a little more and a little less than it. */
static void measure(struct fixture *f, unsigned n_blocks, double first)
{
	for (unsigned b = 0; b < n_blocks; b++) {
		double wall_s = 1 + b % 3 / 100.;

		for (unsigned cell = 0; cell < 2; cell++) {
			double own = cell == FIXTURE_THREADS ? first : 1;

			fixture_row(f, cell, b, 0, 0, 0, wall_s * own)
				->startup_s = .5;
			fixture_row(f, cell, b, 0, 0, 1, wall_s * .999);
			fixture_row(f, cell, b, 0, 0, 2, wall_s * 1.001);
		}
	}
}

static void a_cold_first_sample_is_seen(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	measure(&f, 9, 1.25);
	struct estimate *e = fixture_estimate(&f);

	assert_true(fabs(e[FIXTURE_THREADS].repetition.first_ratio - 1.25) <
		    1e-6);
	assert_true(fabs(e[FIXTURE_THREADS].repetition.first_ci.low - 1.25) <
		    1e-6);
	/* all 9 of one sign: 2 / 2^9 */
	fixture_near(e[FIXTURE_THREADS].repetition.first_p, 2. / 512);
	assert_true(e[FIXTURE_THREADS].repetition.cold);
	assert_false(e[FIXTURE_SERIAL].repetition.cold);
	fixture_near(e[FIXTURE_SERIAL].repetition.first_p, 1);
	fixture_finish(&f, e);
}

static void small_or_rare_is_not_cold(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	measure(&f, 9, 1.01);
	struct estimate *e = fixture_estimate(&f);

	assert_true(e[FIXTURE_THREADS].repetition.first_p < .01);
	assert_false(e[FIXTURE_THREADS].repetition.cold);
	fixture_finish(&f, e);
	fixture_pair(&f);
	measure(&f, 5, 1.25);
	e = fixture_estimate(&f);
	assert_true(isnan(e[FIXTURE_THREADS].repetition.first_ci.low));
	/* 2 / 2^5 */
	assert_false(e[FIXTURE_THREADS].repetition.cold);
	fixture_finish(&f, e);
}

static void noise_is_split(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	measure(&f, 9, 1);
	struct estimate *e = fixture_estimate(&f);
	const struct repetition *serial = &e[FIXTURE_SERIAL].repetition;

	assert_true(fabs(sqrt(serial->noise.between) - .0086) < 1e-4);
	assert_true(fabs(sqrt(serial->noise.within) - .001) < 1e-5);
	/* processes differ: one sample of each is enough */
	assert_int_equal(serial->best_samples, 1);
	fixture_finish(&f, e);
}

static void one_sample_tells_nothing(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 0; b < 9; b++)
		fixture_valid(&f, FIXTURE_THREADS, b, 1);
	struct estimate *e = fixture_estimate(&f);

	assert_true(isnan(e[FIXTURE_THREADS].repetition.first_ratio));
	assert_true(isnan(e[FIXTURE_THREADS].repetition.first_p));
	assert_true(isnan(e[FIXTURE_THREADS].repetition.noise.between));
	assert_int_equal(e[FIXTURE_THREADS].repetition.best_samples, 0);
	assert_false(e[FIXTURE_THREADS].repetition.cold);
	fixture_finish(&f, e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cold_first_sample_is_seen),
		cmocka_unit_test(small_or_rare_is_not_cold),
		cmocka_unit_test(noise_is_split),
		cmocka_unit_test(one_sample_tells_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
