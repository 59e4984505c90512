/*
 * The machine and how quiet it was, the interpreters, and what was not
 * measured.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/cell_text.h"
#include "output/host_text.h"
#include "output/report_parts.h"
#include "output/report_text.h"

/* --- the machine -------------------------------------------------------- */

static const struct doc_column fact_columns[] = {
	{ "fact", 'l', 0 },
	{ "value", 'l', .6 },
};

static void put_fact(struct report *report, const char *name, const char *text)
{
	if (!*text)
		return;
	report_put_cell(report, name);
	report_put_cell(report, text);
}

static void put_host_text(struct report *report, const char *name,
			  const char *key)
{
	const json_t *host = json_object_get(report->results->run, "host");

	put_fact(report, name, host_text(host, key));
}

/* A number of the host's; nothing where there is none. */
static double host_number(const struct report *report, const char *key)
{
	const json_t *value = json_object_get(
		json_object_get(report->results->run, "host"), key);

	return json_is_number(value) ? json_number_value(value) : NAN;
}

static void put_counts(struct report *report)
{
	char cores[REPORT_N_TEXT], cpus[REPORT_N_TEXT], bytes[REPORT_N_TEXT];
	char *text = alloc_printf("%s cores, %s hardware threads",
				  report_count_text(report, "n_cores", cores),
				  report_count_text(report, "n_cpus", cpus));
	double quota = host_number(report, "cgroup_quota_cpus");
	double memory = host_number(report, "memory_bytes");

	put_fact(report, "used", text);
	free(text);
	put_host_text(report, "CPUs allowed", "allowed_cpus");
	if (isfinite(quota)) {
		text = alloc_printf("%.2f CPUs", quota);
		put_fact(report, "quota", text);
		free(text);
	}
	if (isfinite(memory))
		put_fact(report, "memory", report_bytes_text(memory, bytes));
}

static void put_host(struct report *report)
{
	doc_table(report->doc, fact_columns, 2);
	put_host_text(report, "name", "name");
	put_host_text(report, "CPU", "cpu_model");
	put_counts(report);
	put_host_text(report, "virtualization", "virtualization");
	put_host_text(report, "system", "os");
	put_host_text(report, "kernel", "kernel");
	put_host_text(report, "clock source", "clocksource");
	put_host_text(report, "SMT", "smt");
	put_host_text(report, "frequency governor", "governor");
	put_host_text(report, "boost", "boost");
	put_host_text(report, "fingerprint", "fingerprint");
}

/* "2 processes 1.99× (1.93–2.01)": every ceiling. */
static void say_ceilings(struct report *report)
{
	const struct results *results = report->results;
	char text[REPORT_N_TEXT];
	unsigned n = 0;

	for (unsigned i = 0; i < results->n_cells; i++) {
		const struct estimate *e = &results->estimates[i];

		if (!contest_is_ceiling(e->cell) || e->cell->workers < 2 ||
		    !isfinite(e->speedup))
			continue;
		doc_text(report->doc, "%s%s in %u processes",
			 n++ ? ", " : "Plain C without Python gains ",
			 report_gain_text(e->speedup, &e->speedup_ci, text),
			 e->cell->workers);
	}
	char *none = n ? alloc_copy("") : host_no_ceiling_text(results);

	doc_text(report->doc, "%s. ", none);
	free(none);
}

struct noise {
	unsigned n_valid, n_tainted, n_failed, n_outliers, n_lost;
	double foreign_high; /* the noisiest cell's median share */
};

static struct noise add_up(const struct results *results)
{
	struct noise noise = { .foreign_high = NAN };

	for (unsigned i = 0; i < results->n_cells; i++) {
		const struct estimate *e = &results->estimates[i];

		noise.n_valid += e->n;
		noise.n_tainted += e->n_tainted;
		noise.n_failed += e->n_failed;
		noise.n_outliers += e->n_outliers;
		noise.n_lost += e->n_blocks_lost;
		if (isfinite(e->foreign_share))
			noise.foreign_high = fmax(isnan(noise.foreign_high)
							  ? 0
							  : noise.foreign_high,
						  e->foreign_share);
	}
	return noise;
}

#define SOME_DRIFT .02 /* not worth a word below */

