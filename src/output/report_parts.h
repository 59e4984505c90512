/* The parts of the report, and what they share. Private to report.c. */
#ifndef GILBENCH_OUTPUT_REPORT_PARTS_H
#define GILBENCH_OUTPUT_REPORT_PARTS_H

#include "output/contest.h"
#include "output/doc.h"
#include "output/report_sources.h"

#define REPORT_MAX_FIGURES 32

struct report_figure {
	struct doc_figure figure; /* number 0: not in the document yet */
	const char *name;         /* "speedup" */
};

struct report {
	struct doc *doc;
	const struct results *results;
	struct contest *contests;
	unsigned n_contests;
	bool several_pythons; /* or states of the GIL */
	/* of the row before in a table of cells; NULL: it is the first */
	const struct contest *row_contest;
	const char *row_kernel;
	bool whole_rows; /* each row says all its names */
	bool cited[N_REPORT_SOURCES];
	struct report_figure figures[REPORT_MAX_FIGURES];
	unsigned n_figures; /* that there are */
};

/* Into the open text; the source is listed at the end. */
void report_cite(struct report *report, enum report_source source);

/* Sections, in their order. */
void report_lead(struct report *report);
void report_findings(struct report *report);
void report_hosts(struct report *report);
void report_use(struct report *report);
void report_numbers(struct report *report);
void report_scaling(struct report *report);
void report_split(struct report *report);
void report_latency(struct report *report);
void report_metrics(struct report *report);
void report_costs(struct report *report);
void report_noise(struct report *report);
void report_machine(struct report *report);
void report_pythons(struct report *report);
void report_gaps(struct report *report);
void report_method(struct report *report);
void report_other_figures(struct report *report);
void report_repeat(struct report *report);
void report_references(struct report *report);

#endif
