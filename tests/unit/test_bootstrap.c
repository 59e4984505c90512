/* Resampling against an implementation of its own in Python, and by what must
 * hold whatever is drawn. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "model/bootstrap.h"
#include "oracle.h"

#define MAX_RUNS 4

/* A side that owns its times. */
struct typed_side {
	double times[MAX_RUNS][ORACLE_MAX];
	struct bootstrap_run runs[MAX_RUNS];
	struct bootstrap_side side;
};

static void type_side(struct typed_side *typed, const char *text)
{
	size_t n = 0;

	while (text) {
		assert_true(n < MAX_RUNS);
		typed->runs[n].n = oracle_values(text, typed->times[n], &text);
		typed->runs[n].times = typed->times[n];
		n++;
	}
	typed->side = (struct bootstrap_side){ typed->runs, n };
}

static void agrees_with_python(void **state)
{
	static struct typed_side a, b;
	struct csv_reader *csv = oracle_open("bootstrap.csv");
	struct bootstrap result;
	int n_rows = 0;
	struct why why;

	(void)state;
	while (oracle_next(csv)) {
		type_side(&a, oracle_text(csv, "a"));
		type_side(&b, oracle_text(csv, "b"));
		assert_int_equal(
			bootstrap_ratio(&result, &a.side, &b.side, 7,
					(uint64_t)oracle_real(csv, "stream"),
					&why),
			0);
		oracle_near(result.ratio, oracle_real(csv, "ratio"));
		oracle_near(result.ci.low, oracle_real(csv, "low"));
		oracle_near(result.ci.high, oracle_real(csv, "high"));
		oracle_near(result.p, oracle_real(csv, "p"));
		if (result.log_ratios)
			oracle_near(bootstrap_p_above(&result, 1.05),
				    oracle_real(csv, "p_above"));
		bootstrap_fini(&result);
		n_rows++;
	}
	assert_int_equal(n_rows, 10);
	csv_close(csv);
}

/* Times, and the ratio that they have to those of side A. */
static struct bootstrap compare(const char *text_a, const char *text_b,
				uint64_t seed)
{
	static struct typed_side a, b;
	struct bootstrap result;
	struct why why;

	type_side(&a, text_a);
	type_side(&b, text_b);
	if (bootstrap_ratio(&result, &a.side, &b.side, seed, 0, &why) < 0)
		fail_msg("%s", why.text);
	return result;
}

static const char early[] = "10 11 12 10.5 11.5 12.5;10 12 11 13 12 11.2";
static const char late[] = "11 13 12.5 12 12.2 14;11.1 12 13 12.7 15 11";

static void the_seed_decides(void **state)
{
	struct bootstrap x = compare(early, late, 1);
	struct bootstrap y = compare(early, late, 1);
	struct bootstrap z = compare(early, late, 2);

	(void)state;
	assert_memory_equal(x.log_ratios, y.log_ratios,
			    BOOTSTRAP_RESAMPLES * sizeof(double));
	assert_memory_not_equal(x.log_ratios, z.log_ratios,
				BOOTSTRAP_RESAMPLES * sizeof(double));
	assert_true(x.ratio == z.ratio);
	assert_true(fabs(x.ci.low - z.ci.low) < .02);
	bootstrap_fini(&x);
	bootstrap_fini(&y);
	bootstrap_fini(&z);
}

/* In any unit and order. */
static void order_and_unit_do_not_matter(void **state)
{
	struct bootstrap x = compare("1 2 3 4 5 6", "2 3 4 5 6 7", 1);
	struct bootstrap y =
		compare("60 20 10 50 40 30", "30 40 60 20 70 50", 1);

	(void)state;
	oracle_near(y.ci.low, x.ci.low);
	oracle_near(y.ci.high, x.ci.high);
	oracle_near(y.p, x.p);
	bootstrap_fini(&x);
	bootstrap_fini(&y);
}

static void too_few_give_no_interval(void **state)
{
	struct bootstrap x = compare("1 2 3 4 5", "2 3 4 5 6 7", 1);

	(void)state;
	oracle_near(x.ratio, 1.5);
	assert_true(isnan(x.ci.low) && isnan(x.ci.high) && isnan(x.p));
	assert_null(x.log_ratios);
	bootstrap_fini(&x);
}

static void what_is_no_time_is_refused(void **state)
{
	double bad[] = { NAN, INFINITY, 0, -1 };
	double times[] = { 1, 2, 3, 4, 5, 6 };
	struct bootstrap_run runs[] = { { times, 6 }, { times, 6 } };
	const struct bootstrap_side both = { runs, 2 }, none = { runs, 0 };
	struct bootstrap result;
	struct why why;

	(void)state;
	assert_int_equal(bootstrap_ratio(&result, &both, &none, 1, 0, &why),
			 -1);
	assert_string_equal(why.text, "side B has no times");
	for (size_t i = 0; i < 4; i++) {
		times[2] = bad[i];
		assert_int_equal(
			bootstrap_ratio(&result, &both, &both, 1, 0, &why), -1);
		assert_non_null(strstr(why.text, "side A, run 1: value 3 of "
						 "6"));
	}
}

/* Both cells move with the run: so does their mean, as if it were one cell. */
static void a_mean_keeps_what_runs_have_in_common(void **state)
{
	const char *a = "1 1 1;1.1 1.1 1.1;1.2 1.2 1.2";
	const char *b = "1.2 1.2 1.2;1.3 1.3 1.3;1.4 1.4 1.4";
	struct bootstrap x = compare(a, b, 1), y = compare(a, b, 1);
	struct bootstrap mean = { 0 };

	(void)state;
	for (size_t i = 0; i < BOOTSTRAP_RESAMPLES; i++)
		y.log_ratios[i] += log(2);
	y.log_ratio += log(2);
	bootstrap_add(&mean, &x, 0);
	bootstrap_add(&mean, &y, 1);
	oracle_near(mean.ratio, x.ratio * sqrt(2));
	oracle_near(mean.ci.low, x.ci.low * sqrt(2));
	oracle_near(mean.ci.high, x.ci.high * sqrt(2));
	bootstrap_fini(&x);
	bootstrap_fini(&y);
	bootstrap_fini(&mean);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_python),
		cmocka_unit_test(the_seed_decides),
		cmocka_unit_test(order_and_unit_do_not_matter),
		cmocka_unit_test(too_few_give_no_interval),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(a_mean_keeps_what_runs_have_in_common),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
