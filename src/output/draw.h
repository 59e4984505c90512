/*
 * Drawing what lies in a directory as NAME.dat and NAME.gp: NAME.svg, NAME.pdf
 * and NAME.png beside it.
 */
#ifndef GILBENCH_OUTPUT_DRAW_H
#define GILBENCH_OUTPUT_DRAW_H

#include "base/why.h"

enum draw_format {
	DRAW_SVG = 1,
	DRAW_PDF = 2,
	DRAW_PNG = 4,
	DRAW_ALL = 7,
};

/*
 * Draw it in these formats. 0; or -1 with why, when gnuplot is missing or says
 * anything at all.
 */
int draw_figure(const char *dir, const char *name, unsigned formats,
		struct why *why);

/* Draw NAME.dat with PLOTS/NAME.gp into NAME.txt, which is text. 0 or -1. */
int draw_text(const char *dir, const char *plots, const char *name,
	      const char *how, struct why *why);

#endif
