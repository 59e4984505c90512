/*
 * The layout of a page: panels in rows and columns, a legend above them. What
 * is drawn is not known here. Lengths are inches, boxes fractions of the page.
 */
#ifndef GILBENCH_OUTPUT_FIGURE_GRID_H
#define GILBENCH_OUTPUT_FIGURE_GRID_H

#include "output/figure_dat.h"

/* The height of a legend of so many rows, and some room below. */
#define GRID_LEGEND_IN(rows) (.22 + .12 * (rows))

struct box {
	double left, right, bottom, top;
};

struct grid {
	unsigned n, n_columns;
	double width, height;            /* of the page */
	double left, right, bottom, top; /* margins around all panels */
	double gap_x, gap_y;
};

/* As many columns as have room, at least `least` wide, and even rows. */
unsigned grid_columns(unsigned n, double room, double gap, double least);
/* Rows of a legend whose entries are `entry` wide. */
unsigned grid_legend_rows(unsigned n, double entry, double width);
struct box grid_box(const struct grid *grid, unsigned i); /* row by row */
unsigned grid_rows(const struct grid *grid);
void grid_write_box(struct dat *dat, const struct box *box);

/* Move at most 32 positions `gap` apart, as little as possible. */
void grid_spread(double *y, unsigned n, double gap, double low, double high);

#endif
