/*
 * matmul: one unit is one product C = A B of dense n x n matrices of doubles.
 * matmul.py is its twin.
 *
 * A worker draws a few matrices from the seed; unit u multiplies number
 * u mod `matrices` with number (u / matrices) mod `matrices`. Elements are
 * whole numbers from -128 to 127: every sum in a product is then exact in a
 * double, in whatever order a kernel adds and whether or not it fuses, so
 * checksums of all kernels are equal and not just close. Multiplying takes as
 * long as with any other finite numbers.
 *
 * The product itself is in matmul_product.c.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/rng.h"
#include "workloads/lines.h"
#include "workloads/matmul_product.h"
#include "workloads/workload.h"

#define MAX_N 4096

static const struct param params[] = {
	{ "n", PARAM_COUNT, "64", NULL, 1, MAX_N,
	  "rows and columns of a matrix" },
	{ "matrices", PARAM_COUNT, "4", NULL, 1, 16,
	  "how many a worker holds and multiplies with each other" },
	{ 0 },
};

struct matmul {
	size_t n, width; /* width: n padded; the rest stays 0 */
	size_t n_matrices;
	const struct matmul_tile *tile;
	double *matrices; /* one after another, width rows of width */
	double *product;
	double *weights; /* of columns */
	double *scratch;
};

typedef double pair __attribute__((vector_size(16), may_alias));
#define N_PAIRS 4

/* A row's sum stays below 2^50: exact in a double, in whatever order. */
static double sum_up_row(const struct matmul *m, const double *row)
{
	pair sums[N_PAIRS] = { 0 };

	for (size_t j = 0; j < m->width; j += 2 * N_PAIRS) {
		const pair *elements = (const pair *)(row + j);
		const pair *weights = (const pair *)(m->weights + j);

#pragma GCC unroll 4
		for (size_t i = 0; i < N_PAIRS; i++)
			sums[i] += weights[i] * elements[i];
	}
	sums[0] += sums[1] + sums[2] + sums[3];
	return sums[0][0] + sums[0][1];
}

/*
 * Every element with a weight of its own: row i counts 2 i + 1 times, column
 * j j + 1 times.
 */
static uint64_t sum_up(const struct matmul *m)
{
	uint64_t checksum = 0;

	for (size_t i = 0; i < m->n; i++)
		checksum += (2 * i + 1) * (uint64_t)(int64_t)sum_up_row(
						  m, m->product + i * m->width);
	return checksum;
}

static int compute(void *state, uint64_t u, uint64_t *checksum, struct why *why)
{
	struct matmul *m = state;
	size_t size = m->width * m->width;

	(void)why;
	matmul_product(m->tile, m->product,
		       m->matrices + u % m->n_matrices * size,
		       m->matrices + u / m->n_matrices % m->n_matrices * size,
		       m->n, m->scratch);
	*checksum += sum_up(m);
	return 0;
}

static void discard(void *state)
{
	struct matmul *m = state;

	free(m->matrices);
	free(m->product);
	free(m->weights);
	free(m->scratch);
	free(m);
}

/* Matrix number i is stream i of the seed, row after row. */
static void draw(struct matmul *m, uint64_t seed)
{
	for (size_t i = 0; i < m->n_matrices; i++) {
		double *matrix = m->matrices + i * m->width * m->width;
		struct rng rng;

		rng_init(&rng, seed, i);
		for (size_t row = 0; row < m->n; row++)
			for (size_t k = 0; k < m->n; k++)
				matrix[row * m->width + k] =
					(double)rng_below(&rng, 256) - 128;
	}
}

static void *prepare(const struct settings *settings, struct why *why)
{
	struct matmul *m = alloc_zero(1, sizeof(*m));

	m->n = settings_count(settings, "n");
	m->width = matmul_width(m->n);
	m->tile = matmul_tile(0);
	m->n_matrices = settings_count(settings, "matrices");
	size_t n_bytes = m->width * m->width * sizeof(double);

	m->matrices = lines_alloc(m->n_matrices * n_bytes);
	m->product = lines_alloc(n_bytes);
	m->weights = lines_alloc(m->width * sizeof(double));
	m->scratch = lines_alloc(matmul_scratch(m->tile) * sizeof(double));
	if (!m->matrices || !m->product || !m->weights || !m->scratch) {
		why_set(why, "out of memory: %zu matrices of %zu x %zu doubles",
			m->n_matrices, m->n, m->n);
		discard(m);
		return NULL;
	}
	for (size_t j = 0; j < m->n; j++)
		m->weights[j] = (double)(j + 1);
	draw(m, settings_count(settings, "seed"));
	return m;
}

const struct workload matmul_workload = {
	.name = "matmul",
	.module = "matmul",
	.summary = "products of dense matrices",
	.unit = "product",
	.class = CLASS_CPU,
	.kernels = 1u << KERNEL_PYTHON | 1u << KERNEL_NATIVE |
		   1u << KERNEL_NATIVE_HELD | 1u << KERNEL_NUMPY |
		   1u << KERNEL_TORCH,
	.chain = 1,
	.n_proof = 4,
	/* whole numbers: exact in every kernel */
	.tolerance = 0,
	.params = params,
	.prepare = prepare,
	.compute = compute,
	.discard = discard,
};
