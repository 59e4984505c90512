/* Which figures there are, what is below them, and where each one stands. */
#include "output/report_figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/report_parts.h"

#define PX_PER_IN 96.0 /* of an SVG */

/* In the order in which they come where no section asks for them. */
static const struct {
	const char *name, *caption;
} captions[] = {
	{ "speedup",
	  "Speed-up over serial against workers: medians over blocks "
	  "with 95 % intervals. The grey bar is what plain C "
	  "processes without Python reach on this machine." },
	{ "speedup-dots", "Speed-up over serial at the most workers, medians "
			  "with 95 % intervals." },
	{ "throughput", "Units per second of every variant." },
	{ "timesplit", "Where the workers' time went in the metered samples, "
		       "in per cent of workers \u00d7 wall time." },
	{ "timeline", "Who held the GIL and who waited for it, a lane for each "
		      "thread." },
	{ "waits", "Of the times that a thread took the GIL, the share that "
		   "had waited longer." },
	{ "startup", "What it takes to start the workers, and a dispatch." },
	{ "memory", "Memory for each worker: the proportional set size." },
	{ "breakeven", "Time of a job against its size, start-up included: "
		       "where the lines cross, a choice begins to pay." },
	{ "latency", "Latency of a unit: the share of units that took no "
		     "longer." },
	{ "amdahl", "The control gil-fraction: measured speed-ups of threads, "
		    "and what can be calculated." },
	{ "mixed", "Latency of a request beside threads that compute: in the "
		   "worker's own process, in a child, or nowhere." },
	{ "pythons", "Speed-up of pure Python under each interpreter and state "
		     "of the GIL." },
	{ "heatmap", "Speed-up of every executor and kernel; letters say why a "
		     "cell has no value." },
	{ "hosts", "Speed-up of every cell on each host, a circle each; bars "
		   "are their medians." },
};

#define N_CAPTIONS (sizeof(captions) / sizeof(*captions))
_Static_assert(N_CAPTIONS <= REPORT_MAX_FIGURES, "room for all figures");

/* The number in NAME="..." of the SVG's first tag, in inches. */
static double length_of(const char *head, const char *name)
{
	const char *tag = strstr(head, "<svg"), *found = NULL;
	char *wanted = alloc_printf(" %s=\"", name);

	if (tag)
		found = strstr(tag, wanted);
	double px = found ? strtoul(found + strlen(wanted), NULL, 10) : 0;

	free(wanted);
	return px / PX_PER_IN;
}

/* False: there is no such file. */
static bool measure(const char *dir, struct report_figure *figure)
{
	char *path = alloc_printf("%s/%s.svg", dir, figure->figure.path);
	FILE *file = fopen(path, "re");
	char head[1024];
	size_t n = file ? fread(head, 1, sizeof(head) - 1, file) : 0;

	free(path);
	if (!file)
		return false;
	fclose(file);
	head[n] = '\0';
	figure->figure.width_in = length_of(head, "width");
	figure->figure.height_in = length_of(head, "height");
	return true;
}

void report_find_figures(struct report *report)
{
	static char paths[N_CAPTIONS][48];

	for (size_t i = 0; i < N_CAPTIONS; i++) {
		struct report_figure *figure =
			&report->figures[report->n_figures];

		snprintf(paths[i], sizeof(paths[i]), "figures/%s",
			 captions[i].name);
		*figure = (struct report_figure){
			.figure = { .path = paths[i],
				    .caption = captions[i].caption },
			.name = captions[i].name,
		};
		if (measure(report->results->dir, figure))
			report->n_figures++;
	}
}

static struct report_figure *find(struct report *report, const char *name)
{
	for (unsigned i = 0; i < report->n_figures; i++)
		if (strcmp(report->figures[i].name, name) == 0)
			return &report->figures[i];
	return NULL;
}

static unsigned n_placed(const struct report *report)
{
	unsigned n = 0;

	for (unsigned i = 0; i < report->n_figures; i++)
		n += report->figures[i].figure.number > 0;
	return n;
}

bool report_has_figure(const struct report *report, const char *name)
{
	return find((struct report *)report, name) != NULL;
}

bool report_put_figure(struct report *report, const char *name)
{
	struct report_figure *figure = find(report, name);

	if (!figure)
		return false;
	if (figure->figure.number)
		return true;
	figure->figure.number = n_placed(report) + 1;
	doc_figure(report->doc, &figure->figure);
	return true;
}

void report_see_figure(struct report *report, const char *name)
{
	const struct report_figure *figure = find(report, name);

	if (!figure || !figure->figure.number)
		return;
	doc_text(report->doc, " (see ");
	doc_refer(report->doc, &figure->figure);
	doc_text(report->doc, ")");
}

void report_other_figures(struct report *report)
{
	if (n_placed(report) == report->n_figures)
		return;
	doc_heading(report->doc, 2, "More figures");
	for (unsigned i = 0; i < report->n_figures; i++)
		report_put_figure(report, report->figures[i].name);
}
