/* Several hosts that have measured the same cells: the host is the unit. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/hosts.h"
#include "output/report_figures.h"
#include "output/report_parts.h"
#include "output/report_rows.h"
#include "output/report_text.h"

static const struct hosts *hosts_of(const struct report *report)
{
	return report->results->hosts;
}

/* --- by host ------------------------------------------------------------ */

static void put_host(struct report *report, const struct host *host)
{
	char text[REPORT_N_TEXT];

	report_put_cell(report, host->name);
	report_put_cell(report, host->hardware);
	snprintf(text, sizeof(text), "%u", host->n_measured);
	report_put_cell(report, text);
	if (isfinite(host->pace))
		snprintf(text, sizeof(text), "%.2f%s", host->pace,
			 host->pace_out ? " (stands out)" : "");
	else
		snprintf(text, sizeof(text), "\u2013");
	report_put_cell(report, text);
	snprintf(text, sizeof(text), "%u", host->n_out);
	report_put_cell(report, text);
}

static void put_hosts(struct report *report)
{
	static const struct doc_column columns[] = {
		{ "host", 'l', .3 },  { "hardware", 'l', 0 },
		{ "cells", 'r', 0 },  { "pace", 'r', 0 },
		{ "out in", 'r', 0 },
	};

	doc_table(report->doc, columns, 5);
	for (unsigned h = 0; h < hosts_of(report)->n; h++)
		put_host(report, &hosts_of(report)->items[h]);
}

/* --- in what they differ -------------------------------------------------- */

static const struct {
	const char *key, *name;
} facts[] = {
	{ "cpu_model", "CPU" },
	{ "microcode", "microcode" },
	{ "n_pus", "hardware threads" },
	{ "allowed_cpus", "CPUs allowed" },
	{ "cgroup_quota_cpus", "quota" },
	{ "kernel", "kernel" },
	{ "virtualization", "virtualization" },
	{ "smt", "SMT" },
	{ "governor", "frequency governor" },
	{ "boost", "boost" },
	{ "node_sharing", "node" },
};

#define MAX_NAMED 8 /* hosts of a value; calls/ has them all */

static const json_t *fact_of(const struct hosts *hosts, unsigned host,
			     const char *key)
{
	return json_object_get(hosts->items[host].facts, key);
}

/* Is there no host before this one with the same? */
static bool is_new(const struct hosts *hosts, unsigned host, const char *key)
{
	for (unsigned h = 0; h < host; h++)
		if (json_equal(fact_of(hosts, h, key),
			       fact_of(hosts, host, key)) ||
		    (!fact_of(hosts, h, key) && !fact_of(hosts, host, key)))
			return false;
	return true;
}

static void put_value(struct report *report, const json_t *value)
{
	if (json_is_string(value))
		doc_text(report->doc, "%s", json_string_value(value));
	else if (json_is_number(value))
		doc_text(report->doc, "%g", json_number_value(value));
	else
		doc_text(report->doc, "not known");
}

/* "powersave on lab03, lab07". */
static void put_group(struct report *report, unsigned host, const char *key)
{
	const struct hosts *hosts = hosts_of(report);
	const json_t *value = fact_of(hosts, host, key);
	unsigned n = 0;

	put_value(report, value);
	doc_text(report->doc, " on ");
	for (unsigned h = host; h < hosts->n; h++) {
		const json_t *other = fact_of(hosts, h, key);

		if (!json_equal(value, other) && (value || other))
			continue;
		if (n++ < MAX_NAMED)
			doc_text(report->doc, "%s%s", n > 1 ? ", " : "",
				 hosts->items[h].name);
	}
	if (n > MAX_NAMED)
		doc_text(report->doc, " and %u more", n - MAX_NAMED);
}

