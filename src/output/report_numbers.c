/* The numbers of every cell: speed, and where the time went. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/report.h"
#include "output/report_figures.h"
#include "output/report_parts.h"
#include "output/report_rows.h"
#include "output/report_text.h"

/* --- speed -------------------------------------------------------------- */

static void put_first(struct report *report, const struct contest *contest,
		      unsigned cell)
{
	const struct estimate *e = &report->results->estimates[cell];
	bool serial = contest_is_serial(e->cell);
	char text[REPORT_N_TEXT];

	report_cell_names(report, contest, cell);
	report_put_cell(report, e->throughput > 0
					? report_rate_text(e->throughput, text)
					: cell_status_names[e->status]);
	report_put_cell(
		report,
		serial ? "1\u00d7"
		       : report_gain_text(e->speedup, &e->speedup_ci, text));
}

static void put_last(struct report *report, unsigned cell)
{
	const struct estimate *e = &report->results->estimates[cell];
	char text[REPORT_N_TEXT];

	doc_cell(report->doc);
	if (!contest_is_serial(e->cell))
		doc_text(report->doc, "%s",
			 report_share_text(e->efficiency, &e->efficiency_ci,
					   text));
	doc_cell(report->doc);
	doc_text(report->doc, "%u", e->n);
}

static void put_speed(struct report *report, const struct contest *contest,
		      unsigned cell)
{
	put_first(report, contest, cell);
	put_last(report, cell);
}

static void put_speed_and_self(struct report *report,
			       const struct contest *contest, unsigned cell)
{
	const struct estimate *e = &report->results->estimates[cell];
	char text[REPORT_N_TEXT];

	put_first(report, contest, cell);
	doc_cell(report->doc);
	if (!contest_is_serial(e->cell))
		doc_text(report->doc, "%s",
			 report_gain_text(e->self_speedup, &e->self_speedup_ci,
					  text));
	put_last(report, cell);
}

static bool any_self(const struct results *results)
{
	for (unsigned i = 0; i < results->n_cells; i++)
		if (!contest_is_serial(&results->cells[i]) &&
		    !contest_is_ceiling(&results->cells[i]) &&
		    isfinite(results->estimates[i].self_speedup))
			return true;
	return false;
}

static void put_speeds(struct report *report)
{
	struct doc_column columns[10];
	unsigned n = report_cell_columns(report, columns);
	bool self = any_self(report->results);

	columns[n++] = (struct doc_column){ "units/s", 'r', 0 };
	columns[n++] = (struct doc_column){ "over serial (95 %)", 'r', 0 };
	if (self)
		columns[n++] =
			(struct doc_column){ "over 1 of the same", 'r', 0 };
	columns[n++] = (struct doc_column){ "of the ceiling", 'r', 0 };
	columns[n++] = (struct doc_column){ "n", 'r', 0 };
	doc_table(report->doc, columns, n);
	report_each_cell(report, self ? put_speed_and_self : put_speed);
}

/* "A unit is a mini-batch (train-step), a shard (dataset-load)." */
static void say_units(struct report *report)
{
	const struct contest *contests = report->contests;

	doc_text(report->doc, "A unit is ");
	for (unsigned i = 0; i < report->n_contests; i++) {
		const char *name = contests[i].first->workload;
		unsigned k = 0;

		while (strcmp(contests[k].first->workload, name) != 0)
			k++;
		if (k == i)
			doc_text(report->doc, "%sa %s (%s)", i ? ", " : "",
				 contests[i].unit, name);
	}
	doc_text(report->doc, ". ");
}

/* Of all ceilings, or NULL: sections of a plan have one each. */
static const char *ceiling_workload(const struct results *results)
{
	const char *workload = NULL;

	for (unsigned i = 0; i < results->n_cells; i++) {
		const struct cell *cell = &results->cells[i];

		if (!contest_is_ceiling(cell))
			continue;
		if (workload && strcmp(workload, cell->workload) != 0)
			return NULL;
		workload = cell->workload;
	}
	return workload;
}

