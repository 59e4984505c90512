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
 * The product is blocked for the caches and the inner tile is kept in
 * registers; loops have fixed lengths so that the compiler vectorises them.
 * It is no BLAS: no assembly, no prefetch, no dispatch on the CPU.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/rng.h"
#include "workloads/lines.h"
#include "workloads/workload.h"

#define MAX_N 4096

/* C is computed in tiles of TILE x TILE; matrices are padded to them. */
#define TILE 4
/* Of A so many rows and columns at a time, 256 KiB, stay in the L2 cache. */
#define BLOCK_ROWS 64
#define BLOCK_DEPTH 512

static const struct param params[] = {
	{ "n", PARAM_COUNT, "64", NULL, 1, MAX_N,
	  "rows and columns of a matrix" },
	{ "matrices", PARAM_COUNT, "4", NULL, 1, 16,
	  "how many a worker holds and multiplies with each other" },
	{ 0 },
};

struct matmul {
	size_t n, width; /* width: n rounded up to TILE; the rest stays 0 */
	size_t n_matrices;
	double *matrices; /* one after another, width rows of width */
	double *product;
	double *panel; /* BLOCK_DEPTH rows of TILE columns of B */
};

/* c += a b of TILE rows of a, `depth` long, and the panel; c, a: row stride. */
static inline void multiply_tile(double *restrict c, const double *restrict a,
				 const double *restrict panel, size_t depth,
				 size_t stride)
{
	double sum[TILE][TILE] = { 0 };

	for (size_t k = 0; k < depth; k++)
		for (size_t i = 0; i < TILE; i++)
			for (size_t j = 0; j < TILE; j++)
				sum[i][j] +=
					a[i * stride + k] * panel[k * TILE + j];
	for (size_t i = 0; i < TILE; i++)
		for (size_t j = 0; j < TILE; j++)
			c[i * stride + j] += sum[i][j];
}

static inline size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* A block of rows of A, a block of its columns, all of B's columns. */
static void multiply_block(struct matmul *m, const double *a, const double *b,
			   size_t first_row, size_t first_k)
{
	size_t width = m->width;
	size_t depth = least(BLOCK_DEPTH, width - first_k);
	size_t end_row = first_row + least(BLOCK_ROWS, width - first_row);

	for (size_t j = 0; j < width; j += TILE) {
		for (size_t k = 0; k < depth; k++)
			memcpy(m->panel + k * TILE,
			       b + (first_k + k) * width + j,
			       TILE * sizeof(double));
		for (size_t i = first_row; i < end_row; i += TILE)
			multiply_tile(m->product + i * width + j,
				      a + i * width + first_k, m->panel, depth,
				      width);
	}
}

static void multiply(struct matmul *m, const double *a, const double *b)
{
	memset(m->product, 0, m->width * m->width * sizeof(double));
	for (size_t k = 0; k < m->width; k += BLOCK_DEPTH)
		for (size_t i = 0; i < m->width; i += BLOCK_ROWS)
			multiply_block(m, a, b, i, k);
}

/*
 * Every element with a weight of its own: row i counts 2 i + 1 times, column
 * j j + 1 times. A row's sum stays below 2^50, exact in a double.
 */
static uint64_t sum_up(const struct matmul *m)
{
	uint64_t checksum = 0;

	for (size_t i = 0; i < m->n; i++) {
		const double *row = m->product + i * m->width;
		double sum = 0;

		for (size_t j = 0; j < m->n; j++)
			sum += (double)(j + 1) * row[j];
		checksum += (2 * i + 1) * (uint64_t)(int64_t)sum;
	}
	return checksum;
}

static int compute(void *state, uint64_t u, uint64_t *checksum, struct why *why)
{
	struct matmul *m = state;
	size_t size = m->width * m->width;

	(void)why;
	multiply(m, m->matrices + u % m->n_matrices * size,
		 m->matrices + u / m->n_matrices % m->n_matrices * size);
	*checksum += sum_up(m);
	return 0;
}

static void discard(void *state)
{
	struct matmul *m = state;

	free(m->matrices);
	free(m->product);
	free(m->panel);
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
	m->width = (m->n + TILE - 1) / TILE * TILE;
	m->n_matrices = settings_count(settings, "matrices");
	size_t n_bytes = m->width * m->width * sizeof(double);

	m->matrices = lines_alloc(m->n_matrices * n_bytes);
	m->product = lines_alloc(n_bytes);
	m->panel = lines_alloc(BLOCK_DEPTH * TILE * sizeof(double));
	if (!m->matrices || !m->product || !m->panel) {
		why_set(why, "out of memory: %zu matrices of %zu x %zu doubles",
			m->n_matrices, m->n, m->n);
		discard(m);
		return NULL;
	}
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
