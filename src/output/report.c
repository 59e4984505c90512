/*
 * The report as a whole: its order, and the files that it is written to. What
 * a section says is decided in report_NAME.c, how a format looks in doc_*.c.
 */
#include "output/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/doc_html.h"
#include "output/host_text.h"
#include "output/report_figures.h"
#include "output/report_parts.h"
#include "output/report_text.h"
#include "output/rundir.h"

void report_cite(struct report *report, enum report_source source)
{
	doc_cite(report->doc, &report_sources[source]);
	report->cited[source] = true;
}

/* "Does the GIL hold these jobs back? lab07, 1 August 2026". free(). */
static char *title_text(const struct results *results)
{
	const json_t *host = json_object_get(results->run, "host");
	const char *name = host_text(host, "name");
	char *date = report_date_text(results_text(results, "started"));
	char *title = alloc_printf("Does the GIL hold these jobs back?%s%s%s%s",
				   *name ? " " : "", name,
				   *date ? (*name ? ", " : " ") : "", date);

	free(date);
	return title;
}

static char *render(const struct results *results,
		    const struct doc_format *format)
{
	char *text = NULL, *title = title_text(results);
	size_t n_bytes = 0;
	struct doc doc;
	struct report report = { .doc = &doc, .results = results };
	FILE *file = open_memstream(&text, &n_bytes);

	report.contests = contests_find(results, &report.n_contests);
	report.several_pythons =
		contests_mix_pythons(report.contests, report.n_contests);
	report_find_figures(&report);
	doc_begin(&doc, file, format, title);
	report_lead(&report);
	report_findings(&report);
	report_hosts(&report);
	report_use(&report);
	report_numbers(&report);
	report_scaling(&report);
	report_split(&report);
	report_latency(&report);
	report_metrics(&report);
	report_costs(&report);
	report_noise(&report);
	report_machine(&report);
	report_pythons(&report);
	report_gaps(&report);
	report_method(&report);
	report_other_figures(&report);
	report_repeat(&report);
	report_references(&report);
	doc_end(&doc);
	fclose(file);
	contests_free(report.contests, report.n_contests);
	free(title);
	return text;
}

static char *render_html(const struct results *results, const char *markdown)
{
	const char *badges[VERDICT_NOT_TESTED + 2] = { NULL };
	char *title = title_text(results);

	for (unsigned i = 0; i <= VERDICT_NOT_TESTED; i++)
		badges[i] = verdict_names[i];
	char *html = doc_html(markdown, title, results->dir, badges);

	free(title);
	return html;
}

static char *render_bibtex(const struct results *results)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	report_write_bibtex(file, results);
	fclose(file);
	return text;
}

int report_write(const struct results *results, struct why *why)
{
	const struct rundir dir = { .path = results->dir, .samples_fd = -1 };
	char *markdown = render(results, &doc_markdown);
	const struct {
		const char *name;
		char *text;
	} files[] = {
		{ "report.html", render_html(results, markdown) },
		{ "report.tex", render(results, &doc_latex) },
		{ "report.bib", render_bibtex(results) },
		{ "report.md", markdown },
	};
	int status = 0;

	for (unsigned i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (status == 0)
			status =
				rundir_write(&dir, files[i].name, files[i].text,
					     strlen(files[i].text), why);
		free(files[i].text);
	}
	return status;
}
