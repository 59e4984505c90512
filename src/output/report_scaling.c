/* How each curve of speed-ups goes on: the laws fitted to it, as a table. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/figure_fits.h"
#include "output/report_figures.h"
#include "output/report_parts.h"
#include "output/report_rows.h"
#include "output/report_text.h"

/* "3.1 (2.8 to 3.3)", a share in per cent; noise may make it negative. */
static void put_percent(struct report *report, const struct summary *share,
			int digits)
{
	doc_text(report->doc, "%.*f", digits, 100 * share->value);
	if (!isnan(share->ci.low))
		doc_text(report->doc, " (%.*f to %.*f)", digits,
			 100 * share->ci.low, digits, 100 * share->ci.high);
}

static void put_fit(struct report *report, const struct contest *contest,
		    unsigned cell, const struct fit *fit)
{
	const struct cell *c = &report->results->cells[cell];

	report_cell_names(report, contest, cell);
	report_put_cell(report, c->executor);
	report_put_cell(report, fit_law_names[fit->law]);
	doc_cell(report->doc);
	put_percent(report, &fit->sigma, 2);
	doc_cell(report->doc);
	if (fit->law == FIT_USL)
		put_percent(report, &fit->kappa, 3);
	doc_cell(report->doc);
	if (fit->law != FIT_USL)
		return;
	if (fit->peak.value < 10 * fit->most_workers)
		doc_text(report->doc, "%.0f workers", fit->peak.value);
	else
		doc_text(report->doc, "none near");
}

/* The curve that begins with this cell, by each law that can be fitted. */
static void put_curve(struct report *report, const struct contest *contest,
		      unsigned cell)
{
	const struct fit_source source = fits_source(report->results);
	const struct cell *c = &report->results->cells[cell];

	if (contest_is_serial(c) || contest_is_control(c) ||
	    fit_curve_first(&source, cell) != cell)
		return;
	for (unsigned law = 0; law < N_FIT_LAWS; law++) {
		struct fit fit;

		fit_curve(&fit, law, &source, cell);
		if (fit.known)
			put_fit(report, contest, cell, &fit);
	}
}

static bool any_fit(const struct results *results)
{
	const struct fit_source source = fits_source(results);

	for (unsigned i = 0; i < results->n_cells; i++) {
		const struct cell *cell = &results->cells[i];

		if (contest_is_serial(cell) || contest_is_control(cell) ||
		    contest_is_ceiling(cell))
			continue;
		for (unsigned law = 0; law < N_FIT_LAWS; law++) {
			struct fit fit;

			fit_curve(&fit, law, &source, i);
			if (fit.known)
				return true;
		}
	}
	return false;
}

void report_scaling(struct report *report)
{
	static const char *const names[] = { "executor", "law", "\u03c3 in %",
					     "\u03ba in %", "peak at" };
	struct doc_column columns[12];

	if (!any_fit(report->results))
		return;
	unsigned n = report_cell_columns(report, columns);

	for (unsigned i = 0; i < 5; i++)
		columns[n++] =
			(struct doc_column){ names[i], i < 2 ? 'l' : 'r', 0 };
	doc_heading(report->doc, 2, "How it scales");
	doc_paragraph(report->doc);
	doc_text(
		report->doc,
		"Laws fitted to the speed-ups over serial, block by block, up "
		"to the number of cores: medians and their 95 %% intervals. "
		"\u03c3 is what does not run in parallel: the serial fraction");
	report_cite(report, SOURCE_AMDAHL);
	doc_text(report->doc, ", or contention");
	report_cite(report, SOURCE_GUNTHER);
	doc_text(report->doc,
		 "; \u03ba is what each worker pays for each other one: where "
		 "it is above 0 the curve has a peak. Noise may make both "
		 "negative. Jobs that wait are not fitted, "
		 "and a row is named by the curve's first number of workers");
	report_see_figure(report, "speedup");
	doc_text(report->doc, ".");
	doc_table(report->doc, columns, n);
	report_each_cell(report, put_curve);
}