static void put_difference(struct report *report, unsigned f)
{
	const struct hosts *hosts = hosts_of(report);
	const char *key = facts[f].key;
	unsigned n = 0;

	for (unsigned h = 0; h < hosts->n; h++)
		n += is_new(hosts, h, key);
	if (n < 2)
		return;
	doc_item(report->doc);
	doc_text(report->doc, "%s: ", facts[f].name);
	n = 0;
	for (unsigned h = 0; h < hosts->n; h++) {
		if (!is_new(hosts, h, key))
			continue;
		doc_text(report->doc, "%s", n++ ? "; " : "");
		put_group(report, h, key);
	}
}

static void put_differences(struct report *report)
{
	for (unsigned f = 0; f < sizeof(facts) / sizeof(*facts); f++)
		put_difference(report, f);
}

/* --- by cell ------------------------------------------------------------ */

static void put_names(struct report *report, unsigned cell)
{
	const struct hosts *hosts = hosts_of(report);
	unsigned n = 0;

	for (unsigned h = 0; h < hosts->n; h++)
		if (hosts->items[h].cells[cell].stands_out)
			doc_text(report->doc, "%s%s", n++ ? ", " : "",
				 hosts->items[h].name);
}

static void put_spread(struct report *report, const struct contest *contest,
		       unsigned cell)
{
	const struct spread *spread = &hosts_of(report)->speedups[cell];
	char text[REPORT_N_TEXT];

	if (!hosts_have(hosts_of(report), cell))
		return;
	report_cell_names(report, contest, cell);
	snprintf(text, sizeof(text), "%u", spread->n);
	report_put_cell(report, text);
	report_put_cell(report, report_times_text(spread->median, text));
	snprintf(text, sizeof(text), "%.2f\u2013%.2f\u00d7", spread->low,
		 spread->high);
	report_put_cell(report, text);
	doc_cell(report->doc);
	put_names(report, cell);
}

static void put_spreads(struct report *report)
{
	struct doc_column columns[12];
	unsigned n = report_cell_columns(report, columns);

	columns[n++] = (struct doc_column){ "hosts", 'r', 0 };
	columns[n++] = (struct doc_column){ "median", 'r', 0 };
	columns[n++] = (struct doc_column){ "range", 'r', 0 };
	columns[n++] = (struct doc_column){ "stands out", 'l', .2 };
	doc_table(report->doc, columns, n);
	report_each_cell(report, put_spread);
}

static unsigned n_out(const struct hosts *hosts)
{
	unsigned n = 0;

	for (unsigned h = 0; h < hosts->n; h++)
		n += hosts->items[h].n_out > 0 || hosts->items[h].pace_out;
	return n;
}

static void put_words(struct report *report)
{
	const struct hosts *hosts = hosts_of(report);
	const char *host = sources_host(&report->results->sources);

	doc_paragraph(report->doc);
	doc_text(report->doc,
		 "%u hosts have measured the same cells, each against a serial "
		 "baseline of its own. Here the host is the unit: a speed-up "
		 "is the median over hosts, beside the least and the most. ",
		 hosts->n);
	if (hosts->n < SPREAD_MIN_VALUES)
		doc_text(report->doc,
			 "With fewer than %d hosts none can be said to stand "
			 "out. ",
			 SPREAD_MIN_VALUES);
	else
		doc_text(
			report->doc,
			"%u of them stand%s out: further than 3.5 MAD / 0.6745 "
			"from the median of all, with an interval that does "
			"not hold it. ",
			n_out(hosts), n_out(hosts) == 1 ? "s" : "");
	doc_text(report->doc,
		 "A host's pace is its units per second over the median of "
		 "all, a geometric mean over cells. Every host's numbers are "
		 "in ");
	doc_put(report->doc, DOC_CODE, "hosts.csv");
	if (host)
		doc_text(report->doc,
			 "; the other sections are of %s alone, of which there "
			 "is most.",
			 host);
	else
		doc_text(report->doc, ".");
}

void report_hosts(struct report *report)
{
	if (!hosts_of(report))
		return;
	doc_heading(report->doc, 2, "The hosts");
	put_words(report);
	put_differences(report);
	put_hosts(report);
	put_spreads(report);
	report_put_figure(report, "hosts");
}
