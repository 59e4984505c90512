/* What figures of speed-ups share: which jobs and series they show. */
#ifndef GILBENCH_OUTPUT_FIGURE_VIEW_H
#define GILBENCH_OUTPUT_FIGURE_VIEW_H

#include "output/figure.h"

/* A figure of speed-ups: a panel per job, in each the same series. */
struct view {
	const char *figure, *title;
	struct contest *jobs;
	unsigned n_jobs;
	struct figure_series *series;
	unsigned n_series;
	double width; /* that was asked for, or 0 */
};

/* All jobs, and the series that have speed-ups. */
void view_find(struct view *view, const struct results *results);
void view_fini(struct view *view);

/* Against workers; or at the most workers. The width; 0: there is none. */
typedef double view_writer(FILE *file, const struct results *results,
			   const struct view *view);
view_writer view_lines, view_dots;
/* The view of all there is, which has its figure, title and width. */
double view_all(FILE *file, const struct results *results, struct view view,
		view_writer *writer);

/* The block `kind;`: which of the two templates draws it. */
void view_kind(struct dat *dat, const char *template);

#endif
