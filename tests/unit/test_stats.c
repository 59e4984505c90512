/*
 * Statistics against the answers of R (tests/oracle), and the coverage of
 * the sign interval, which is also printed.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/rng.h"
#include "model/order.h"
#include "model/stats.h"
#include "oracle.h"

static void agrees_with_r(void **state)
{
	struct csv_reader *csv = oracle_open("stats.csv");
	double x[ORACLE_MAX];
	const char *rest;
	int n_rows = 0;

	(void)state;
	while (oracle_next(csv)) {
		size_t n = oracle_values(oracle_text(csv, "values"), x, &rest);
		struct interval ci = stats_sign_interval(x, n), walsh;

		assert_int_equal(n, oracle_real(csv, "n"));
		oracle_near(stats_median(x, n), oracle_real(csv, "median"));
		oracle_near(stats_quantile(x, n, 0.05),
			    oracle_real(csv, "q05"));
		oracle_near(stats_quantile(x, n, 0.25),
			    oracle_real(csv, "q25"));
		oracle_near(stats_quantile(x, n, 0.99),
			    oracle_real(csv, "q99"));
		double centre = stats_centre(x, n, &walsh);

		oracle_near(centre, oracle_real(csv, "centre"));
		oracle_near(walsh.low, oracle_real(csv, "centre_low"));
		oracle_near(walsh.high, oracle_real(csv, "centre_high"));
		oracle_near(ci.low, oracle_real(csv, "low"));
		oracle_near(ci.high, oracle_real(csv, "high"));
		oracle_near(stats_signed_rank_p(x, n),
			    oracle_real(csv, "signed_rank_p"));
		assert_int_equal(stats_outliers(x, n),
				 oracle_real(csv, "outliers"));
		n_rows++;
	}
	assert_int_equal(n_rows, 40);
	csv_close(csv);
}

static void nothing_gives_nothing(void **state)
{
	struct interval ci;

	(void)state;
	assert_true(isnan(stats_median(NULL, 0)));
	assert_true(isnan(stats_quantile(NULL, 0, 0.5)));
	assert_true(isnan(stats_sign_interval(NULL, 0).low));
	assert_int_equal(stats_outliers(NULL, 0), 0);
	assert_true(isnan(stats_centre(NULL, 0, &ci)));
	assert_true(isnan(ci.low) && isnan(ci.high));
	assert_true(stats_signed_rank_p(NULL, 0) == 1);
}

/* No estimate from the rest, and words that say which it is. */
static void nan_is_refused(void **state)
{
	const double x[] = { 5, 1, 4, NAN, 3, 9, 7 };
	const double infinite[] = { 1, INFINITY };
	struct interval ci;
	struct why why;

	(void)state;
	assert_int_equal(stats_check(x, 3, "times", &why), 0);
	assert_int_equal(stats_check(x, 7, "times", &why), -1);
	assert_string_equal(why.text, "times: value 4 of 7 is not a number");
	assert_int_equal(stats_check(infinite, 2, "times", &why), -1);
	assert_true(isnan(stats_median(x, 7)));
	assert_true(isnan(stats_quantile(x, 7, .1)));
	assert_true(isnan(stats_sign_interval(x, 7).low));
	assert_true(isnan(stats_centre(x, 7, &ci)) && isnan(ci.high));
	assert_true(isnan(stats_signed_rank_p(x, 7)));
	assert_int_equal(stats_outliers(x, 7), 0);
}

static void percentiles_need_events(void **state)
{
	static double x[10000];

	(void)state;
	for (int i = 0; i < 10000; i++)
		x[i] = i;
	assert_true(isnan(stats_percentile(x, 19, .5)));
	oracle_near(stats_percentile(x, 20, .5), 9.5);
	assert_true(isnan(stats_percentile(x, 999, .99)));
	oracle_near(stats_percentile(x, 1000, .99), 989.01);
	assert_true(isnan(stats_percentile(x, 9999, .999)));
	oracle_near(stats_percentile(x, 10000, .999), 9989.001);
}

