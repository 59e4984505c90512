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
#include "model/csv.h"
#include "model/stats.h"

#define MAX_VALUES 1000

static void assert_near(double value, double expected)
{
	if (isnan(expected))
		assert_true(isnan(value));
	else
		assert_true(fabs(value - expected) <=
			    1e-12 * (1 + fabs(expected)));
}

static size_t parse_values(const char *text, double *x)
{
	size_t n = 0;
	char *end;

	while (*text) {
		assert_true(n < MAX_VALUES);
		x[n++] = strtod(text, &end);
		text = end + (*end == ' ');
	}
	return n;
}

static double field(struct csv_reader *csv, const char *name)
{
	int bad = 0;
	double value = csv_field_real(csv, csv_column(csv, name), &bad);

	assert_false(bad);
	return value;
}

static void agrees_with_r(void **state)
{
	const char *srcdir = getenv("srcdir");
	char path[4096];
	struct why why;
	double x[MAX_VALUES];
	int n_rows = 0, found;

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/oracle/stats.csv",
		 srcdir ? srcdir : ".");
	struct csv_reader *csv = csv_open(path, &why);

	assert_non_null(csv);
	while ((found = csv_next(csv, &why)) == 1) {
		size_t n = parse_values(
			csv_field(csv, csv_column(csv, "values")), x);
		struct interval ci = stats_sign_interval(x, n), walsh;

		assert_int_equal(n, field(csv, "n"));
		assert_near(stats_median(x, n), field(csv, "median"));
		assert_near(stats_quantile(x, n, 0.05), field(csv, "q05"));
		assert_near(stats_quantile(x, n, 0.25), field(csv, "q25"));
		assert_near(stats_quantile(x, n, 0.99), field(csv, "q99"));
		double centre = stats_centre(x, n, &walsh);

		assert_near(centre, field(csv, "centre"));
		assert_near(walsh.low, field(csv, "centre_low"));
		assert_near(walsh.high, field(csv, "centre_high"));
		assert_near(ci.low, field(csv, "low"));
		assert_near(ci.high, field(csv, "high"));
		assert_int_equal(stats_outliers(x, n), field(csv, "outliers"));
		n_rows++;
	}
	assert_int_equal(found, 0);
	assert_int_equal(n_rows, 35);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_r),
		cmocka_unit_test(nothing_gives_nothing),
		cmocka_unit_test(arrays_are_not_changed),
		cmocka_unit_test(interval_covers_the_truth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
