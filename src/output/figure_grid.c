/* Panels in a grid; see the header. */
#include "output/figure_grid.h"

#include <math.h>

unsigned grid_columns(unsigned n, double room, double gap, double least)
{
	double most = floor((room + gap) / (least + gap) + 1e-9);
	unsigned n_columns = most < 1 ? 1 : most > n ? n : (unsigned)most;
	unsigned n_rows = (n + n_columns - 1) / n_columns;

	return (n + n_rows - 1) / n_rows;
}

unsigned grid_legend_rows(unsigned n, double entry, double width)
{
	unsigned a_row = (unsigned)fmax(1, (width - .15) / entry);

	return (n + a_row - 1) / a_row;
}

unsigned grid_rows(const struct grid *grid)
{
	return (grid->n + grid->n_columns - 1) / grid->n_columns;
}

struct box grid_box(const struct grid *grid, unsigned i)
{
	unsigned n_rows = grid_rows(grid);
	unsigned row = i / grid->n_columns, column = i % grid->n_columns;
	double w = (grid->width - grid->left - grid->right -
		    (grid->n_columns - 1) * grid->gap_x) /
		   grid->n_columns;
	double h = (grid->height - grid->top - grid->bottom -
		    (n_rows - 1) * grid->gap_y) /
		   n_rows;
	double x = grid->left + column * (w + grid->gap_x);
	double y = grid->height - grid->top - (row + 1) * h - row * grid->gap_y;

	return (struct box){ x / grid->width, (x + w) / grid->width,
			     y / grid->height, (y + h) / grid->height };
}

void grid_write_box(struct dat *dat, const struct box *box)
{
	dat_real(dat, box->left);
	dat_real(dat, box->right);
	dat_real(dat, box->bottom);
	dat_real(dat, box->top);
}

void grid_spread(double *y, unsigned n, double gap, double low, double high)
{
	unsigned order[32], start[32], n_groups = 0;
	double centre[32];

	for (unsigned i = 0; i < n; i++) {
		unsigned k = i;

		for (; k > 0 && y[order[k - 1]] > y[i]; k--)
			order[k] = order[k - 1];
		order[k] = i;
	}
	/* neighbours that are too near become one group around their mean */
	for (unsigned i = 0; i < n; i++) {
		unsigned end = i + 1;

		start[n_groups] = i;
		centre[n_groups++] = y[order[i]];
		while (n_groups > 1) {
			unsigned a = n_groups - 2, b = n_groups - 1;
			unsigned n_a = start[b] - start[a],
				 n_b = end - start[b];

			if (centre[b] - centre[a] >= gap * (n_a + n_b) / 2)
				break;
			centre[a] = (centre[a] * n_a + centre[b] * n_b) /
				    (n_a + n_b);
			n_groups--;
		}
	}
	for (unsigned g = 0; g < n_groups; g++) {
		unsigned end = g + 1 < n_groups ? start[g + 1] : n;
		double half = gap * (end - start[g] - 1) / 2;
		double middle = fmax(low + half, fmin(high - half, centre[g]));

		for (unsigned i = start[g]; i < end; i++)
			y[order[i]] = middle - half + gap * (i - start[g]);
	}
}
