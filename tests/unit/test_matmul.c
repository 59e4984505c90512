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
#include "workloads/lines.h"
#include "workloads/matmul_product.h"

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

/* The matrix as matmul_product() has it. */
static double *pad(const int64_t *matrix, size_t n)
{
	size_t width = matmul_width(n);
	double *padded = lines_alloc(width * width * sizeof(*padded));

	assert_non_null(padded);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			padded[i * width + j] = (double)matrix[i * n + j];
	return padded;
}

/* Every element against its definition; 0 outside of n x n. */
static void check_product(const double *c, const int64_t *a, const int64_t *b,
			  size_t n)
{
	size_t width = matmul_width(n);

	for (size_t i = 0; i < width; i++)
		for (size_t j = 0; j < width; j++) {
			int64_t sum = 0;

			for (size_t k = 0; k < n && i < n && j < n; k++)
				sum += a[i * n + k] * b[k * n + j];
			assert_int_equal((int64_t)c[i * width + j], sum);
		}
}

static void check_tile(const struct matmul_tile *tile, size_t n)
{
	int64_t *a = draw(n, 1), *b = draw(n, 2);
	double *padded_a = pad(a, n), *padded_b = pad(b, n);
	double *c = pad(a, n); /* what was there is not added to */
	double *scratch = lines_alloc(matmul_scratch(tile) * sizeof(*scratch));

	assert_non_null(scratch);
	matmul_product(tile, c, padded_a, padded_b, n, scratch);
	check_product(c, a, b, n);
	/* nor is what the scratch memory holds */
	matmul_product(tile, c, padded_b, padded_a, n, scratch);
	check_product(c, b, a, n);
	free(a);
	free(b);
	free(padded_a);
	free(padded_b);
	free(c);
	free(scratch);
}

/* Not only the one that this CPU's workers choose. */
static void every_tile_is_right(void **state)
{
	/* rests of each tile, of a block's 64, 96 or 128 rows, of its depth */
	static const size_t sizes[] = { 1,  2,  5,  7,   17,  48,
					49, 64, 97, 130, 256, 261 };
	const struct matmul_tile *tile;

	(void)state;
	assert_non_null(matmul_tile(0));
	for (size_t i = 0; (tile = matmul_tile(i)); i++) {
		print_message("tile of %zu x %zu\n", tile->n_rows,
			      tile->n_columns);
		for (size_t k = 0; k < sizeof(sizes) / sizeof(*sizes); k++)
			check_tile(tile, sizes[k]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(products_are_pure),
		cmocka_unit_test(products_are_right),
		cmocka_unit_test(every_tile_is_right),
	};

	return cmocka_run_group_tests_name("matmul", tests, NULL, NULL);
}
