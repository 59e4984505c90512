/* Who stands out among hosts. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/spread.h"

static const struct interval none = { NAN, NAN };

static void median_and_range(void **state)
{
	const double x[] = { 2, NAN, 1, 4, 0, -3, INFINITY, 8 };
	struct spread spread = spread_of(x, 8);

	(void)state;
	assert_int_equal(spread.n, 4);
	/* of ratios: between 2 and 4 */
	assert_float_equal(spread.median, sqrt(8), 1e-9);
	assert_float_equal(spread.low, 1, 1e-9);
	assert_float_equal(spread.high, 8, 1e-9);
	/* of distances 1/2, 1/2, 3/2, 3/2 of ln 2 */
	assert_float_equal(spread.mad, log(2), 1e-9);
	assert_int_equal(spread_of(x, 0).n, 0);
	assert_true(isnan(spread_of(x, 0).median));
}

static void far_is_relative(void **state)
{
	const double x[] = { 1.96, 1.98, 2, 2.02, 2.04, 1.5 };
	struct spread spread = spread_of(x, 6);
	const struct interval wide = { 1.2, 2.1 }, narrow = { 1.4, 1.6 };

	(void)state;
	assert_true(spread_stands_out(&spread, 1.5, &none));
	assert_true(spread_stands_out(&spread, 1.5, &narrow));
	/* it may well be as fast as the others */
	assert_false(spread_stands_out(&spread, 1.5, &wide));
	assert_true(spread_stands_out(&spread, 4 / 1.5, &none));
	assert_false(spread_stands_out(&spread, 2.04, &none));
	assert_false(spread_stands_out(&spread, NAN, &none));
}

static void few_or_equal_say_nothing(void **state)
{
	const double few[] = { 2, 2.01, 1.99, .5 };
	const double equal[] = { 2, 2, 2, 2, 2, .5 };
	struct spread spread = spread_of(few, 4);

	(void)state;
	assert_false(spread_stands_out(&spread, .5, &none));
	spread = spread_of(equal, 6);
	assert_false(spread_stands_out(&spread, .5, &none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(median_and_range),
		cmocka_unit_test(far_is_relative),
		cmocka_unit_test(few_or_equal_say_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
