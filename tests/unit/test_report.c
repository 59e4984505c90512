/*
 * The report of results made by hand: against a golden file, with several
 * interpreters, with hostile names, with nearly nothing; and what it exports.
 */
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "fake_results.h"
#include "golden.h"
#include "output/export.h"
#include "output/report.h"

static const char *const files[] = { "report.md", "report.html", "report.tex",
				     "report.bib" };
#define N_FILES 4

struct written {
	char dir[40];
	char *text[N_FILES]; /* by the order of files[] */
};

static char *read_file(const char *dir, const char *name)
{
	char *path = alloc_printf("%s/%s", dir, name);
	FILE *file = fopen(path, "r");
	char *text = alloc_zero(1 << 20, 1);

	if (!file)
		fail_msg("%s was not written", path);
	text[fread(text, 1, (1 << 20) - 1, file)] = '\0';
	fclose(file);
	free(path);
	return text;
}

static void make_dir(struct written *written)
{
	strcpy(written->dir, "/tmp/gilbench-report-XXXXXX");
	assert_non_null(mkdtemp(written->dir));
}

/* Files are read back and removed with the directory. */
static void write_report(struct written *written, struct results *results)
{
	struct why why = { "" };

	free(results->dir);
	results->dir = alloc_copy(written->dir);
	if (report_write(results, &why) < 0)
		fail_msg("%s", why.text);
	for (unsigned i = 0; i < N_FILES; i++)
		written->text[i] = read_file(written->dir, files[i]);
	char *command = alloc_printf("rm -r %s", written->dir);

	assert_int_equal(system(command), 0);
	free(command);
}

static void written_fini(struct written *written)
{
	for (unsigned i = 0; i < N_FILES; i++)
		free(written->text[i]);
}

static void make_default(struct results *results)
{
	fake_results(results, "x", fake_default_plan, fake_default_n,
		     fake_run_json);
}

static void check_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no '%s' in: %s", part, text);
}

static void check_has_not(const char *text, const char *part)
{
	const char *found = strstr(text, part);

	if (found)
		fail_msg("'%s' in: %.200s", part, found);
}

static void default_plan(void **state)
{
	struct results results;
	struct written written;

	make_default(&results);
	make_dir(&written);
	write_report(&written, &results);
	golden_check("report-default.md", written.text[0]);
	golden_check("report.bib", written.text[3]);
	check_has(written.text[1],
		  "<strong class=\"badge badge0\">holds</strong>");
	check_has(written.text[2], "\\cite{conover1999}");
	check_has(written.text[2], "\\toprule");
	written_fini(&written);
	fake_results_fini(&results);
	(void)state;
}

static void make_latencies(struct results *results)
{
	static const struct fake_cell cells[] = {
		{ "mixed", "python", "serial", 1, 900, 0, 0, 0, 0, 0, 1, 0,
		  "place=same", CELL_OK, "", NULL },
		{ "mixed", "native", "serial", 1, 100, 0, 0, 0, 0, 0, 1, 0,
		  "place=same", CELL_OK, "", NULL },
	};

	fake_results(results, "x", cells, 2, fake_run_json);
	results->laps[0] = alloc_zero(1, sizeof(*results->laps[0]));
	results->laps[0]->n = 400;
	results->laps[0]->counts[bucket_of(5000000)] = 400;
	results->estimates[0].lat_p50_s = .005;
	results->estimates[1].lat_p50_s = .009;
}

/* Jobs that ask for latency: those are told, and no gain in speed. */
static void latencies(void **state)
{
	struct results results;
	struct written written;

	(void)state;
	make_latencies(&results);
	make_dir(&written);
	write_report(&written, &results);
	check_has(written.text[0], "how late answers are, not how much");
	check_has_not(written.text[0], "| gain over serial Python |");
	/* too few for 99 % */
	check_has(written.text[0], "| Python | serial | 5 ms | 5 ms | \u2013 "
				   "| \u2013 | 400 |");
	/* the one with the earlier answers, though it is not the last */
	check_has(written.text[0], "python code, one thread: half of the "
				   "answers within 5 ms");
	written_fini(&written);
	fake_results_fini(&results);
}

