/* matmul: against the definition of a product, in whole numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "purity.h"

static struct why why;

static void set_up(struct settings *settings, size_t n, const char *matrices)
{
	char text[24];

	purity_defaults(settings, workload_find("matmul"), "7");
	snprintf(text, sizeof(text), "%zu", n);
	settings_set(settings, "n", text);
	settings_set(settings, "matrices", matrices);
}

static void products_are_pure(void **state)
{
	static const size_t sizes[] = { 1, 64, 66, 130 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct settings settings = { 0 };

		set_up(&settings, sizes[i], "2");
		purity_check(workload_find("matmul"), &settings, 5);
		settings_fini(&settings);
	}
}

static int64_t *draw(size_t n, uint64_t stream)
{
	int64_t *matrix = calloc(n * n, sizeof(*matrix));
	struct rng rng;

	assert_non_null(matrix);
	rng_init(&rng, 7, stream);
	for (size_t i = 0; i < n * n; i++)
		matrix[i] = (int64_t)rng_below(&rng, 256) - 128;
	return matrix;
}

/* The checksum by its definition, of matrix number 1 times number 2. */
static uint64_t by_definition(size_t n)
{
	int64_t *a = draw(n, 1), *b = draw(n, 2);
	uint64_t checksum = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			for (size_t k = 0; k < n; k++)
				checksum +=
					(2 * i + 1) * (j + 1) *
					(uint64_t)(a[i * n + k] * b[k * n + j]);
	free(a);
	free(b);
	return checksum;
}

static void products_are_right(void **state)
{
	/* a tile, a rest, more than a block's rows, more than its depth */
	static const size_t sizes[] = { 1, 3, 4, 67, 515 };
	const struct workload *workload = workload_find("matmul");

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct settings settings = { 0 };

		set_up(&settings, sizes[i], "3");
		void *worker = workload->prepare(&settings, &why);

		assert_non_null(worker);
		/* unit 7 = 1 + 3 * 2 */
		assert_true(purity_unit(workload, worker, 7) ==
			    by_definition(sizes[i]));
		workload->discard(worker);
		settings_fini(&settings);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(products_are_pure),
		cmocka_unit_test(products_are_right),
	};

	return cmocka_run_group_tests_name("matmul", tests, NULL, NULL);
}
