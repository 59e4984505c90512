/* What figures of speed-ups share: which jobs and series they show. */
#ifndef GILBENCH_OUTPUT_FIGURE_VIEW_H
#define GILBENCH_OUTPUT_FIGURE_VIEW_H

#include "output/figure.h"

/* A figure of speed-ups: a panel per job, in each the same series. */
struct view {
	const char *figure, *title;
	const struct contest *jobs;
	unsigned n_jobs;
	const struct figure_series *series; /* the first n_series of them */
	unsigned n_series;
	double width; /* that was asked for, or 0 */
};

/* Against workers; or at the most workers. The width; 0: there is none. */
double view_lines(FILE *file, const struct results *results,
		  const struct view *view);
double view_dots(FILE *file, const struct results *results,
		 const struct view *view);
/* The block `kind;`: which of the two templates draws it. */
void view_kind(struct dat *dat, const char *template);

#endif
