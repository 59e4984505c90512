/* The figures of the report. Private to it. */
#ifndef GILBENCH_OUTPUT_REPORT_FIGURES_H
#define GILBENCH_OUTPUT_REPORT_FIGURES_H

#include "output/report_parts.h"

/* Which figures there are, by their SVG. */
void report_find_figures(struct report *report);
/* Put a figure here unless it is in the document. False: there is none. */
bool report_put_figure(struct report *report, const char *name);
/* " (see figure 2)", if it is in the document. */
void report_see_figure(struct report *report, const char *name);
bool report_has_figure(const struct report *report, const char *name);

#endif
