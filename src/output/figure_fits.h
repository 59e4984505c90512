/* Laws fitted to the curves of a figure of speed-ups, and their parameters. */
#ifndef GILBENCH_OUTPUT_FIGURE_FITS_H
#define GILBENCH_OUTPUT_FIGURE_FITS_H

#include "model/fit.h"
#include "output/figure_panel.h"

/* Of each series in each panel. Panels and series are borrowed. */
struct fits {
	const struct panel *panels;
	const struct figure_series *series;
	unsigned n_panels, n_series;
	struct fit *items;
	unsigned most; /* known ones in a panel */
};

/* What fits of these results are made from. */
struct fit_source fits_source(const struct results *results);

/*
 * The Universal Scalability Law; Amdahl's law where there are too few numbers
 * of workers for that. `known` is false where there are too few for either,
 * or the job is not one to fit. Then fits_fini().
 */
struct fits fits_find(const struct panel *panels, unsigned n_panels,
		      const struct figure_series *series, unsigned n_series);
void fits_fini(struct fits *fits);
const struct fit *fits_of(const struct fits *fits, unsigned panel,
			  unsigned series);

/* The room that the block `fits;` takes below each panel. */
double fits_below_in(const struct fits *fits);
/* What the lines are, for a note: "", or from "; " on. */
const char *fits_note(const struct fits *fits);
/*
 * The block `fits;`: a line for each below its panel, in fractions of the page,
 * "threads·native σ 3.1 (2.8–3.3) κ 0.08 (0.06–0.09) peak 34", the first two in
 * percent.
 */
void fits_write(struct dat *dat, const struct fits *fits, double width,
		double height);

#endif
