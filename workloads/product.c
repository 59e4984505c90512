/*
 * In blocks of 4 x 4 that stay in registers (2 doubles a register: what any
 * x86-64 has), against a panel of 4 columns of b that is copied first: its
 * rows are then contiguous, and columns that are a power of two apart do not
 * fall into one set of the cache. Not a BLAS: one level of blocking is enough
 * for the sizes of a small network.
 */
#include "workloads/product.h"

#define BLOCK 4

struct matrix product_rows(const double *at, size_t width)
{
	return (struct matrix){ at, width, 1 };
}

struct matrix product_columns(const double *at, size_t width)
{
	return (struct matrix){ at, 1, width };
}

size_t product_scratch(size_t n_inner)
{
	return BLOCK * n_inner;
}

/* Columns j ... j + 3 of b; 0 where there are none. */
static void copy_panel(double *panel, struct matrix b, size_t j,
		       size_t n_columns, size_t n_inner)
{
	for (size_t k = 0; k < n_inner; k++)
		for (size_t c = 0; c < BLOCK; c++)
			panel[k * BLOCK + c] =
				j + c < n_columns
					? b.at[k * b.row + (j + c) * b.column]
					: 0;
}

static void store(double *c, size_t n, const double *sums)
{
	for (size_t i = 0; i < n; i++)
		c[i] += sums[i];
}

typedef double pair __attribute__((vector_size(16)));

/* 4 rows of c against the panel; n of its columns are stored. */
static void four_rows(double *c, size_t width, size_t n, const double *a,
		      size_t row, size_t column, const double *panel,
		      size_t n_inner)
{
	pair sums[BLOCK][2] = { 0 };

	for (size_t k = 0; k < n_inner; k++) {
		const pair *b = (const pair *)(panel + k * BLOCK);

		for (size_t r = 0; r < BLOCK; r++) {
			double x = a[r * row + k * column];

			sums[r][0] += x * b[0];
			sums[r][1] += x * b[1];
		}
	}
	for (size_t r = 0; r < BLOCK; r++)
		store(c + r * width, n, (const double *)sums[r]);
}

static void one_row(double *c, size_t n, const double *a, size_t column,
		    const double *panel, size_t n_inner)
{
	double sums[BLOCK] = { 0 };

	for (size_t k = 0; k < n_inner; k++)
		for (size_t i = 0; i < BLOCK; i++)
			sums[i] += a[k * column] * panel[k * BLOCK + i];
	store(c, n, sums);
}

void product_add(double *c, size_t n_rows, size_t n_columns, size_t n_inner,
		 struct matrix a, struct matrix b, double *scratch)
{
	for (size_t j = 0; j < n_columns; j += BLOCK) {
		size_t left = n_columns - j, i = 0;
		size_t n = left < BLOCK ? left : BLOCK;

		copy_panel(scratch, b, j, n_columns, n_inner);
		for (; i + BLOCK <= n_rows; i += BLOCK)
			four_rows(c + i * n_columns + j, n_columns, n,
				  a.at + i * a.row, a.row, a.column, scratch,
				  n_inner);
		for (; i < n_rows; i++)
			one_row(c + i * n_columns + j, n, a.at + i * a.row,
				a.column, scratch, n_inner);
	}
}
