/* How it was measured, with the numbers of this run, and how to repeat it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/shell.h"
#include "model/stats.h"
#include "output/report_parts.h"
#include "output/report_rows.h"
#include "output/report_text.h"

static unsigned n_invocations(const struct results *results)
{
	unsigned n = 0;

	for (unsigned i = 0; i < results->n_cells; i++)
		n += results->estimates[i].n;
	return n;
}

/* --- design ------------------------------------------------------------- */

static void say_design(struct report *report)
{
	char count[REPORT_N_TEXT], time[REPORT_N_TEXT];

	doc_paragraph(report->doc);
	doc_text(report->doc, "%u cells were measured in %u randomised blocks",
		 report->results->n_cells, results_blocks(report->results));
	report_cite(report, SOURCE_KALIBERA);
	doc_text(report->doc,
		 ": in each block every group of cells that share a serial "
		 "baseline comes once, its cells in random order without a "
		 "gap, the baseline first and last. Every cell of a block "
		 "runs in a fresh process tree, an invocation, with %s "
		 "samples after warm-up; there are %u valid invocations. Run "
		 "time %s; measured with gilbench %s",
		 report_count_text(report, "samples", count),
		 n_invocations(report->results),
		 report_seconds_text(results_number(report->results, "wall_s"),
				     time),
		 results_text(report->results, "gilbench"));
	report_cite(report, SOURCE_GILBENCH);
	doc_text(report->doc, ".");
}

static void say_sample(struct report *report)
{
	doc_paragraph(report->doc);
	doc_text(
		report->doc,
		"A sample is one execution of the job. Its workers meet at a "
		"barrier; wall time runs from the last arrival to the last "
		"worker's stop, with nothing of the harness in between. "
		"Workers are placed by the pin policy of their cell. "
		"Checksums prove that all variants of a job did the same "
		"work. An invocation in which other programs used more than "
		"5 %% of the wall time or the hypervisor took more than 1 %% "
		"(or what the kernel's counters can resolve, if that is more), "
		"or which a quota stopped, is tainted: it is repeated, and "
		"leaves the estimates.");
}

static bool was_tested(const struct report *report, const char *id)
{
	const struct finding *findings = report->results->findings;

	for (unsigned i = 0; i < N_FINDINGS; i++)
		if (strcmp(findings[i].id, id) == 0)
			return findings[i].verdict != VERDICT_NOT_TESTED;
	return false;
}

static void say_intervals(struct report *report)
{
	doc_text(report->doc,
		 "The unit of analysis is the median of an invocation. A "
		 "speed-up is the median over blocks of the block's baseline "
		 "over the cell's time; numbers in brackets are 95 %% "
		 "confidence intervals of the sign test");
	report_cite(report, SOURCE_CONOVER);
	doc_text(report->doc,
		 ", which needs no assumption on the noise and at least %d "
		 "pairs. The gain of other kernels over serial Python compares "
		 "two groups; its interval is made from the ends of both "
		 "times' intervals, which is wider than need be. ",
		 STATS_MIN_PAIRS);
	if (!was_tested(report, "F7b"))
		return;
	doc_text(
		report->doc,
		"Interpreters are compared by the Hodges\u2013Lehmann estimate "
		"of the log ratio, paired by block, with the interval of "
		"Wilcoxon's signed rank test");
	report_cite(report, SOURCE_HOLLANDER);
	doc_text(report->doc, ". ");
}

static void say_blocks(struct report *report)
{
	double planned = results_number(report->results, "blocks");
	unsigned n = results_blocks(report->results);

	if (results_asked(report->results->run, "precision"))
		doc_text(report->doc, "The width of all intervals decided on "
				      "the number of blocks, never a result.");
	else if (n < planned)
		doc_text(report->doc,
			 "The number of blocks was fixed beforehand; the run "
			 "ended after %u of %.0f.",
			 n, planned);
	else
		doc_text(report->doc,
			 "The number of blocks was fixed beforehand.");
}

static void say_rules(struct report *report)
{
	doc_text(report->doc, "Values more than 3.5 scaled median absolute "
			      "deviations from the median");
	report_cite(report, SOURCE_IGLEWICZ);
	doc_text(report->doc, " are counted, never dropped. ");
	if (was_tested(report, "F3")) {
		doc_text(report->doc,
			 "How many calls at once fill the GIL is computed from "
			 "the share of time for which serial code holds it, a "
			 "bound by the busiest resource");
		report_cite(report, SOURCE_DENNING);
		doc_text(report->doc, ". ");
	}
	doc_text(report->doc, "The rules of the verdicts are in "
			      "gilbench-method(7). ");
	say_blocks(report);
}

