/* How much times scatter, where that comes from, and what to repeat. */
#include <math.h>
#include <stdio.h>

#include "output/report_parts.h"
#include "output/report_rows.h"
#include "output/report_text.h"

/* "0.42", a standard deviation of logarithms, in per cent. */
static void put_deviation(struct report *report, double variance)
{
	doc_cell(report->doc);
	if (isfinite(variance))
		doc_text(report->doc, "%.2f", 100 * sqrt(variance));
}

static void put_noise(struct report *report, const struct contest *contest,
		      unsigned cell)
{
	const struct estimate *e = &report->results->estimates[cell];
	const struct repetition *r = &e->repetition;
	char text[REPORT_N_TEXT];

	if (!e->n)
		return;
	report_cell_names(report, contest, cell);
	put_deviation(report, r->noise.between);
	put_deviation(report, r->noise.within);
	doc_cell(report->doc);
	if (r->best_samples)
		doc_text(report->doc, "%u", r->best_samples);
	doc_cell(report->doc);
	doc_text(report->doc, "%s%s",
		 report_gain_text(r->first_ratio, &r->first_ci, text),
		 r->cold ? ", cold" : "");
	doc_cell(report->doc);
	doc_text(report->doc, "%u", e->n_outliers);
}

static bool any_cold(const struct results *results)
{
	for (unsigned i = 0; i < results->n_cells; i++)
		if (results->estimates[i].repetition.cold)
			return true;
	return false;
}

void report_noise(struct report *report)
{
	static const char *const names[] = { "between, %", "within, %",
					     "best samples", "first sample",
					     "outliers" };
	struct doc_column columns[12];
	unsigned n = report_cell_columns(report, columns);

	for (unsigned i = 0; i < 5; i++)
		columns[n++] = (struct doc_column){ names[i], 'r', 0 };
	doc_heading(report->doc, 2, "Noise, and what to repeat");
	doc_paragraph(report->doc);
	doc_text(report->doc,
		 "How far times scatter as standard deviations: between "
		 "invocations, and between the samples of one. The best number "
		 "of samples in an invocation is the one that gives the "
		 "narrowest interval in the same time");
	report_cite(report, SOURCE_KALIBERA);
	doc_text(report->doc,
		 "; where it is lower than what was measured, the time is "
		 "better spent on more blocks. The first sample stands "
		 "over the median of the others; outliers are counted, never "
		 "dropped.");
	if (any_cold(report->results)) {
		doc_text(report->doc,
			 " Cold cells were not warm at their first sample, "
			 "beyond chance: measure again with a larger ");
		doc_put(report->doc, DOC_CODE, "--warmup");
		doc_text(report->doc, ".");
	}
	doc_table(report->doc, columns, n);
	report_each_cell(report, put_noise);
}
