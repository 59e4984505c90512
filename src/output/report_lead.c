/*
 * The first screen: does the GIL hold these jobs back, what to use, how sure
 * is that, and what it does not say.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/answer.h"
#include "output/cell_text.h"
#include "output/choice.h"
#include "output/host_text.h"
#include "output/report_figures.h"
#include "output/report_parts.h"
#include "output/report_text.h"

/* --- the answer --------------------------------------------------------- */

/* "yes, 2 threads give 1.01× (0.97–1.05)". */
static void say_answer(FILE *words, const struct report *report,
		       const struct answer *answer)
{
	const struct results *results = report->results;
	const struct estimate *e = &results->estimates[answer->cell];
	double room = choice_room(results, (unsigned)answer->cell);
	char gain[REPORT_N_TEXT];
	char *workers = report_workers_text(e->cell);

	fputs(answer_words[answer->word], words);
	if (answer->word == ANSWER_NO && isfinite(room))
		fprintf(words, ", up to about %.0f at once", room);
	else if (answer->word == ANSWER_NO && isfinite(e->speedup))
		fprintf(words, ", %s", report_times_text(e->speedup, gain));
	else if (isfinite(e->speedup))
		fprintf(words, ", %s give %s", workers,
			report_gain_text(e->speedup, &e->speedup_ci, gain));
	free(workers);
}

/* The kernels to answer for: Python; of jobs that compute the others too. */
static void say_job(FILE *words, const struct report *report,
		    const struct contest *contest)
{
	const struct results *results = report->results;
	bool computes = contest_computes(results, contest);
	char *job = report_job_text(contest);
	unsigned n = 0;

	for (unsigned i = 0; i < contest->n_cells; i++) {
		const struct cell *c = &results->cells[contest->cells[i]];
		struct answer answer = answer_find(results, contest, c->kernel);

		/* each kernel once, by the cell that answers */
		if (answer.cell != (int)contest->cells[i] ||
		    answer.word == ANSWER_NOT_MEASURED ||
		    contest_is_control(c) ||
		    (!computes && strcmp(c->kernel, "python") != 0))
			continue;
		fprintf(words, "%s in %s: ", n ? ";" : job,
			report_kernel_text(c->kernel));
		say_answer(words, report, &answer);
		n++;
	}
	if (n)
		fputs(". ", words);
	free(job);
}

/* Jobs whose speed is a result, and not what was asked for. */
static bool has_speed(const struct contest *contest)
{
	return !contest_checks_method(contest->first) &&
	       !results_asks_latency(contest->first);
}

/* One sentence for each job, of one interpreter. free(). */
static char *answer_text(const struct report *report, unsigned leader)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *words = open_memstream(&text, &n_bytes);

	for (unsigned i = leader; i < report->n_contests; i++)
		if (contest_same_python(&report->contests[i],
					&report->contests[leader]) &&
		    has_speed(&report->contests[i]) &&
		    !contest_is_skipped(report->results, &report->contests[i]))
			say_job(words, report, &report->contests[i]);
	fclose(words);
	if (!*text) {
		free(text);
		return alloc_copy(
			results_asks_latency(report->contests[leader].first)
				? "Nothing here says: these jobs ask how late "
				  "answers are, not how much is done."
				: "Nothing here says: no job ran with threads "
				  "and serially.");
	}
	return text;
}

static void put_answer(struct report *report)
{
	for (unsigned i = 0; i < report->n_contests; i++) {
		if (!contest_leads(report->results, report->contests, i))
			continue;
		char *text = answer_text(report, i);

		if (report->several_pythons) {
			char *python = contest_python(report->results,
						      &report->contests[i]);

			doc_item(report->doc);
			doc_text(report->doc, "%s: ", python);
			free(python);
		} else {
			doc_paragraph(report->doc);
		}
		doc_strong(report->doc, "%s", text);
		free(text);
	}
}

/* --- what to use -------------------------------------------------------- */

/*
 * Over serial Python. Of another kernel, which is in another group, the
 * interval is made from the ends of both times' intervals: wider than need
 * be, never too narrow.
 */
static void put_gain(struct report *report, const struct contest *contest,
		     unsigned cell)
{
	const struct results *results = report->results;
	const struct estimate *e = &results->estimates[cell];
	const struct estimate *python =
		contest->reference < 0
			? NULL
			: &results->estimates[contest->reference];
	char text[REPORT_N_TEXT];

	if (!python || strcmp(python->cell->kernel, "python") != 0) {
		doc_text(report->doc, "\u2013");
		return;
	}
	if (python->cell->group == e->cell->group) {
		doc_text(report->doc, "%s",
			 contest_is_serial(e->cell)
				 ? "1\u00d7"
				 : report_gain_text(e->speedup, &e->speedup_ci,
						    text));
		return;
	}
	double gain = e->throughput / python->throughput;
	const struct interval ci = {
		gain * python->wall.low / python->wall_s * e->wall_s /
			e->wall.high,
		gain * python->wall.high / python->wall_s * e->wall_s /
			e->wall.low,
	};

	doc_text(report->doc, "%s", report_gain_text(gain, &ci, text));
}