static void say_noise(struct report *report)
{
	const struct noise noise = add_up(report->results);
	double aa = host_worst_aa(report->results);
	double drift = host_worst_drift(report->results);
	char text[REPORT_N_TEXT];

	if (isfinite(aa))
		doc_text(report->doc,
			 "The same serial cell twice in a block differs by "
			 "%.1f %% in the worst cell (median over blocks). ",
			 100 * expm1(aa));
	if (fabs(drift) > SOME_DRIFT)
		doc_text(
			report->doc,
			"The time of a serial cell drifted by %s over the run, "
			"more than chance explains; pairing by block takes "
			"that out. ",
			report_percent_text(drift, text));
	doc_text(report->doc,
		 "Of %u attempts other programs or the hypervisor disturbed "
		 "%u; %s were repeated, metered ones included, and %u pairs "
		 "of a block could not be used. ",
		 noise.n_tainted + noise.n_valid + noise.n_failed,
		 noise.n_tainted, report_count_text(report, "n_repeated", text),
		 noise.n_lost);
	if (isfinite(noise.foreign_high))
		doc_text(report->doc,
			 "In the noisiest cell others used %s of the wall time "
			 "(median, on all its CPUs, with what the kernel takes "
			 "to idle and to wake). ",
			 report_percent_text(noise.foreign_high, text));
	doc_text(report->doc,
		 "%u of %u valid invocations lie far from their cell's median; "
		 "they were counted, not dropped.",
		 noise.n_outliers, noise.n_valid);
}

void report_machine(struct report *report)
{
	doc_heading(report->doc, 2, "The machine");
	put_host(report);
	doc_paragraph(report->doc);
	say_ceilings(report);
	say_noise(report);
}

/* --- the interpreters --------------------------------------------------- */

static const char *yes_no(const json_t *facts, const char *key, const char *yes,
			  const char *no)
{
	const json_t *value = json_object_get(facts, key);

	return json_is_true(value) ? yes : json_is_false(value) ? no : "";
}

/* "GCC 12.2.0 -O2, shared, free-threaded, no JIT". free(). */
static char *build_text(const json_t *facts)
{
	const char *jit = host_text(facts, "jit");
	const char *parts[] = {
		host_text(facts, "compiler"),
		host_text(facts, "opt_level"),
		yes_no(facts, "shared", "shared library", "static"),
		yes_no(facts, "free_threaded", "free-threaded", ""),
		strcmp(jit, "none") == 0 ? "no JIT" : jit,
	};
	char *text = alloc_copy("");

	for (unsigned i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		char *longer =
			alloc_printf("%s%s%s", text,
				     *text && *parts[i] ? ", " : "", parts[i]);

		free(text);
		text = longer;
	}
	return text;
}

void report_pythons(struct report *report)
{
	static const struct doc_column columns[] = {
		{ "label", 'l', 0 },        { "version", 'l', 0 },
		{ "GIL", 'l', 0 },          { "build", 'l', .3 },
		{ "start method", 'l', 0 }, { "path", 'l', .28 },
	};
	const json_t *pythons =
		json_object_get(report->results->run, "pythons");
	const json_t *python;
	size_t i;

	doc_heading(report->doc, 2, "The interpreters");
	doc_table(report->doc, columns, 6);
	json_array_foreach(pythons, i, python)
	{
		const json_t *facts = json_object_get(python, "facts");
		const json_t *gil = json_object_get(python, "gil");
		char *build = build_text(facts);
		const char *texts[] = {
			host_text(python, "label"),
			host_text(python, "version"),
			json_integer_value(gil) ? "on" : "off",
			build,
			host_text(facts, "start_method"),
		};

		for (unsigned k = 0; k < 5; k++)
			report_put_cell(report, texts[k]);
		doc_cell(report->doc);
		doc_put(report->doc, DOC_CODE, host_text(python, "path"));
		free(build);
	}
}

/* --- what was not measured ---------------------------------------------- */

#define MAX_NAMED 24 /* cells of a gap; plan.csv has them all */

static const struct doc_column gap_columns[] = {
	{ "status", 'l', 0 },
	{ "cells", 'l', .42 },
	{ "why", 'l', .42 },
};

static void put_gap(struct report *report, unsigned first)
{
	const struct estimate *e = &report->results->estimates[first];
	char *names = cell_gap_text(report->results, report->contests,
				    report->n_contests, first, MAX_NAMED);

	report_put_cell(report, cell_status_names[e->status]);
	report_put_cell(report, names);
	report_put_cell(report, *e->reason ? e->reason : "no reason given");
	free(names);
}

void report_gaps(struct report *report)
{
	bool any = false;

	doc_heading(report->doc, 2, "Not measured");
	for (unsigned i = 0; i < report->results->n_cells; i++) {
		if (!cell_leads_gap(report->results, i))
			continue;
		if (!any)
			doc_table(report->doc, gap_columns, 3);
		any = true;
		put_gap(report, i);
	}
	if (any)
		return;
	doc_paragraph(report->doc);
	doc_text(report->doc, "Nothing of the plan was skipped, and no cell "
			      "failed.");
}
