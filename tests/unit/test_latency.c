/* Latencies: pure, distributed as they say, and bounded as by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "workloads/latency.h"

static const struct latency lognormal = {
	.distribution = LATENCY_LOGNORMAL,
	.latency_s = .02,
	.sigma = .5,
};

static const struct latency constant = {
	.distribution = LATENCY_CONSTANT,
	.latency_s = .02,
	.sigma = .5,
};

static void assert_near(double value, double expected)
{
	assert_true(fabs(value - expected) < 1e-12);
}

/* The same formula, computed with Python's integers and math. */
static void test_known_draws(void **state)
{
	(void)state;
	static const struct {
		uint64_t seed, unit;
		double expected_s;
	} cases[] = {
		{ 1, 0, 0.020651965819301718 },
		{ 1, 1, 0.0077973045766534825 },
		{ 1, 7, 0.021038666351308008 },
		{ 12345, UINT64_C(1) << 40, 0.013079532152754461 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_near(latency_first_s(&lognormal, cases[i].seed,
					    cases[i].unit),
			    cases[i].expected_s);
}

static void test_constant(void **state)
{
	(void)state;
	for (uint64_t u = 0; u < 100; u++)
		assert_true(latency_first_s(&constant, 1, u) == .02);
}

static void test_order_does_not_matter(void **state)
{
	double first[100];

	(void)state;
	for (uint64_t u = 0; u < 100; u++)
		first[u] = latency_first_s(&lognormal, 7, u);
	for (uint64_t u = 100; u-- > 0;)
		assert_true(latency_first_s(&lognormal, 7, u) == first[u]);
	for (uint64_t u = 1; u < 100; u++) {
		assert_true(first[u] != first[u - 1]);
		assert_true(latency_first_s(&lognormal, 8, u) != first[u]);
	}
}

/*
 * 20,000 draws of ln(latency / median) are normal(0, sigma): their mean,
 * standard deviation and share below 0 lie within five standard errors.
 */
static void test_lognormal(void **state)
{
	enum {
		N = 20000
	};
	double sum = 0, squares = 0;
	unsigned n_below = 0;

	(void)state;
	for (uint64_t u = 0; u < N; u++) {
		double s = latency_first_s(&lognormal, 1, u);
		double x = log(s / lognormal.latency_s);

		assert_true(s > 0 && isfinite(s));
		sum += x;
		squares += x * x;
		n_below += x < 0;
	}
	double mean = sum / N, sd = sqrt(squares / N - mean * mean);

	assert_true(fabs(mean) < 5 * .5 / sqrt(N));
	assert_true(fabs(sd - .5) < 5 * .5 / sqrt(2. * N));
	assert_true(fabs(n_below / (double)N - .5) < 5 * .5 / sqrt(N));
}

static void test_streaming(void **state)
{
	struct latency streamed = constant;

	(void)state;
	streamed.token_interval_s = .01;
	assert_near(latency_total_s(&streamed, 1, 0), .02);
	streamed.n_tokens = 1;
	assert_near(latency_total_s(&streamed, 1, 0), .02);
	streamed.n_tokens = 5;
	assert_near(latency_first_s(&streamed, 1, 0), .02);
	assert_near(latency_total_s(&streamed, 1, 0), .06);
}

static void test_bound_of_constant(void **state)
{
	(void)state;
	assert_true(latency_bound(&constant, 1, 160, 8) == 8);
	assert_true(latency_bound(&constant, 1, 160, 1) == 1);
	/* 3, 2, 2 and 2 units */
	assert_true(latency_bound(&constant, 1, 9, 4) == 3);
	/* more workers than units */
	assert_true(latency_bound(&constant, 1, 3, 8) == 3);
}

static void test_bound_without_waits(void **state)
{
	struct latency none = constant;

	(void)state;
	none.latency_s = 0;
	none.token_interval_s = .01;
	assert_true(isnan(latency_bound(&none, 1, 160, 8)));
	assert_true(isnan(latency_bound(&constant, 1, 0, 8)));
	none.n_tokens = 1; /* the first token has no interval */
	assert_true(isnan(latency_bound(&none, 1, 160, 8)));
	none.n_tokens = 2;
	assert_true(latency_bound(&none, 1, 160, 8) == 8);
}

static void test_bound_of_lognormal(void **state)
{
	double s[5];

	(void)state;
	for (uint64_t u = 0; u < 5; u++)
		s[u] = latency_total_s(&lognormal, 3, u);
	double a = s[0] + s[1] + s[2], b = s[3] + s[4];

	assert_near(latency_bound(&lognormal, 3, 5, 2), (a + b) / fmax(a, b));
	assert_near(latency_bound(&lognormal, 3, 5, 1), 1);
}

static void test_names(void **state)
{
	(void)state;
	assert_int_equal(latency_find("constant"), LATENCY_CONSTANT);
	assert_int_equal(latency_find("lognormal"), LATENCY_LOGNORMAL);
	assert_int_equal(latency_find("normal"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_draws),
		cmocka_unit_test(test_constant),
		cmocka_unit_test(test_order_does_not_matter),
		cmocka_unit_test(test_lognormal),
		cmocka_unit_test(test_streaming),
		cmocka_unit_test(test_bound_of_constant),
		cmocka_unit_test(test_bound_without_waits),
		cmocka_unit_test(test_bound_of_lognormal),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
