/* Slopes and their intervals against R's, and how often these hold. */
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
#include "model/trend.h"

#define MAX_VALUES 200

static void assert_near(double value, double expected)
{
	if (isnan(expected))
		assert_true(isnan(value));
	else if (!(fabs(value - expected) <= 1e-12 * (1 + fabs(expected))))
		fail_msg("%.17g is not %.17g", value, expected);
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
	double t[MAX_VALUES], y[MAX_VALUES];
	int n_rows = 0, found;

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/oracle/trend.csv",
		 srcdir ? srcdir : ".");
	struct csv_reader *csv = csv_open(path, &why);

	assert_non_null(csv);
	while ((found = csv_next(csv, &why)) == 1) {
		size_t n =
			parse_values(csv_field(csv, csv_column(csv, "t")), t);
		struct interval ci;

		assert_int_equal(
			n,
			parse_values(csv_field(csv, csv_column(csv, "y")), y));
		assert_near(trend_slope(t, y, n, &ci), field(csv, "slope"));
		assert_near(ci.low, field(csv, "low"));
		assert_near(ci.high, field(csv, "high"));
		n_rows++;
	}
	assert_int_equal(found, 0);
	assert_int_equal(n_rows, 28);
	csv_close(csv);
}

static void too_little_gives_nothing(void **state)
{
	double t[] = { 0, 1, 2, 3, 4, 5 }, y[] = { 1, 2, NAN, 4, 5, 6 };
	struct interval ci = { 0, 0 };

	(void)state;
	assert_true(isnan(trend_slope(NULL, NULL, 0, &ci)));
	assert_true(isnan(ci.low) && isnan(ci.high));
	assert_true(isnan(trend_slope(t, y, 1, &ci)));
	assert_true(isnan(trend_slope(t, y, 6, &ci)));
	assert_true(isnan(ci.low) && isnan(ci.high));
}

/* A long run is thinned out, which changes no straight line. */
static void many_values(void **state)
{
	enum {
		N = 4321
	};
	double *t = calloc(N, sizeof(*t)), *y = calloc(N, sizeof(*y));
	struct interval ci;

	(void)state;
	for (int i = 0; i < N; i++) {
		t[i] = i;
		y[i] = 2 - i / 8.;
	}
	assert_near(trend_slope(t, y, N, &ci), -1 / 8.);
	assert_near(ci.low, -1 / 8.);
	assert_near(ci.high, -1 / 8.);
	free(t);
	free(y);
}

/* A sum of three uniform numbers, of which one in 25 is far too large. */
static double spoilt_noise(struct rng *rng)
{
	double x = 0;

	for (int i = 0; i < 3; i++)
		x += rng_unit(rng) - .5;
	return rng_below(rng, 25) ? x : x + 20;
}

/* The interval holds the true slope in 95 % of runs at least. */
static void coverage(void **state)
{
	enum {
		N_RUNS = 4000
	};
	static const size_t sizes[] = { 6, 9, 15 };

	(void)state;
	for (int k = 0; k < 3; k++) {
		struct rng rng;
		double t[15], y[15];
		int n_held = 0;

		rng_init(&rng, 20871, (uint64_t)k);
		for (int run = 0; run < N_RUNS; run++) {
			struct interval ci;

			for (size_t i = 0; i < sizes[k]; i++) {
				t[i] = (double)i;
				y[i] = .3 * (double)i + spoilt_noise(&rng);
			}
			trend_slope(t, y, sizes[k], &ci);
			n_held += ci.low <= .3 && .3 <= ci.high;
		}
		print_message("%zu blocks: coverage %.3f\n", sizes[k],
			      (double)n_held / N_RUNS);
		assert_in_range(n_held, .945 * N_RUNS, .995 * N_RUNS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_r),
		cmocka_unit_test(too_little_gives_nothing),
		cmocka_unit_test(many_values),
		cmocka_unit_test(coverage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