static void say_statistics(struct report *report)
{
	doc_paragraph(report->doc);
	say_intervals(report);
	say_rules(report);
}

/* --- jobs --------------------------------------------------------------- */

static const json_t *job_of(const struct results *results, unsigned group)
{
	const json_t *jobs = json_object_get(results->run, "jobs");
	const json_t *job;
	size_t i;

	json_array_foreach(jobs, i, job)
	{
		if (json_integer_value(json_object_get(job, "group")) ==
		    (json_int_t)group)
			return job;
	}
	return NULL;
}

/* One row for each group, at its serial cell. */
static void put_job(struct report *report, const struct contest *contest,
		    unsigned cell)
{
	const struct results *results = report->results;
	const struct cell *c = &results->cells[cell];
	const json_t *job = job_of(results, c->group);
	const json_t *merit = json_object_get(job, "proof_merit");
	char text[REPORT_N_TEXT];

	if (!contest_is_serial(c))
		return;
	report_cell_names(report, contest, cell);
	doc_cell(report->doc);
	if (job)
		doc_text(report->doc, "%lld",
			 (long long)json_integer_value(
				 json_object_get(job, "size")));
	report_put_cell(report, contest->unit);
	report_put_cell(report, report_seconds_text(
					results->estimates[cell].wall_s, text));
	doc_cell(report->doc);
	if (json_is_number(merit))
		doc_text(report->doc, "%.3f", json_number_value(merit));
}

static void put_jobs(struct report *report)
{
	struct doc_column columns[10];
	unsigned n = report_cell_columns(report, columns);

	columns[n++] = (struct doc_column){ "size", 'r', 0 };
	columns[n++] = (struct doc_column){ "unit", 'l', 0 };
	columns[n++] = (struct doc_column){ "serial time", 'r', 0 };
	columns[n++] = (struct doc_column){ "proof", 'r', 0 };
	doc_paragraph(report->doc);
	doc_text(report->doc,
		 "All cells of a group do the same job. The proof is the "
		 "figure of merit of a job that has one, such as the accuracy "
		 "on held-out digits.");
	doc_table(report->doc, columns, n);
	report_each_cell(report, put_job);
}

void report_method(struct report *report)
{
	doc_heading(report->doc, 2, "How it was measured");
	say_design(report);
	say_sample(report);
	say_statistics(report);
	put_jobs(report);
}

/* --- repeating ---------------------------------------------------------- */

/* The command line, with the seed if it was a random one. free(). */
static char *command_text(const struct results *results)
{
	const json_t *command = json_object_get(results->run, "command");
	const json_t *word;
	char *text = NULL;
	size_t n_bytes = 0, i;
	FILE *file = open_memstream(&text, &n_bytes);
	bool has_seed = false;

	json_array_foreach(command, i, word)
	{
		const char *said = json_string_value(word);

		if (!said)
			continue;
		has_seed |= strncmp(said, "--seed", 6) == 0;
		fputs(i ? " " : "", file);
		shell_put(file, said);
	}
	if (i && !has_seed && isfinite(results_number(results, "seed")))
		fprintf(file, " --seed %.0f", results_number(results, "seed"));
	fclose(file);
	return text;
}

void report_repeat(struct report *report)
{
	const struct results *results = report->results;
	char *command = command_text(results);
	const json_t *context = json_object_get(results->run, "context");
	const json_t *value;
	const char *key;
	char seed[REPORT_N_TEXT];

	doc_heading(report->doc, 2, "How to repeat it");
	if (*command)
		doc_command(report->doc, command);
	doc_paragraph(report->doc);
	doc_text(report->doc,
		 "Seed %s, plan %s, started %s (UTC), gilbench %s. The same "
		 "seed gives the same order and the same data; runs with the "
		 "same plan hash can be compared. samples.csv holds every "
		 "single measurement, cells.csv the estimates, figures/ what "
		 "redraws the figures; gilbench report makes this report again "
		 "from them.",
		 report_count_text(report, "seed", seed),
		 results_text(results, "plan_hash"),
		 results_text(results, "started"),
		 results_text(results, "gilbench"));
	json_object_foreach((json_t *)context, key, value)
	{
		doc_item(report->doc);
		doc_strong(report->doc, "%s", key);
		doc_text(report->doc, ": %s",
			 json_is_string(value) ? json_string_value(value) : "");
	}
	free(command);
}