static void arrays_are_not_changed(void **state)
{
	double x[] = { 5, 1, 4, 2, 3, 9, 7 };
	struct interval ci;
	const double same[] = { 5, 1, 4, 2, 3, 9, 7 };

	(void)state;
	stats_median(x, 7);
	stats_sign_interval(x, 7);
	stats_outliers(x, 7);
	stats_centre(x, 7, &ci);
	stats_signed_rank_p(x, 7);
	assert_memory_equal(x, same, sizeof(x));
}

/* Log-normal by Box and Muller: serial and parallel noise differ. */
static double noise(struct rng *rng, double spread)
{
	double radius = sqrt(-2 * log(1 - rng_unit(rng)));

	return exp(spread * radius * cos(2 * M_PI * rng_unit(rng)));
}

static void interval_covers_the_truth(void **state)
{
	const unsigned sizes[] = { 6, 9, 15, 30 };
	const int n_sets = 2000;
	struct rng rng;
	double x[30];

	(void)state;
	for (unsigned k = 0; k < 4; k++) {
		int n_covered = 0;

		rng_init(&rng, 20871, k);
		for (int set = 0; set < n_sets; set++) {
			for (unsigned i = 0; i < sizes[k]; i++)
				x[i] = noise(&rng, 0.02) / noise(&rng, 0.1);
			struct interval ci = stats_sign_interval(x, sizes[k]);

			n_covered += ci.low <= 1 && 1 <= ci.high;
		}
		printf("# sign interval, n = %2u: coverage %.3f\n", sizes[k],
		       (double)n_covered / n_sets);
		/* at least .95; seeded, so this never fails by chance */
		assert_true(n_covered >= 0.93 * n_sets);
		/* an interval that covers everything is none */
		assert_true(n_covered < n_sets);
	}
}

static int compare(const void *pa, const void *pb)
{
	double a = *(const double *)pa, b = *(const double *)pb;

	return (a > b) - (a < b);
}

static void many_values_are_sorted(void **state)
{
	static const double odd[] = { -1.5,    1e300, -1e300,   5e-324,
				      -5e-324, 0,     1,        -1,
				      .1,      .1,    INFINITY, -INFINITY };
	const size_t n_odd = sizeof(odd) / sizeof(*odd);
	struct rng rng;

	(void)state;
	rng_init(&rng, 1, 0);
	for (size_t n = 0; n < 3000; n = 2 * n + 1) {
		double x[3000], y[3000];

		for (size_t i = 0; i < n; i++)
			x[i] = y[i] =
				i % 3 ? rng_unit(&rng) - .5 : odd[i % n_odd];
		order_sort(x, n);
		qsort(y, n, sizeof(*y), compare);
		assert_memory_equal(x, y, n * sizeof(*x));
		/* all alike, and in order already */
		order_sort(x, n);
		assert_memory_equal(x, y, n * sizeof(*x));
		for (size_t i = 0; i < n; i++)
			x[i] = y[i] = .1;
		order_sort(x, n);
		assert_memory_equal(x, y, n * sizeof(*x));
	}
}

/* The examples of the report that defines it: 20 users, k of them served. */
static void fairness(void **state)
{
	double x[20] = { 0 };

	(void)state;
	for (size_t k = 0; k < 20; k++) {
		x[k] = 50;
		oracle_near(stats_fairness(x, 20), (double)(k + 1) / 20);
	}
	x[0] = 25;
	x[1] = 75;
	oracle_near(stats_fairness(x, 2), .8);
	/* no matter in which unit */
	x[0] = 25e9;
	x[1] = 75e9;
	oracle_near(stats_fairness(x, 2), .8);
	assert_true(isnan(stats_fairness(x, 0)));
	assert_true(isnan(stats_fairness(x, 1)));
	x[1] = NAN;
	assert_true(isnan(stats_fairness(x, 2)));
	x[0] = x[1] = 0;
	assert_true(isnan(stats_fairness(x, 2)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fairness),
		cmocka_unit_test(many_values_are_sorted),
		cmocka_unit_test(agrees_with_r),
		cmocka_unit_test(nothing_gives_nothing),
		cmocka_unit_test(nan_is_refused),
		cmocka_unit_test(percentiles_need_events),
		cmocka_unit_test(arrays_are_not_changed),
		cmocka_unit_test(interval_covers_the_truth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
