/* Components of variance against R, and the advice that follows. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "model/variance.h"
#include "oracle.h"

static void agrees_with_r(void **state)
{
	struct csv_reader *csv = oracle_open("variance.csv");
	double x[ORACLE_MAX];
	int n_rows = 0;

	(void)state;
	while (oracle_next(csv)) {
		const char *rest = oracle_text(csv, "groups");
		struct variance_sums sums = { 0 };

		while (rest) {
			size_t n = oracle_values(rest, x, &rest);

			variance_add(&sums, x, n);
		}
		struct variance variance = variance_split(&sums);

		oracle_near(variance.between, oracle_real(csv, "between"));
		oracle_near(variance.within, oracle_real(csv, "within"));
		n_rows++;
	}
	assert_int_equal(n_rows, 11);
	csv_close(csv);
}

static void nothing_is_known_of_nothing(void **state)
{
	const struct variance_sums none = { 0 };
	struct variance variance = variance_split(&none);

	(void)state;
	assert_true(isnan(variance.between) && isnan(variance.within));
	assert_int_equal(variance_best_samples(&variance, 1, 1), 0);
}

static void where_repetition_pays(void **state)
{
	struct variance variance = { 4e-4, 1e-4, 3 };

	(void)state;
	oracle_near(variance_between_share(&variance), 12. / 13);
	/* a start that costs 16 samples is worth sqrt(16 / 4) of them */
	assert_int_equal(variance_best_samples(&variance, .1, 1.6), 2);
	assert_int_equal(variance_best_samples(&variance, .1, .01), 1);
	/* invocations do not differ: start as few as possible */
	variance.between = 0;
	assert_int_equal(variance_best_samples(&variance, .1, .2),
			 VARIANCE_MOST);
	/* nothing differs at all */
	variance.within = 0;
	assert_int_equal(variance_best_samples(&variance, .1, .2), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_r),
		cmocka_unit_test(nothing_is_known_of_nothing),
		cmocka_unit_test(where_repetition_pays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
