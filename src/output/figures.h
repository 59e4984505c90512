/*
 * Figures: writes figures/NAME.dat, copies the gnuplot templates beside it,
 * and draws NAME.svg, NAME.pdf and NAME.png. The templates compute nothing,
 * the .dat holds everything, so figures/ redraws anywhere with gnuplot alone.
 */
#ifndef GILBENCH_OUTPUT_FIGURES_H
#define GILBENCH_OUTPUT_FIGURES_H

#include "base/why.h"
#include "output/results.h"

/*
 * Draw every figure that these results allow into DIR/figures. `plots` is the
 * directory of the templates. 0; or -1 with why, when gnuplot is missing or
 * says anything at all (the .dat and .gp files are written all the same).
 */
int figures_draw(const struct results *results, const char *plots,
		 struct why *why);

#endif
