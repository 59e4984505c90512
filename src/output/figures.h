/*
 * Figures: writes figures/NAME.dat, copies the gnuplot templates beside it,
 * and draws NAME.svg, NAME.pdf and NAME.png. The templates compute nothing,
 * the .dat holds everything, so figures/ redraws anywhere with gnuplot alone.
 */
#ifndef GILBENCH_OUTPUT_FIGURES_H
#define GILBENCH_OUTPUT_FIGURES_H

#include <stddef.h>

#include "base/why.h"
#include "output/draw.h"
#include "output/results.h"

/*
 * Draw every figure that these results allow into DIR/figures. `plots` is the
 * directory of the templates. 0; or -1 with why, when gnuplot is missing or
 * says anything at all (the .dat and .gp files are written all the same).
 */
int figures_draw(const struct results *results, const char *plots,
		 struct why *why);

struct figures_wish {
	const char *dir;    /* NULL: DIR/figures */
	char *const *names; /* of these alone; none: all there are data for */
	size_t n_names;
	double width;     /* in inches; 0: what suits each */
	unsigned formats; /* of enum draw_format */
	/* Told of each figure that needs more than `width`; or NULL. */
	void (*is_wider)(const char *name, double inches);
};

/* The same, as wished. -1 also when there are no data for one of `names`. */
int figures_draw_some(const struct results *results, const char *plots,
		      const struct figures_wish *wish, struct why *why);

/* The names of all figures; NULL ends. */
const char *const *figures_names(void);

#endif
