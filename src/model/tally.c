/* See tally.h. */
#include "model/tally.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

void tally_init(struct tally *tally, unsigned n_cells)
{
	*tally = (struct tally){
		.cells = alloc_zero(n_cells, sizeof(*tally->cells)),
		.n_cells = n_cells,
	};
}

void tally_fini(struct tally *tally)
{
	for (unsigned i = 0; i < tally->n_cells; i++)
		free(tally->cells[i].unit_s);
	free(tally->cells);
	*tally = (struct tally){ NULL, 0 };
}

static double *slot(struct tally_cell *cell, unsigned block, unsigned number)
{
	while (cell->n_blocks <= block) {
		cell->unit_s = alloc_grow(cell->unit_s, cell->n_blocks,
					  sizeof(*cell->unit_s));
		cell->unit_s[cell->n_blocks][0] = NAN;
		cell->unit_s[cell->n_blocks][1] = NAN;
		cell->n_blocks++;
	}
	return &cell->unit_s[block][number];
}

void tally_add(struct tally *tally, const struct sample *rows, unsigned n)
{
	double *x;

	for (unsigned i = 0; i < n; i++)
		if (rows[i].status != CELL_OK || rows[i].metered ||
		    rows[i].invocation > 1)
			return;
	if (n == 0)
		return;
	struct tally_cell *cell = &tally->cells[rows->cell];

	x = alloc_zero(n, sizeof(*x));
	for (unsigned i = 0; i < n; i++)
		x[i] = rows[i].wall_s / (double)rows[i].units;
	*slot(cell, rows->block, rows->invocation) = stats_median(x, n);
	cell->oversubscribed = rows->oversubscribed == 1;
	free(x);
}

/* The mean of what is valid; NAN: nothing is. */
static double block_s(const struct tally_cell *cell, unsigned block)
{
	if (block >= cell->n_blocks)
		return NAN;
	double first = cell->unit_s[block][0], last = cell->unit_s[block][1];

	return isnan(first) ? last : isnan(last) ? first : (first + last) / 2;
}

double tally_speedup(const struct tally *tally, unsigned cell,
		     unsigned baseline, struct interval *ci, unsigned *n)
{
	const struct tally_cell *own = &tally->cells[cell];
	double *x = alloc_zero(own->n_blocks, sizeof(*x));

	*n = 0;
	for (unsigned b = 0; b < own->n_blocks; b++) {
		double ratio =
			block_s(&tally->cells[baseline], b) / block_s(own, b);

		if (!isnan(ratio))
			x[(*n)++] = ratio;
	}
	double median = stats_median(x, *n);

	*ci = stats_sign_interval(x, *n);
	free(x);
	return median;
}

double tally_aa(const struct tally *tally, unsigned cell, unsigned *n)
{
	const struct tally_cell *own = &tally->cells[cell];
	double *x = alloc_zero(own->n_blocks, sizeof(*x));

	*n = 0;
	for (unsigned b = 0; b < own->n_blocks; b++) {
		double twice = fabs(log(own->unit_s[b][0] / own->unit_s[b][1]));

		if (!isnan(twice))
			x[(*n)++] = twice;
	}
	double median = stats_median(x, *n);

	free(x);
	return median;
}

double tally_width(double value, const struct interval *ci)
{
	return fmax(value - ci->low, ci->high - value) / value;
}