void report_numbers(struct report *report)
{
	const char *ceiling = ceiling_workload(report->results);

	doc_heading(report->doc, 2, "All speeds");
	doc_paragraph(report->doc);
	doc_text(report->doc,
		 "Every speed-up has two baselines: the serial cell of the "
		 "same kernel, paired by block; and one worker of the same "
		 "executor, which pays for that executor's machinery too. ");
	if (!any_self(report->results)) {
		doc_text(report->doc,
			 "No cell with one worker was measured, so the second "
			 "is not known here: plan it with 1 among the counts "
			 "of ");
		doc_put(report->doc, DOC_CODE, "-t");
		doc_text(report->doc, ". ");
	}
	say_units(report);
	doc_text(report->doc, "The ceiling is ");
	if (ceiling)
		doc_text(report->doc, "%s in ", ceiling);
	doc_text(report->doc,
		 "plain C in as many processes, without Python. n counts valid "
		 "invocations.");
	put_speeds(report);
	report_put_figure(report, "throughput");
	report_put_figure(report, "speedup-dots");
	report_put_figure(report, "heatmap");
	report_put_figure(report, "latency");
	report_put_figure(report, "amdahl");
	report_put_figure(report, "mixed");
}

/* --- where the time went ------------------------------------------------ */

static void put_split(struct report *report, const struct contest *contest,
		      unsigned cell)
{
	static const enum split_part order[] = { SPLIT_RUNNING, SPLIT_WAITING,
						 SPLIT_RUNNABLE,
						 SPLIT_BLOCKED };
	const struct estimate *e = &report->results->estimates[cell];
	char text[REPORT_N_TEXT];

	if (isnan(e->split[SPLIT_RUNNING]))
		return;
	report_cell_names(report, contest, cell);
	for (unsigned i = 0; i < N_SPLIT_PARTS; i++)
		report_put_cell(report,
				report_percent_text(e->split[order[i]], text));
	report_put_cell(report, report_percent_text(e->gil_hold_share, text));
}

static bool any_split(const struct results *results)
{
	for (unsigned i = 0; i < results->n_cells; i++)
		if (!isnan(results->estimates[i].split[SPLIT_RUNNING]))
			return true;
	return false;
}

/* The least and the largest cost of the meter among all cells. */
static void say_meter_cost(struct report *report)
{
	const struct results *results = report->results;
	char low_text[REPORT_N_TEXT], high_text[REPORT_N_TEXT];
	double low = INFINITY, high = -INFINITY;

	for (unsigned i = 0; i < results->n_cells; i++) {
		double cost = results->estimates[i].meter_cost;

		if (isfinite(cost)) {
			low = fmin(low, cost);
			high = fmax(high, cost);
		}
	}
	if (low <= high)
		doc_text(report->doc,
			 " The meter itself changed the time of a cell by %s "
			 "to %s (medians); times are never taken from metered "
			 "samples.",
			 report_percent_text(low, low_text),
			 report_percent_text(high, high_text));
}

void report_split(struct report *report)
{
	struct doc_column columns[10];
	unsigned n = report_cell_columns(report, columns);

	doc_heading(report->doc, 2, "Where the time went");
	doc_paragraph(report->doc);
	if (!any_split(report->results)) {
		doc_text(report->doc,
			 "Not known: no sample was taken with the GIL meter.");
		return;
	}
	doc_text(report->doc,
		 "Shares of workers \u00d7 wall time in samples with the GIL "
		 "meter, which counts and times every switch of the GIL. The "
		 "four parts add up to 100 %%; the time for which the GIL was "
		 "held stands beside them");
	report_see_figure(report, "timesplit");
	doc_text(report->doc, ".");
	say_meter_cost(report);
	columns[n++] = (struct doc_column){ "running", 'r', 0 };
	columns[n++] = (struct doc_column){ "waiting for the GIL", 'r', 0 };
	columns[n++] = (struct doc_column){ "runnable", 'r', 0 };
	columns[n++] = (struct doc_column){ "blocked", 'r', 0 };
	columns[n++] = (struct doc_column){ "holding the GIL", 'r', 0 };
	doc_table(report->doc, columns, n);
	report_each_cell(report, put_split);
	report_put_figure(report, "timesplit");
	report_put_figure(report, "timeline");
	report_put_figure(report, "waits");
}

/* --- the table alone ---------------------------------------------------- */

void report_write_cells(FILE *file, const struct results *results)
{
	struct doc doc = { .file = file, .format = &doc_markdown };
	struct report report = { .doc = &doc,
				 .results = results,
				 .whole_rows = true };

	report.contests = contests_find(results, &report.n_contests);
	report.several_pythons =
		contests_mix_pythons(report.contests, report.n_contests);
	put_speeds(&report);
	doc_end(&doc);
	contests_free(report.contests, report.n_contests);
}
