/*
 * The figure `speedup` on a terminal: a chart per job, in characters, with a
 * letter at each point and the names at the ends of the lines.
 */
#ifndef GILBENCH_OUTPUT_TERM_H
#define GILBENCH_OUTPUT_TERM_H

#include <stdbool.h>
#include <stdio.h>

#include "base/why.h"
#include "output/results.h"

struct term_look {
	unsigned columns, rows; /* of a chart */
	bool utf8;              /* else plain ASCII */
	bool colour;
};

#define TERM_LEAST_COLUMNS 50
#define TERM_MOST_COLUMNS 132
#define TERM_LEAST_ROWS 12
#define TERM_MOST_ROWS 23

/*
 * Draw with the template in the directory `plots`. 0; or -1 with why, when
 * there is no speed-up, or gnuplot is missing or complains.
 */
int term_draw(FILE *file, const struct results *results, const char *plots,
	      const struct term_look *look, struct why *why);

#endif
