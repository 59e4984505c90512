/*
 * A tile of C stays in registers, enough of them that a multiply-add need not
 * wait for the one before it. It reads a block of A that stays in the L2 cache
 * and a panel of B that stays in L1 or L2. Both are copied first, to be
 * contiguous: rows of a large matrix lie in a page each. (K. Goto, R. van de
 * Geijn: Anatomy of High-Performance Matrix Multiplication, 2008.) Plain C for
 * all: no assembly, no prefetch. This file alone is compiled with
 * -ffp-contract=fast: sums of whole numbers are exact, fused or not.
 */
#include "workloads/matmul_product.h"

#include <string.h>

/* Of A a block of 16 tiles' rows, at most 256 KiB; of B a panel of a tile. */
#define DEPTH 256
#define BLOCK_TILES 16

/* A multiple of the rows and of the columns of every tile. */
#define PAD 48

#define TILE any
#define TILE_ADD add_any
#define TILE_TARGET
#define TILE_ROWS 4
#define TILE_COLUMNS 4
#define TILE_VECTOR 2
#include "workloads/matmul_tile.h"

#ifdef __x86_64__
#define TILE avx2
#define TILE_ADD add_avx2
#define TILE_TARGET __attribute__((target("avx2,fma")))
#define TILE_ROWS 6
#define TILE_COLUMNS 8
#define TILE_VECTOR 4
#include "workloads/matmul_tile.h"

#define TILE avx512
#define TILE_ADD add_avx512
#define TILE_TARGET __attribute__((target("avx512f")))
#define TILE_ROWS 8
#define TILE_COLUMNS 16
#define TILE_VECTOR 8
#include "workloads/matmul_tile.h"
#endif

const struct matmul_tile *matmul_tile(size_t i)
{
	const struct matmul_tile *found[3];
	size_t n = 0;

#ifdef __x86_64__
	if (__builtin_cpu_supports("avx512f"))
		found[n++] = &avx512;
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		found[n++] = &avx2;
#endif
	found[n++] = &any;
	return i < n ? found[i] : NULL;
}

static size_t round_up(size_t n, size_t step)
{
	return (n + step - 1) / step * step;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t matmul_width(size_t n)
{
	return round_up(n, PAD);
}

static size_t block_doubles(const struct matmul_tile *tile)
{
	return BLOCK_TILES * tile->n_rows * DEPTH;
}

size_t matmul_scratch(const struct matmul_tile *tile)
{
	return block_doubles(tile) + DEPTH * tile->n_columns;
}

/* c += a b: a of n_rows, of which the last tile may be padded, and `depth`. */
static void add_block(const struct matmul_tile *tile, double *c,
		      const double *a, const double *b, size_t n_rows,
		      size_t depth, size_t n, double *scratch)
{
	size_t width = matmul_width(n), n_columns = tile->n_columns;
	double *block = scratch, *panel = scratch + block_doubles(tile);

	for (size_t i = 0; i < n_rows; i++)
		memcpy(block + i * DEPTH, a + i * width,
		       depth * sizeof(double));
	for (size_t j = 0; j < n; j += n_columns) {
		for (size_t k = 0; k < depth; k++)
			memcpy(panel + k * n_columns, b + k * width + j,
			       n_columns * sizeof(double));
		for (size_t i = 0; i < n_rows; i += tile->n_rows)
			tile->add(c + i * width + j, width, block + i * DEPTH,
				  panel, depth);
	}
}

void matmul_product(const struct matmul_tile *tile, double *c, const double *a,
		    const double *b, size_t n, double *scratch)
{
	size_t width = matmul_width(n);
	size_t block = BLOCK_TILES * tile->n_rows;
	size_t end = round_up(n, tile->n_rows);

	memset(c, 0, n * width * sizeof(double));
	for (size_t k = 0; k < n; k += DEPTH)
		for (size_t i = 0; i < end; i += block)
			add_block(tile, c + i * width, a + i * width + k,
				  b + k * width, least(block, end - i),
				  least(DEPTH, n - k), n, scratch);
}
