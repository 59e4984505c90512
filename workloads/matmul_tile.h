/*
 * A template, for matmul_product.c only: the tile of C for an instruction set.
 * Before each #include of it these are defined, and after it no longer:
 *
 *   TILE          the name of the struct matmul_tile
 *   TILE_ADD      that of its function
 *   TILE_TARGET   attributes of the function
 *   TILE_ROWS     the tile: rows,
 *   TILE_COLUMNS  columns, of two registers
 *   TILE_VECTOR   doubles in a register
 */
_Static_assert(PAD % TILE_ROWS == 0 && PAD % TILE_COLUMNS == 0, "no rest");
_Static_assert(TILE_COLUMNS == 2 * TILE_VECTOR, "two registers a row");

TILE_TARGET static void TILE_ADD(double *c, size_t width, const double *a,
				 const double *b, size_t depth)
{
	typedef double vector __attribute__((
		vector_size(TILE_VECTOR * sizeof(double)), may_alias));
	vector sums[TILE_ROWS][2] = { 0 };

	for (size_t k = 0; k < depth; k++) {
		const vector *row = (const vector *)b + 2 * k;

/* not unrolled, sums would be in memory */
#pragma GCC unroll 8
		for (size_t i = 0; i < TILE_ROWS; i++) {
			double x = a[i * DEPTH + k];

			sums[i][0] += x * row[0];
			sums[i][1] += x * row[1];
		}
	}
#pragma GCC unroll 8
	for (size_t i = 0; i < TILE_ROWS; i++) {
		vector *row = (vector *)(c + i * width);

		row[0] += sums[i][0];
		row[1] += sums[i][1];
	}
}

static const struct matmul_tile TILE = {
	.n_rows = TILE_ROWS,
	.n_columns = TILE_COLUMNS,
	.add = TILE_ADD,
};

#undef TILE
#undef TILE_ADD
#undef TILE_TARGET
#undef TILE_ROWS
#undef TILE_COLUMNS
#undef TILE_VECTOR