static void put_costs(struct report *report, const struct contest *contest,
		      unsigned cell)
{
	const struct results *results = report->results;
	const struct estimate *e = &results->estimates[cell];
	double start_s = cell_start_s(results, cell);
	double more_bytes =
		contest->reference < 0
			? NAN
			: e->pss_bytes - results->estimates[contest->reference]
						 .pss_bytes;
	bool python = strcmp(e->cell->kernel, "python") == 0;
	char text[REPORT_N_TEXT];
	const char *comma = "";

	if (!python) {
		doc_text(report->doc, "%s code",
			 report_kernel_text(e->cell->kernel));
		comma = ", ";
	}
	if (!contest_is_serial(e->cell) && start_s >= 1e-3) {
		doc_text(report->doc, "%s%s to start", comma,
			 report_seconds_text(start_s, text));
		comma = ", ";
	}
	if (!contest_is_serial(e->cell) && more_bytes >= 0x1p20) {
		doc_text(report->doc, "%s%s", comma,
			 report_bytes_text(more_bytes, text));
		comma = ", ";
	}
	if (!*comma)
		doc_text(report->doc, "nothing");
}

static void put_choice(struct report *report, const struct contest *contest,
		       unsigned cell, bool python_only)
{
	const struct cell *c = &report->results->cells[cell];
	char *job = report_job_text(contest);
	char *workers = report_workers_text(c);
	bool python = strcmp(c->kernel, "python") == 0;

	if (report->several_pythons) {
		char *name = contest_python(report->results, contest);

		report_put_cell(report, name);
		free(name);
	}
	doc_cell(report->doc);
	doc_text(report->doc, "%s%s", job, python_only ? ", Python only" : "");
	doc_cell(report->doc);
	doc_text(report->doc, "%s%s%s",
		 python ? "" : report_kernel_text(c->kernel),
		 python ? "" : ", ", workers);
	doc_cell(report->doc);
	put_gain(report, contest, cell);
	doc_cell(report->doc);
	put_costs(report, contest, cell);
	free(workers);
	free(job);
}

static void put_choices(struct report *report)
{
	static const struct doc_column alone[] = {
		{ "job", 'l', .27 },
		{ "use", 'l', .2 },
		{ "gain over serial Python", 'l', 0 },
		{ "costs", 'l', .25 },
	};
	static const struct doc_column several[] = {
		{ "Python", 'l', .15 }, { "job", 'l', .18 },
		{ "use", 'l', .14 },    { "gain over serial Python", 'l', 0 },
		{ "costs", 'l', .18 },
	};

	unsigned first = 0;

	while (first < report->n_contests &&
	       !has_speed(&report->contests[first]))
		first++;
	if (report->n_contests && first == report->n_contests)
		return;
	if (report->several_pythons)
		doc_table(report->doc, several, 5);
	else
		doc_table(report->doc, alone, 4);
	for (unsigned i = first; i < report->n_contests; i++) {
		const struct contest *contest = &report->contests[i];
		struct choice choice = choice_find(report->results, contest);

		if (!has_speed(contest))
			continue;
		if (choice.other >= 0)
			put_choice(report, contest, (unsigned)choice.other,
				   false);
		if (choice.python >= 0)
			put_choice(report, contest, (unsigned)choice.python,
				   choice.other >= 0);
	}
}

/* --- how sure ----------------------------------------------------------- */

/* "F1–F3 and F5": findings with this verdict. free(), "" if none. */
static char *list_findings(const struct results *results, enum verdict verdict,
			   unsigned *n_listed)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *words = open_memstream(&text, &n_bytes);

	*n_listed = 0;
	for (unsigned i = 0; i < N_FINDINGS; i++) {
		unsigned last = i;

		if (results->findings[i].verdict != verdict)
			continue;
		while (last + 1 < N_FINDINGS &&
		       results->findings[last + 1].verdict == verdict)
			last++;
		fprintf(words, "%s%s", *n_listed ? ", " : "",
			results->findings[i].id);
		if (last > i)
			fprintf(words, "%s%s", last > i + 1 ? "\u2013" : ", ",
				results->findings[last].id);
		*n_listed += last - i + 1;
		i = last;
	}
	fclose(words);
	return text;
}

