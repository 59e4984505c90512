/* Latenesses: which quantile, of one thread and of several. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "apiserver/lateness.h"

static void assert_permille(const struct lateness *lateness, unsigned permille,
			    uint64_t expected_ns)
{
	uint64_t ns = lateness_permille_ns(lateness, permille);

	assert_true(ns >= expected_ns);
	assert_true(ns <= expected_ns + expected_ns / 128 + 1);
}

static void test_none(void **state)
{
	static const struct lateness none;

	(void)state;
	assert_int_equal(lateness_permille_ns(&none, 500), 0);
	assert_int_equal(lateness_permille_ns(&none, 1000), 0);
}

static void test_one(void **state)
{
	static struct lateness one;

	(void)state;
	lateness_count(&one, 1000, 31000);
	for (unsigned permille = 1; permille <= 1000; permille += 111)
		assert_permille(&one, permille, 30000);
	assert_int_equal(one.max_ns, 30000);
}

/* 1 us ... 1000 us, dealt out to two threads. */
static void test_quantiles(void **state)
{
	static struct lateness threads[2], all;

	(void)state;
	for (uint64_t i = 1; i <= 1000; i++)
		lateness_count(&threads[i % 3 == 0], 7, 7 + 1000 * i);
	lateness_add(&all, &threads[0]);
	lateness_add(&all, &threads[1]);
	assert_int_equal(all.n, 1000);
	assert_permille(&all, 500, 500000);
	assert_permille(&all, 990, 990000);
	assert_permille(&all, 1000, 1000000);
	assert_int_equal(all.max_ns, 1000000);
	assert_int_equal(lateness_permille_ns(&all, 1000), 1000000);
}

static void test_never_early(void **state)
{
	static struct lateness early;

	(void)state;
	lateness_count(&early, 1000, 999);
	assert_int_equal(early.n, 1);
	assert_int_equal(early.max_ns, 0);
	assert_int_equal(lateness_permille_ns(&early, 990), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_quantiles),
		cmocka_unit_test(test_never_early),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
