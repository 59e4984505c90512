/* Products of square matrices of doubles, by what the CPU does best. */
#ifndef GILBENCH_WORKLOADS_MATMUL_PRODUCT_H
#define GILBENCH_WORKLOADS_MATMUL_PRODUCT_H

#include <stddef.h>

/* C is computed in tiles that stay in registers: one kind for each CPU. */
struct matmul_tile {
	size_t n_rows, n_columns;
	/*
	 * c += a b for a tile of c, whose rows are `width` apart; so many rows
	 * of a and columns of b, `depth` long, packed by matmul_product().
	 */
	void (*add)(double *c, size_t width, const double *a, const double *b,
		    size_t depth);
};

/* Number i of those that this CPU can run, the fastest first; NULL: no more. */
const struct matmul_tile *matmul_tile(size_t i);

/* Rows and columns to pad an n x n matrix to, whatever the tile. */
size_t matmul_width(size_t n);

/* Doubles of scratch memory for matmul_product(). */
size_t matmul_scratch(const struct matmul_tile *tile);

/*
 * c = a b, of n x n matrices padded to matmul_width() with zeros, which are
 * left so in c; all of them and the scratch memory by lines_alloc().
 */
void matmul_product(const struct matmul_tile *tile, double *c, const double *a,
		    const double *b, size_t n, double *scratch);

#endif
