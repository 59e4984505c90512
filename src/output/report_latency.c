/* How late the answers were, where single units were timed. */
#include <math.h>

#include "output/report_parts.h"
#include "output/report_rows.h"
#include "output/report_text.h"

static void put_seconds(struct report *report, double seconds)
{
	char text[REPORT_N_TEXT];

	report_put_cell(report, report_seconds_text(seconds, text));
}

static void put_latency(struct report *report, const struct contest *contest,
			unsigned cell)
{
	const struct results *results = report->results;
	const struct estimate *e = &results->estimates[cell];
	const struct laps *laps = results->laps ? results->laps[cell] : NULL;

	if (isnan(e->lat_p50_s))
		return;
	report_cell_names(report, contest, cell);
	put_seconds(report, e->lat_p50_s);
	put_seconds(report, laps_percentile(laps, .95));
	put_seconds(report, e->lat_p99_s);
	put_seconds(report, laps_percentile(laps, .999));
	doc_cell(report->doc);
	doc_text(report->doc, "%llu",
		 laps ? (unsigned long long)laps->n : 0ull);
}

void report_latency(struct report *report)
{
	static const char *const names[] = { "median", "95 %", "99 %", "99.9 %",
					     "answers" };
	const struct results *results = report->results;
	struct doc_column columns[12];
	unsigned first = 0;

	while (first < results->n_cells &&
	       isnan(results->estimates[first].lat_p50_s))
		first++;
	if (first == results->n_cells)
		return;
	unsigned n = report_cell_columns(report, columns);

	for (unsigned i = 0; i < 5; i++)
		columns[n++] = (struct doc_column){ names[i], 'r', 0 };
	doc_heading(report->doc, 2, "How late answers were");
	doc_paragraph(report->doc);
	doc_text(report->doc,
		 "From the end of the worker's unit before to the unit's own, "
		 "or in an open loop (rate) from its intended start; over all "
		 "valid samples. A percentile needs at least ten answers above "
		 "it, so 99 %% needs 1000.");
	doc_table(report->doc, columns, n);
	report_each_cell(report, put_latency);
}
