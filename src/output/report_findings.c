/* The findings: verdict, sentence, and the figure that shows it. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/report_figures.h"
#include "output/report_parts.h"
#include "output/report_text.h"

/* The figure of each; of two, the first that there is. */
static const char *const shown_by[][3] = {
	{ "F1", "speedup", "speedup-dots" },
	{ "F2", "timesplit", "timeline" },
	{ "F3", "speedup", "speedup-dots" },
	{ "F4", "speedup", "speedup-dots" },
	{ "F5", "speedup", "speedup-dots" },
	{ "F6", "throughput", "speedup-dots" },
	{ "F7a", "pythons", "speedup" },
	{ "F7b", "throughput", "" },
};

/* The first of its figures that there is, or "". */
static const char *figure_of(const struct report *report, const char *id)
{
	for (size_t i = 0; i < sizeof(shown_by) / sizeof(*shown_by); i++)
		for (unsigned k = 1; k < 3; k++)
			if (strcmp(shown_by[i][0], id) == 0 &&
			    report_has_figure(report, shown_by[i][k]))
				return shown_by[i][k];
	return "";
}

/* A figure that is there already is named, another one follows. */
static void put_finding(struct report *report, const struct finding *finding)
{
	char *head = alloc_printf("%s. %s", finding->id, finding->statement);
	const char *figure = finding->verdict == VERDICT_NOT_TESTED
				     ? ""
				     : figure_of(report, finding->id);

	doc_heading(report->doc, 3, head);
	doc_paragraph(report->doc);
	doc_strong(report->doc, "%s", verdict_names[finding->verdict]);
	doc_text(report->doc, " \u2014 ");
	report_put_sentence(report, finding->text);
	report_see_figure(report, figure);
	doc_text(report->doc, ".");
	report_put_figure(report, figure);
	free(head);
}

void report_findings(struct report *report)
{
	const struct finding *findings = report->results->findings;

	doc_heading(report->doc, 2, "Findings");
	for (unsigned i = 0; i < N_FINDINGS; i++)
		if (finding_adds(findings, i))
			put_finding(report, &findings[i]);
}