/* 0 is a number, and so is what is below it; each is explained once. */
static void metrics(void **state)
{
	static const struct fake_cell cells[] = {
		{ "shared-state", "python", "serial", 1, 900, 0, 0, 0, 0, 0, 1,
		  0, "", CELL_OK, "", NULL },
	};
	static const struct interval none = { NAN, NAN };
	struct metric_estimate all[] = {
		{ 0, "lost_updates", "", 6, 0, { 0, 0 } },
		{ 0, "gain", "", 6, -1.5, { -20, 4200 } },
		{ 0, "least", "/s", 6, 1e-6, none },
	};
	struct results results;
	struct written written;

	(void)state;
	fake_results(&results, "x", cells, 1, fake_run_json);
	results.metrics = all;
	results.n_metrics = 3;
	make_dir(&written);
	write_report(&written, &results);
	check_has(written.text[0], "| lost_updates | 0 | 0 to 0 |");
	check_has(written.text[0], "| gain | -1.50 | -20.0 to 4200 |");
	check_has(written.text[0], "| least | 1e-06 /s |  |");
	check_has(written.text[0], "- shared-state, lost_updates: updates "
				   "that another worker's overwrote");
	written_fini(&written);
	results.metrics = NULL;
	results.n_metrics = 0;
	fake_results_fini(&results);
}

/* Figures are shown where there are files, each once. */
static void figures(void **state)
{
	struct results results;
	struct written written;
	char *command;

	make_default(&results);
	make_dir(&written);
	command = alloc_printf("mkdir %s/figures && printf '<svg width=\"672\""
			       " height=\"289\">' | tee %s/figures/speedup.svg "
			       ">%s/figures/waits.svg",
			       written.dir, written.dir, written.dir);
	assert_int_equal(system(command), 0);
	free(command);
	write_report(&written, &results);
	check_has(written.text[0], "](figures/speedup.svg)");
	check_has(written.text[0], "![Figure 2. Of the times");
	check_has(written.text[0], "(see figure 1)");
	check_has_not(written.text[0], "timesplit");
	check_has(written.text[2],
		  "\\includegraphics[width=\\linewidth,height=.8\\textheight,"
		  "keepaspectratio]{figures/speedup.pdf}");
	check_has(written.text[1], "src=\"data:image/svg+xml;base64,");
	written_fini(&written);
	fake_results_fini(&results);
	(void)state;
}

static void several_pythons(void **state)
{
	struct fake_cell cells[FAKE_PYTHONS_MAX];
	struct results results;
	struct written written;
	unsigned n = fake_pythons_plan(cells, 4);

	fake_results(&results, "x", cells, n, fake_pythons_json);
	make_dir(&written);
	write_report(&written, &results);
	check_has(written.text[0], "- CPython 3.13.0t, GIL off: **train-step ");
	check_has(written.text[0], "| Python | job | use |");
	check_has(written.text[0], "no-subinterpreters: it needs CPython 3.12");
	written_fini(&written);
	fake_results_fini(&results);
	(void)state;
}

#define NASTY                                                                  \
	"<script>alert(1)</script> \\\\input{/etc/passwd} `id` | x \\\"]( "    \
	"![a](http://evil.example/x) $(id) \\n# h"

/* Names from a machine that wants to be more than a name. */
static void hostile_names(void **state)
{
	static const struct fake_cell cells[] = {
		{ "train-step", "python", "serial", 1, 587, 0, 0, 0, .04, 14, 1,
		  0, "a=<b>;c=\\d|e", CELL_OK, "", "<i>py</i>" },
		{ "train-step", "python", "threads", 2, 592, 1.01, .97, 1.05,
		  .04, 14, .5, 0, "a=<b>;c=\\d|e", CELL_SKIPPED,
		  "no: <script>x</script>\n\\end{document} | y", "<i>py</i>" },
	};
	struct results results;
	struct written written;

	fake_results(&results, "x", cells, 2,
		     "{\"schema\": 1, \"gilbench\": \"" NASTY "\","
		     " \"seed\": 1, \"plan_hash\": \"" NASTY "\","
		     " \"started\": \"" NASTY "\","
		     " \"command\": [\"gilbench\", \"" NASTY "\", \"it's\"],"
		     " \"context\": {\"" NASTY "\": \"" NASTY "\"},"
		     " \"host\": {\"name\": \"" NASTY "\","
		     " \"cpu_model\": \"" NASTY "\", \"os\": \"" NASTY "\"},"
		     " \"pythons\": [{\"label\": \"<i>py</i>\","
		     " \"version\": \"" NASTY "\", \"path\": \"" NASTY "\","
		     " \"gil\": 1, \"facts\": {\"compiler\": \"" NASTY "\"}}],"
		     " \"warnings\": [\"" NASTY "\"]}");
	make_dir(&written);
	write_report(&written, &results);
	for (unsigned i = 0; i < 2; i++)
		check_has_not(written.text[i], "\n# h");
	check_has_not(written.text[1], "<script");
	check_has_not(written.text[1], "<i>");
	check_has_not(written.text[1], "<a ");
	check_has_not(written.text[1], "<img");
	check_has(written.text[1], "&lt;script&gt;alert(1)&lt;/script&gt;");
	check_has_not(written.text[2], "\\input");
	assert_string_equal(strstr(written.text[2], "\\end{document}"),
			    "\\end{document}\n");
	check_has_not(written.text[3], "<script");
	written_fini(&written);
	fake_results_fini(&results);
	(void)state;
}

