/*
 * gilbench plan: what `gilbench run` would measure, as a run directory that
 * `gilbench run --resume` goes on with, here or elsewhere. Measures nothing.
 */
#include "cmd.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/run_prepare.h"
#include "cli/run_plan.h"
#include "cli/run_work.h"
#include "model/bundle.h"

/* Options of `run` that only a call that measures has. */
static const char *const without[] = {
	"max-time",
	"resume",
	"shard",
	"survey",
	"lock",
	"no-plot",
	"strict",
	"wait",
	"progress",
	"export-csv",
	"export-json",
	"export-markdown",
	"export-pyperf",
	"dry-run",
	"require-exclusive",
	NULL,
};

static void tell(const struct run_work *work)
{
	const struct plan *plan = &work->plan;
	unsigned n_bundles;

	free(bundle_cells(plan->cells, plan->n_cells, &n_bundles));
	printf("%s\n", work->dir.path);
	fprintf(stderr,
		"%u cells in %u groups, %u blocks x %u samples: %u "
		"invocations\n%u shards at most, of cells that are compared "
		"with each other\n",
		plan->n_cells, plan->n_groups, work->settings.plan.blocks,
		work->settings.plan.samples,
		work->settings.plan.blocks * schedule_length(plan), n_bundles);
}

static int plan(struct run_work *work, int argc, char **argv)
{
	static struct command_help help; /* completion keeps it */
	struct why why;
	bool done;

	help = run_help;
	help.synopsis = "gilbench plan [options]";
	help.summary = "Write the plan of a run into a new run directory; "
		       "measure nothing.";
	help.epilogue = "Options are those of gilbench-run(1).";
	help.without = without;
	if (run_plan_read(work, &help, argc, argv, &done, &why) < 0)
		return cmd_fail("plan", EXIT_USAGE, why.text);
	if (done)
		return EXIT_DONE;
	if (run_plan_make(work, &why) < 0 ||
	    run_make_directory(work, &why) < 0 ||
	    rundir_create(&work->dir, work->settings.output, &why) < 0)
		return cmd_fail("plan", EXIT_USAGE, why.text);
	if (run_write_start(work, argc, argv, &why) < 0)
		return cmd_fail("plan", EXIT_BROKEN, why.text);
	tell(work);
	return EXIT_DONE;
}

int cmd_plan(int argc, char **argv)
{
	struct run_work work;

	run_work_init(&work);
	int status = plan(&work, argc, argv);

	run_work_fini(&work);
	return status;
}
