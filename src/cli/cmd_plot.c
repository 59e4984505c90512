/* gilbench plot: draw the figures of finished runs again. */
#include "cmd.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "cli/options.h"
#include "output/figures.h"

static const struct option_row rows[] = {
	{ 0 },
};

static const struct command_help help = {
	.synopsis = "gilbench plot DIR...",
	.summary = "Draw the figures of a run directory again, as SVG, PDF "
		   "and PNG in DIR/figures.",
	.rows = rows,
	.epilogue = "The data (*.dat) and templates (*.gp) lie beside "
		    "them; one is redrawn with\n"
		    "  cd DIR/figures && gnuplot -d -c speedup.gp speedup.dat "
		    "speedup.svg svg\n",
};

static bool is_run(const char *dir)
{
	char *path = alloc_printf("%s/run.json", dir);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

static int draw(const char *dir, const char *plots, struct why *why)
{
	struct results results;

	if (results_load(&results, dir, why) < 0)
		return -1;
	int status = figures_draw(&results, plots, why);

	if (status == 0)
		printf("%s/figures\n", results.dir);
	results_fini(&results);
	return status;
}

int cmd_plot(int argc, char **argv)
{
	char **dirs = NULL;
	int n_dirs = 0, status = EXIT_DONE;
	bool done = false;
	struct why why;

	if (options_parse(&help, NULL, argc, argv, &dirs, &n_dirs, &done,
			  &why) < 0)
		return cmd_fail("plot", EXIT_USAGE, why.text);
	if (!done && n_dirs == 0)
		status = cmd_fail("plot", EXIT_USAGE,
				  "which run directory? (see gilbench plot "
				  "--help)");
	for (int i = 0; i < n_dirs && !done && status == EXIT_DONE; i++) {
		if (is_run(dirs[i]))
			continue;
		why_set(&why, "%s: not a run directory (no run.json in it)",
			dirs[i]);
		status = cmd_fail("plot", EXIT_USAGE, why.text);
	}
	char *plots = alloc_printf("%s/plots", cmd_libdir());

	for (int i = 0; i < n_dirs && !done && status != EXIT_USAGE; i++)
		if (draw(dirs[i], plots, &why) < 0)
			status = cmd_fail("plot", EXIT_BROKEN, why.text);
	free(plots);
	free(dirs);
	return status;
}
