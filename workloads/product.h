/* Products of matrices of doubles, in any layout. */
#ifndef GILBENCH_WORKLOADS_PRODUCT_H
#define GILBENCH_WORKLOADS_PRODUCT_H

#include <stddef.h>

/* Element (i, j) is at[i * row + j * column]. */
struct matrix {
	const double *at;
	size_t row, column;
};

/* A matrix whose rows are contiguous, and its transpose. */
struct matrix product_rows(const double *at, size_t width);
struct matrix product_columns(const double *at, size_t width);

/* Doubles of scratch memory for a product over n_inner. */
size_t product_scratch(size_t n_inner);

/*
 * c += a b, with c [n_rows][n_columns] in contiguous rows, and n_inner columns
 * of a and rows of b.
 */
void product_add(double *c, size_t n_rows, size_t n_columns, size_t n_inner,
		 struct matrix a, struct matrix b, double *scratch);

#endif
