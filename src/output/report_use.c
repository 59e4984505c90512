/*
 * What to use for each job on this machine, and from what job size on a start
 * is paid back.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/advice.h"
#include "output/breakeven.h"
#include "output/report_figures.h"
#include "output/report_parts.h"
#include "output/report_rows.h"
#include "output/report_text.h"

#define LEAST_S 1e-3 /* of a job; shorter ones are any job */

static void put_advice(struct report *report, const struct contest *contest)
{
	char *job = report_job_text(contest);
	char *text = advice_text(report->results, contest);

	doc_item(report->doc);
	doc_strong(report->doc, "%s", job);
	if (report->several_pythons) {
		char *python = contest_python(report->results, contest);

		doc_text(report->doc, ", %s", python);
		free(python);
	}
	doc_text(report->doc, ": ");
	report_put_sentence(report, text);
	doc_text(report->doc, ".");
	free(text);
	free(job);
}

/* Is a gain shown, by intervals that do not meet? -1: there are none. */
static int is_faster(const struct estimate *e, const struct estimate *rival)
{
	double least = e->speedup_ci.low;
	double most =
		contest_is_serial(rival->cell) ? 1 : rival->speedup_ci.high;

	return isnan(least) || isnan(most) ? -1 : least > most;
}

/* "31 ms (28 ms\u201340 ms)". */
static void put_size(struct report *report, const struct breakeven *found)
{
	char text[REPORT_N_TEXT];

	doc_text(report->doc, "%s", report_seconds_text(found->serial_s, text));
	if (isnan(found->serial_ci.low))
		return;
	doc_text(report->doc, " (%s",
		 found->serial_ci.low < LEAST_S
			 ? "0"
			 : report_seconds_text(found->serial_ci.low, text));
	doc_text(report->doc, "\u2013%s)",
		 report_seconds_text(found->serial_ci.high, text));
}

/* From which job on a cell is faster, or why there is no such job. */
static void put_job(struct report *report, const struct breakeven *found,
		    int faster)
{
	bool gains = faster > 0 && isfinite(found->units) &&
		     !isinf(found->serial_ci.high);

	doc_cell(report->doc);
	if (faster < 0 || isnan(found->units))
		doc_text(report->doc, "not known");
	else if (!gains)
		doc_text(report->doc, "no gain shown");
	else if (found->serial_s < LEAST_S)
		doc_text(report->doc, "any");
	else
		put_size(report, found);
	doc_cell(report->doc);
	if (gains && found->serial_s >= LEAST_S)
		doc_text(report->doc, "%.0f", ceil(found->units));
}

static void put_pair(struct report *report, const struct contest *contest,
		     unsigned cell, unsigned rival)
{
	const struct results *results = report->results;
	const struct breakeven found = breakeven_find(results, cell, rival);
	char *other = report_workers_text(&results->cells[rival]);

	report_cell_names(report, contest, cell);
	report_put_cell(report, other);
	put_job(report, &found,
		is_faster(&results->estimates[cell],
			  &results->estimates[rival]));
	free(other);
}

static bool is_threads(const struct cell *cell)
{
	return strcmp(cell->executor, "threads") == 0;
}

/* Every parallel cell against serial, and processes against threads. */
static void put_pairs(struct report *report, const struct contest *contest,
		      unsigned cell)
{
	const struct results *results = report->results;
	const struct cell *c = &results->cells[cell];
	int serial = breakeven_serial(results, cell);

	if (contest_is_serial(c) || contest_is_control(c) || serial < 0 ||
	    contest_checks_method(c) ||
	    !(results->estimates[cell].throughput > 0))
		return;
	put_pair(report, contest, cell, (unsigned)serial);
	for (unsigned i = 0; i < contest->n_cells; i++) {
		unsigned k = contest->cells[i];
		const struct cell *rival = &results->cells[k];

		if (!is_threads(c) && is_threads(rival) &&
		    rival->workers == c->workers &&
		    strcmp(rival->kernel, c->kernel) == 0 &&
		    results->estimates[k].throughput > 0)
			put_pair(report, contest, cell, k);
	}
}

void report_use(struct report *report)
{
	struct doc_column columns[8];
	unsigned n = report_cell_columns(report, columns);

	columns[n++] = (struct doc_column){ "rather than", 'l', 0 };
	columns[n++] = (struct doc_column){ "from a job of (95 %)", 'r', 0 };
	columns[n++] = (struct doc_column){ "units", 'r', 0 };
	doc_heading(report->doc, 2, "What to use here, and from what job on");
	for (unsigned i = 0; i < report->n_contests; i++)
		if (!contest_is_skipped(report->results,
					&report->contests[i]) &&
		    !contest_checks_method(report->contests[i].first))
			put_advice(report, &report->contests[i]);
	doc_paragraph(report->doc);
	doc_text(report->doc,
		 "Workers that are started for one job must win back their "
		 "start-up, and one dispatch for each worker. The table says "
		 "from which job on they do, given as the time that the job "
		 "takes serially; it follows from the measured costs and "
		 "speed-ups. For shorter jobs keep the workers, or use what "
		 "is named beside. A gain is shown where the 95 %% intervals "
		 "of the speed-ups do not meet.");
	doc_table(report->doc, columns, n);
	report_each_cell(report, put_pairs);
	report_put_figure(report, "breakeven");
}
