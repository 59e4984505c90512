/* gilbench report: the report of finished runs, and their data elsewhere. */
#include "cmd.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "cli/exports.h"
#include "cli/options.h"
#include "output/derive.h"
#include "output/figures.h"
#include "output/report.h"

struct report_settings {
	struct exports exports;
	bool no_plot;
};

#define EXPORT_SETTER(name, format)                                            \
	static int set_##name(void *target, const char *value,                 \
			      struct why *why)                                 \
	{                                                                      \
		return exports_set(                                            \
			&((struct report_settings *)target)->exports, format,  \
			value, why);                                           \
	}

EXPORT_SETTER(csv, EXPORT_CSV)
EXPORT_SETTER(json, EXPORT_JSON)
EXPORT_SETTER(markdown, EXPORT_MARKDOWN)
EXPORT_SETTER(pyperf, EXPORT_PYPERF)

static int set_no_plot(void *target, const char *value, struct why *why)
{
	(void)value;
	(void)why;
	((struct report_settings *)target)->no_plot = true;
	return 0;
}

static const struct option_row rows[] = {
	{ "no-plot", 0, NULL, "draw no figures; show those that are there",
	  set_no_plot },
	EXPORT_ROWS(set_csv, set_json, set_markdown, set_pyperf),
	{ 0 },
};

static const struct command_help help = {
	.synopsis = "gilbench report [options] DIR...",
	.summary = "Write the report of a run directory: report.md, .html "
		   "and .tex in it.",
	.rows = rows,
	.epilogue = "Everything else that follows from the samples is made "
		    "again too: samples.csv,\ncells.csv and the figures.",
};

/* What was typed. 0, or -1 with why. */
static int check(const struct report_settings *settings, char **dirs,
		 int n_dirs, struct why *why)
{
	if (cmd_check_runs("report", dirs, (size_t)n_dirs, why) < 0)
		return -1;
	if (n_dirs > 1 && exports_any(&settings->exports))
		return why_set(why, "exports are of one run: name one "
				    "directory");
	return 0;
}

/* Everything in a run directory that follows from its samples. */
static int derive(const struct results *results,
		  const struct report_settings *settings, struct why *why)
{
	const struct rundir dir = { .path = results->dir, .samples_fd = -1 };
	char *plots = alloc_printf("%s/plots", cmd_libdir());
	struct why no_figures;
	int status = derive_write(&dir, results, why);

	bool shown = results_can_show(results);

	if (status == 0 && shown && !settings->no_plot &&
	    figures_draw(results, plots, &no_figures) < 0) {
		why_context(&no_figures, "no figures");
		cmd_fail("report", EXIT_DONE, no_figures.text);
	}
	if (status == 0 && shown)
		status = report_write(results, why);
	if (status == 0)
		status = exports_write(&settings->exports, results, why);
	free(plots);
	return status;
}

static int report(const char *dir, const struct report_settings *settings,
		  struct why *why)
{
	struct results results;

	if (results_load(&results, dir, why) < 0)
		return -1;
	int status = derive(&results, settings, why);

	if (status == 0 && !results_can_show(&results))
		fprintf(stderr,
			"gilbench report: %u cells, more than %d: no report, "
			"no figures\n",
			results.n_cells, RESULTS_MAX_SHOWN);
	else if (status == 0 && !exports_take_stdout(&settings->exports))
		printf("%s/report.html\n", results.dir);
	results_fini(&results);
	return status;
}

int cmd_report(int argc, char **argv)
{
	struct report_settings settings = { 0 };
	char **dirs = NULL;
	int n_dirs = 0, status = EXIT_DONE;
	bool done = false;
	struct why why;

	if (options_parse(&help, &settings, argc, argv, &dirs, &n_dirs, &done,
			  &why) < 0)
		return cmd_fail("report", EXIT_USAGE, why.text);
	if (!done && check(&settings, dirs, n_dirs, &why) < 0)
		status = cmd_fail("report", EXIT_USAGE, why.text);
	for (int i = 0; i < n_dirs && !done && status != EXIT_USAGE; i++)
		if (report(dirs[i], &settings, &why) < 0)
			status = cmd_fail("report", EXIT_BROKEN, why.text);
	free(dirs);
	return status;
}
