/* Numbers that one workload alone has: time to a first batch, and the like. */
#include <math.h>
#include <string.h>

#include "output/cell_text.h"
#include "output/report_parts.h"
#include "output/report_rows.h"
#include "output/report_text.h"

static void put_number(struct report *report, const char *unit, double value)
{
	char text[REPORT_N_TEXT];

	if (strcmp(unit, "s") == 0)
		report_seconds_text(value, text);
	else if (strcmp(unit, "B") == 0)
		report_bytes_text(value, text);
	else
		cell_rate_text(value, text, sizeof(text));
	doc_text(report->doc, "%s", text);
}

static void put_metric(struct report *report,
		       const struct metric_estimate *estimate)
{
	const char *unit = estimate->unit;
	bool is_plain = strcmp(unit, "s") != 0 && strcmp(unit, "B") != 0;

	doc_cell(report->doc);
	doc_put(report->doc, DOC_PLAIN, estimate->metric);
	doc_cell(report->doc);
	put_number(report, unit, estimate->median);
	if (is_plain && *unit)
		doc_text(report->doc, " %s", unit);
	doc_cell(report->doc);
	if (!isfinite(estimate->ci.low))
		return;
	put_number(report, unit, estimate->ci.low);
	doc_text(report->doc, " to ");
	put_number(report, unit, estimate->ci.high);
}

static void put_metrics(struct report *report, const struct contest *contest,
			unsigned cell)
{
	const struct results *results = report->results;

	for (size_t i = 0; i < results->n_metrics; i++) {
		if (results->metrics[i].cell != cell)
			continue;
		report_cell_names(report, contest, cell);
		put_metric(report, &results->metrics[i]);
	}
}

void report_metrics(struct report *report)
{
	static const char *const names[] = { "what", "median", "95 %" };
	struct doc_column columns[12];

	if (!report->results->n_metrics)
		return;
	unsigned n = report_cell_columns(report, columns);

	for (unsigned i = 0; i < 3; i++)
		columns[n++] =
			(struct doc_column){ names[i], i ? 'r' : 'l', 0 };
	doc_heading(report->doc, 2, "What the workloads counted");
	doc_paragraph(report->doc);
	doc_text(report->doc,
		 "Numbers of one workload alone: the median over invocations "
		 "and its 95 %% interval. What each means is said where the "
		 "workload is described.");
	doc_table(report->doc, columns, n);
	report_each_cell(report, put_metrics);
}
