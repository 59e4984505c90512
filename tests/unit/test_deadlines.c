/* The heap of deadlines: earliest first, nothing early, nothing lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "apiserver/deadlines.h"
#include "base/rng.h"

static void test_empty(void **state)
{
	struct deadlines deadlines = { 0 };

	(void)state;
	assert_true(deadlines_next_ns(&deadlines) == UINT64_MAX);
	assert_null(deadlines_take(&deadlines, UINT64_MAX));
	deadlines_fini(&deadlines);
}

static void test_not_before_its_time(void **state)
{
	struct deadlines deadlines = { 0 };
	int late, early;

	(void)state;
	deadlines_add(&deadlines, 20, &late);
	deadlines_add(&deadlines, 10, &early);
	assert_true(deadlines_next_ns(&deadlines) == 10);
	assert_null(deadlines_take(&deadlines, 9));
	assert_ptr_equal(deadlines_take(&deadlines, 10), &early);
	assert_null(deadlines_take(&deadlines, 19));
	assert_ptr_equal(deadlines_take(&deadlines, 100), &late);
	assert_null(deadlines_take(&deadlines, 100));
	deadlines_fini(&deadlines);
}

/* Thousands, added and taken by turns, each taken once and in order. */
static void test_many(void **state)
{
	enum {
		N = 5000
	};
	static uint64_t at[N];
	static unsigned n_taken[N];
	struct deadlines deadlines = { 0 };
	struct rng rng;
	uint64_t now = 0;
	uint64_t *taken;

	(void)state;
	rng_init(&rng, 1, 0);
	for (unsigned i = 0; i < N; i++) {
		at[i] = now + rng_below(&rng, 1000);
		deadlines_add(&deadlines, at[i], &at[i]);
		if (i % 3)
			continue;
		taken = deadlines_take(&deadlines, UINT64_MAX - 1);
		assert_true(*taken >= now);
		now = *taken;
		n_taken[taken - at]++;
	}
	while ((taken = deadlines_take(&deadlines, UINT64_MAX - 1))) {
		assert_true(*taken >= now);
		now = *taken;
		n_taken[taken - at]++;
	}
	for (unsigned i = 0; i < N; i++)
		assert_int_equal(n_taken[i], 1);
	deadlines_fini(&deadlines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_not_before_its_time),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