static void put_verdicts(struct report *report)
{
	static const char *const says[][2] = {
		[VERDICT_HOLDS] = { "holds", "hold" },
		[VERDICT_PARTLY] = { "holds partly", "hold partly" },
		[VERDICT_FAILS] = { "does not hold", "do not hold" },
		[VERDICT_CANNOT_TELL] = { "cannot be told", "cannot be told" },
		[VERDICT_NOT_TESTED] = { "was not tested", "were not tested" },
	};
	const char *before = "";

	doc_paragraph(report->doc);
	doc_text(report->doc, "Findings: ");
	for (unsigned v = 0; v <= VERDICT_NOT_TESTED; v++) {
		unsigned n;
		char *list =
			list_findings(report->results, (enum verdict)v, &n);

		if (n) {
			doc_text(report->doc, "%s%s %s", before, list,
				 says[v][n > 1]);
			before = "; ";
		}
		free(list);
	}
	doc_text(report->doc, ".");
}

static bool any_param(const struct results *results, const char *name,
		      const char *value)
{
	char found[32];

	for (unsigned i = 0; i < results->n_cells; i++)
		if (cell_param(&results->cells[i], name, found,
			       sizeof(found)) == 0 &&
		    strcmp(found, value) == 0)
			return true;
	return false;
}

static bool any_free_threaded(const struct results *results)
{
	const json_t *pythons = json_object_get(results->run, "pythons");
	const json_t *python;
	size_t i;

	json_array_foreach(pythons, i, python)
	{
		const json_t *facts = json_object_get(python, "facts");

		if (json_is_true(json_object_get(facts, "free_threaded")))
			return true;
	}
	return false;
}

/* What a reader must not conclude. */
static void put_validity(struct report *report)
{
	const struct results *results = report->results;
	const json_t *pythons = json_object_get(results->run, "pythons");
	double repeated = results_number(results, "n_repeated");
	char number[REPORT_N_TEXT];
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *words = open_memstream(&text, &n_bytes);

	fputs("Valid for this host, ", words);
	if (json_array_size(pythons) == 1) {
		char *python = host_python_text(json_array_get(pythons, 0));

		fprintf(words, "%s", python);
		free(python);
	} else {
		fputs("these interpreters", words);
	}
	fprintf(words,
		" and these sizes of jobs. %u blocks of %s samples, "
		"medians paired by block, 95 %% sign intervals",
		results_blocks(results),
		report_count_text(report, "samples", number));
	if (repeated > 0)
		fprintf(words, "; %.0f disturbed invocation%s repeated",
			repeated, repeated == 1 ? "" : "s");
	fputs(". Not shown: ", words);
	if (any_param(results, "cache", "warm") &&
	    !any_param(results, "cache", "cold"))
		fputs("a cold disk, ", words);
	if (!any_free_threaded(results))
		fputs("a free-threaded Python, ", words);
	fprintf(words, "more than %s cores, other machines.",
		report_count_text(report, "n_cores", number));
	fclose(words);
	doc_paragraph(report->doc);
	doc_put(report->doc, DOC_EMPHASIS, text);
	free(text);
}

/* --- what is wrong ------------------------------------------------------ */

static void put_alert(struct report *report, const char *head, const char *text)
{
	doc_paragraph(report->doc);
	doc_strong(report->doc, "%s", head);
	doc_text(report->doc, " %s", text);
}

static void put_alerts(struct report *report)
{
	const json_t *run = report->results->run;
	const json_t *status = json_object_get(run, "exit_status");
	const json_t *warnings = json_object_get(run, "warnings");
	const json_t *warning;
	size_t i;

	if (json_is_null(status))
		put_alert(report, "Unfinished:",
			  "the run was killed or still goes on. This is what "
			  "was measured until then.");
	else if (json_integer_value(status) > 128)
		put_alert(report, "Interrupted:",
			  "this is what was measured until then.");
	else if (json_integer_value(status) == 5)
		put_alert(report, "Do not use these numbers:",
			  "checksums or the state of the GIL did not match, so "
			  "not all variants did the same work.");
	json_array_foreach(warnings, i, warning)
	{
		const char *text = json_string_value(warning);

		if (text)
			put_alert(report, "Warning:", text);
	}
}

void report_lead(struct report *report)
{
	put_answer(report);
	put_alerts(report);
	put_choices(report);
	if (!report_put_figure(report, "speedup"))
		report_put_figure(report, "speedup-dots");
	put_verdicts(report);
	put_validity(report);
	if (report->n_figures)
		return;
	doc_paragraph(report->doc);
	doc_text(report->doc, "There are no figures yet: ");
	doc_put(report->doc, DOC_CODE, "gilbench report DIR");
	doc_text(report->doc, " draws them.");
}
