/* Numbers that one workload alone has: time to a first batch, and the like. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/cell_text.h"
#include "output/report_parts.h"
#include "output/report_rows.h"
#include "output/report_text.h"
#include "workloads/workload.h"

/* Three digits as elsewhere; 0 is a number, and a user's may be below it. */
static const char *plain_text(double value, char text[REPORT_N_TEXT])
{
	double size = fabs(value);

	if (size < 1e-3 || size > 1e9) {
		snprintf(text, REPORT_N_TEXT, "%.3g", value);
		return text;
	}
	text[0] = '-';
	cell_rate_text(size, text + (value < 0), REPORT_N_TEXT - 1);
	return text;
}

static void put_number(struct report *report, const char *unit, double value)
{
	char text[REPORT_N_TEXT];

	if (strcmp(unit, "s") == 0 && value >= 0)
		report_seconds_text(value, text);
	else if (strcmp(unit, "B") == 0 && value >= 0)
		report_bytes_text(value, text);
	else
		plain_text(value, text);
	doc_text(report->doc, "%s", text);
}

static void put_metric(struct report *report,
		       const struct metric_estimate *estimate)
{
	const char *unit = estimate->unit;
	bool is_plain = estimate->median < 0 ||
			(strcmp(unit, "s") != 0 && strcmp(unit, "B") != 0);

	report_put_cell(report, estimate->metric);
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

/* A user's own workload said in each interpreter what it has. */
static const char *own_help(const struct results *results, const char *name,
			    const char *metric)
{
	const json_t *python, *row;
	size_t i, k;

	json_array_foreach(json_object_get(results->run, "pythons"), i, python)
	{
		const json_t *own = json_object_get(
			json_object_get(python, "facts"), "own");

		json_array_foreach(
			json_object_get(json_object_get(own, name), "metrics"),
			k, row)
		{
			const char *is =
				json_string_value(json_array_get(row, 0));
			const char *help =
				json_string_value(json_array_get(row, 3));

			if (is && help && strcmp(is, metric) == 0)
				return help;
		}
	}
	return NULL;
}

/* What it is, in a line; or NULL. */
static const char *help_of(const struct results *results, const char *name,
			   const char *metric)
{
	const struct workload *workload = workload_find(name);

	if (!workload)
		return own_help(results, name, metric);
	for (const struct metric *m = workload->metrics; m && m->name; m++)
		if (strcmp(m->name, metric) == 0)
			return m->help;
	return NULL;
}

static bool is_first(const struct results *results, size_t k)
{
	const char *workload =
		results->cells[results->metrics[k].cell].workload;

	for (size_t i = 0; i < k; i++) {
		const struct metric_estimate *other = &results->metrics[i];

		if (strcmp(other->metric, results->metrics[k].metric) == 0 &&
		    strcmp(results->cells[other->cell].workload, workload) == 0)
			return false;
	}
	return true;
}

/* What each means: once for a workload. */
static void put_meanings(struct report *report)
{
	const struct results *results = report->results;

	for (size_t k = 0; k < results->n_metrics; k++) {
		const struct metric_estimate *own = &results->metrics[k];
		const char *workload = results->cells[own->cell].workload;
		const char *help = help_of(results, workload, own->metric);

		if (!help || !*help || !is_first(results, k))
			continue;
		doc_item(report->doc);
		doc_put(report->doc, DOC_PLAIN, workload);
		doc_text(report->doc, ", ");
		doc_put(report->doc, DOC_PLAIN, own->metric);
		doc_text(report->doc, ": ");
		doc_put(report->doc, DOC_PLAIN, help);
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
		 "and its 95 %% interval.");
	put_meanings(report);
	doc_table(report->doc, columns, n);
	report_each_cell(report, put_metrics);
}
