/*
 * The report of a run: what was found, what to use, and all that is needed to
 * believe or repeat it. Everything in it comes from the run directory, so the
 * same directory gives the same bytes anywhere.
 */
#ifndef GILBENCH_OUTPUT_REPORT_H
#define GILBENCH_OUTPUT_REPORT_H

#include <stdio.h>

#include "base/why.h"
#include "output/results.h"

/*
 * Write report.md, report.html, report.tex and report.bib into the run
 * directory, with the figures that lie in DIR/figures. 0 or -1.
 */
int report_write(const struct results *results, struct why *why);

/* The table of all cells, in markdown. */
void report_write_cells(FILE *file, const struct results *results);

#endif