/* A run.json with the schema alone, and nothing measured. */
static void nearly_nothing(void **state)
{
	static const struct fake_cell cells[] = {
		{ "train-step", "python", "serial", 1, 0, 0, 0, 0, 0, 0, 0, 0,
		  NULL, CELL_FAILED, "", NULL },
	};
	struct results results;
	struct written written;

	fake_results(&results, "x", cells, 1, "{\"schema\": 1}");
	make_dir(&written);
	write_report(&written, &results);
	check_has(written.text[0], "no reason given");
	for (unsigned i = 0; i < 3; i++) {
		check_has(written.text[i], "Nothing here says");
		check_has_not(written.text[i], "nan");
		check_has_not(written.text[i], "(null)");
	}
	written_fini(&written);
	fake_results_fini(&results);
	(void)state;
}

static void how_it_ended(void **state)
{
	static const char *const cases[][2] = {
		{ "null", "**Unfinished:**" },
		{ "130", "**Interrupted:**" },
		{ "5", "**Do not use these numbers:**" },
	};

	for (unsigned i = 0; i < 3; i++) {
		struct results results;
		struct written written;

		make_default(&results);
		json_object_set_new(
			results.run, "exit_status",
			json_loads(cases[i][0], JSON_DECODE_ANY, NULL));
		make_dir(&written);
		write_report(&written, &results);
		check_has(written.text[0], cases[i][1]);
		written_fini(&written);
		fake_results_fini(&results);
	}
	(void)state;
}

static char *exported(export_writer *write, const struct results *results)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	write(file, results);
	fclose(file);
	return text;
}

/* The keys of a cell are the columns of cells.csv, in their order. */
static void json_export(void **state)
{
	struct results results;

	make_default(&results);
	char *text = exported(export_json, &results), *csv = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&csv, &n_bytes);

	estimate_write(file, results.estimates, results.n_cells);
	fclose(file);
	json_t *root = json_loads(text, 0, NULL);
	json_t *cells = json_object_get(root, "cells");
	json_t *cell = json_array_get(cells, 3), *value;
	char *rest = csv, *header = strsep(&rest, "\n");
	const char *key;

	assert_int_equal(json_array_size(cells), fake_default_n);
	json_object_foreach(cell, key, value)
		assert_string_equal(key, strsep(&header, ","));
	assert_null(header);
	assert_string_equal(json_string_value(json_object_get(cell, "kernel")),
			    "python");
	assert_int_equal(json_integer_value(json_object_get(cell, "workers")),
			 2);
	assert_true(json_real_value(json_object_get(cell, "speedup")) == 1.01);
	assert_true(json_is_null(json_object_get(cell, "self_speedup")));
	assert_string_equal(
		json_string_value(json_object_get(root, "plan_hash")),
		"3f9c2e1a00112233");
	json_decref(root);
	free(csv);
	free(text);
	fake_results_fini(&results);
	(void)state;
}

static void cells_as_markdown(void **state)
{
	struct results results;

	make_default(&results);
	char *text = exported(report_write_cells, &results);

	check_has(text, "| job | kernel | workers | units/s | over serial "
			"(95 %) | of the ceiling | n |\n");
	check_has(text,
		  "\n| train-step | Python | 2 threads | 592 | 1.01\u00d7 "
		  "(0.97\u20131.05) | 51 % (49\u201353) | 9 |\n");
	free(text);
	fake_results_fini(&results);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_plan),
		cmocka_unit_test(latencies),
		cmocka_unit_test(metrics),
		cmocka_unit_test(figures),
		cmocka_unit_test(several_pythons),
		cmocka_unit_test(hostile_names),
		cmocka_unit_test(nearly_nothing),
		cmocka_unit_test(how_it_ended),
		cmocka_unit_test(json_export),
		cmocka_unit_test(cells_as_markdown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
