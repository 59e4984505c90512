/* Adjusted p values against those of R. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "model/adjust.h"
#include "oracle.h"

static void agrees_with_r(void **state)
{
	struct csv_reader *csv = oracle_open("adjust.csv");
	double p[ORACLE_MAX], expected[ORACLE_MAX], adjusted[ORACLE_MAX];
	const char *rest;
	int n_rows = 0;
	struct why why;

	(void)state;
	while (oracle_next(csv)) {
		size_t n = oracle_values(oracle_text(csv, "p"), p, &rest);

		assert_int_equal(adjust_holm(p, adjusted, n, &why), 0);
		oracle_values(oracle_text(csv, "holm"), expected, &rest);
		for (size_t i = 0; i < n; i++)
			oracle_near(adjusted[i], expected[i]);
		/* in place */
		assert_int_equal(adjust_benjamini_hochberg(p, p, n, &why), 0);
		oracle_values(oracle_text(csv, "bh"), expected, &rest);
		for (size_t i = 0; i < n; i++)
			oracle_near(p[i], expected[i]);
		n_rows++;
	}
	assert_int_equal(n_rows, 8);
	csv_close(csv);
}

static void what_is_no_p_value_is_refused(void **state)
{
	const double bad[] = { NAN, -.1, 1.1 };
	double p[] = { .1, .2, .3 }, adjusted[3];
	struct why why;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		p[1] = bad[i];
		assert_int_equal(adjust_holm(p, adjusted, 3, &why), -1);
		assert_int_equal(
			adjust_benjamini_hochberg(p, adjusted, 3, &why), -1);
		assert_non_null(strstr(why.text, "value 2 of 3"));
	}
	assert_int_equal(adjust_holm(NULL, NULL, 0, &why), 0);
	assert_int_equal(adjust_benjamini_hochberg(NULL, NULL, 0, &why), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_r),
		cmocka_unit_test(what_is_no_p_value_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
