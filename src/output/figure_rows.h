/*
 * Figures that are lists of cells: a row each, below the title of their job,
 * in as much detail as a page is high enough for.
 */
#ifndef GILBENCH_OUTPUT_FIGURE_ROWS_H
#define GILBENCH_OUTPUT_FIGURE_ROWS_H

#include "output/figure.h"

#define ROWS_MAX 40 /* what a page is high enough for */
#define ROWS_IN .19
#define ROWS_HALF .4 /* of a bar, in rows */
#define ROWS_NAME_POINTS 7

struct rows_row {
	unsigned cell;
	double y; /* in rows, downwards from 0 */
	char *name;
};

enum rows_detail {
	ROWS_ALL,
	ROWS_PARALLEL, /* without serial */
	ROWS_ENDS,     /* serial and the largest number of workers */
	ROWS_LARGEST,  /* only that */
};

struct rows {
	const struct results *results;
	/* Has the cell what is shown? */
	bool (*has)(const struct results *results, unsigned cell);
	bool one_kernel; /* of each job: python, or its first */
	/* What to try, until the rows have room; the last one may not. */
	const enum rows_detail *details;
	unsigned n_details;

	struct contest *jobs;
	unsigned n_jobs;
	double *title_y; /* by job; NAN: it has no row */
	enum rows_detail detail;
	struct rows_row items[ROWS_MAX];
	unsigned n, n_left_out;
	double y_low, names_in;
};

/* Fill in all below `n_details`. False: there is none. Then rows_fini(). */
bool rows_make(struct rows *rows);
void rows_fini(struct rows *rows);

/*
 * The block `groups;`: titles at the page's left edge, where there is room
 * for all of them. `top_in` is where the first row begins.
 */
void rows_write_groups(struct dat *dat, const struct rows *rows, double top_in,
		       double width, double height);
/* "; 3 more cells are not drawn", or "". Returns text. */
const char *rows_left_out(const struct rows *rows, char *text, unsigned n);

#endif
