/*
 * The beginning of a run: options, plan, run directory, a quiet machine.
 */
#include "cli/run_prepare.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "cli/cmd.h"
#include "cli/run_call.h"
#include "cli/run_json.h"
#include "cli/run_lock.h"
#include "cli/run_node.h"
#include "cli/run_plan.h"
#include "cli/run_quiet.h"
#include "cli/run_resume.h"
#include "engine/interrupt.h"
#include "engine/remaining.h"
#include "machine/node.h"
#include "machine/topology.h"
#include "output/parts.h"

static int show_plan(const struct run_work *work)
{
	const struct plan *plan = &work->plan;

	plan_write(stdout, plan);
	fflush(stdout); /* the sum comes last, also in one pipe */
	fprintf(stderr,
		"%u cells in %u groups, %u blocks x %u samples: %u "
		"invocations\n",
		plan->n_cells, plan->n_groups, work->settings.plan.blocks,
		work->settings.plan.samples,
		work->settings.plan.blocks * schedule_length(plan));
	return EXIT_DONE;
}

static int provide(struct run_work *work, struct why *why)
{
	char *cache = cmd_cachedir();
	double before_s = run_work_cpu_s();
	int status = cache ? plan_provide(&work->plan, cache, why)
			   : why_set(why, "you have no home directory for "
					  "what is generated: set "
					  "XDG_CACHE_HOME to another");

	work->making_cpu_s = run_work_cpu_s() - before_s;
	free(cache);
	return status;
}

/* results/2026-08-01-1803, with -2, -3 ... if there is one: free(). */
static char *new_directory(void)
{
	char stamp[32];
	time_t now = time(NULL);

	strftime(stamp, sizeof(stamp), "%Y-%m-%d-%H%M", localtime(&now));
	char *path = alloc_printf("results/%s", stamp);

	for (int i = 2; access(path, F_OK) == 0; i++) {
		free(path);
		path = alloc_printf("results/%s-%d", stamp, i);
	}
	return path;
}

int run_make_directory(struct run_work *work, struct why *why)
{
	if (!work->settings.output)
		work->settings.output = new_directory();
	return rundir_make(work->settings.output, why);
}

/* The machine is ours and quiet: -1. Or an exit status. */
static int wait_for_machine(struct run_work *work, const char *dir)
{
	const struct run_settings *settings = &work->settings;
	/* where other jobs may run there is no waiting for them to end */
	bool shared = strcmp(run_work_host(work, "node_sharing"),
			     node_sharing_names[NODE_SHARED]) == 0;
	struct why why;
	int status = run_lock(work, dir);

	if (status >= 0)
		return status;
	if (run_quiet(settings->strict, settings->wait && !shared,
		      &work->progress, work->warnings, &why) < 0)
		return cmd_fail("run", EXIT_REFUSED, why.text);
	return interrupt_signal() ? EXIT_SIGNAL + interrupt_signal() : -1;
}

int run_write_plan(struct run_work *work, struct why *why)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	plan_write(file, &work->plan);
	fclose(file);
	int status = rundir_write(&work->dir, "plan.csv", text, n_bytes, why);

	free(text);
	return status;
}

int run_write_start(struct run_work *work, int argc, char **argv,
		    struct why *why)
{
	char *xml = alloc_printf("%s/topology.xml", work->dir.path);

	work->json = run_json_start(work, argc, argv);
	json_object_set(work->json, "warnings", work->warnings);
	int status = run_write_plan(work, why);

	if (status == 0)
		status = rundir_write_json(&work->dir, "run.json", work->json,
					   why);
	if (status == 0)
		status = topology_export(work->topology, xml, why);
	free(xml);
	return status;
}

static int start_server(struct run_work *work, struct why *why)
{
	const char *shards = "";
	bool needed = false;

	for (unsigned i = 0; i < work->plan.n_kinds; i++) {
		const struct job_kind *kind = &work->plan.kinds[i];
		const char *dir = settings_get(&kind->settings, "shards_dir");

		if (!kind->workload->needs_server ||
		    !kind->workload->needs_server(&kind->settings))
			continue;
		needed = true;
		/* plan_provide() saw to it that there is one such directory */
		if (dir)
			shards = dir;
	}
	if (!needed)
		return 0;
	if (server_start(&work->server, cmd_bindir(), shards, why) < 0)
		return -1;
	work->run.bench.server = &work->server;
	return 0;
}

static int begin_samples(struct run_work *work, struct why *why)
{
	int status =
		rundir_begin_samples(&work->dir, run_work_host(work, "name"),
				     run_work_host(work, "fingerprint"), why);

	if (status == 0) {
		work->gil_log = alloc_printf("%s/gil-log-%s", work->dir.path,
					     parts_name());
		work->run.bench.gil_log = work->gil_log;
		status = run_call_begin(work, why);
	}
	return status < 0 ? -1 : start_server(work, why);
}

static void set_up_run(struct run_work *work)
{
	const struct run_settings *settings = &work->settings;
	struct run *run = &work->run;

	run->plan = &work->plan;
	run->seed = settings->plan.seed;
	run->n_blocks = settings->plan.blocks;
	run->precision = settings->precision;
	run->max_time_s = settings->max_time_s;
	run->limits = settings->limits;
	run->bench = (struct bench){
		.plan = &work->plan,
		.topology = work->topology,
		.libdir = cmd_libdir(),
		.timeout_s = settings->timeout_s,
		.warmup_calls = settings->warmup_calls,
		.n_samples = settings->plan.samples,
	};
	sched_getaffinity(0, sizeof(run->bench.usable), &run->bench.usable);
}

static int prepare_new(struct run_work *work, int argc, char **argv)
{
	struct why why;

	if (run_make_directory(work, &why) < 0)
		return cmd_fail("run", EXIT_USAGE, why.text);
	int status = wait_for_machine(work, work->settings.output);

	if (status >= 0) {
		rmdir(work->settings.output);
		return status;
	}
	if (rundir_create(&work->dir, work->settings.output, &why) < 0)
		return cmd_fail("run", EXIT_USAGE, why.text);
	set_up_run(work);
	if (run_write_start(work, argc, argv, &why) < 0 ||
	    begin_samples(work, &why) < 0)
		return cmd_fail("run", EXIT_BROKEN, why.text);
	return -1;
}

static int prepare_resumed(struct run_work *work)
{
	struct why why;

	rundir_open(&work->dir, work->settings.resume);
	int status = wait_for_machine(work, work->settings.resume);

	if (status >= 0)
		return status;
	set_up_run(work);
	if (run_resume_find(work, &why) < 0 ||
	    run_resume_note_skips(work, &why) < 0)
		return cmd_fail("run", EXIT_BROKEN, why.text);
	unsigned n = remaining_all(&work->run);

	progress_note(&work->progress, "%u invocations left%s", n,
		      work->settings.n_shards ? " of this shard" : "");
	if (n && begin_samples(work, &why) < 0)
		return cmd_fail("run", EXIT_BROKEN, why.text);
	return -1;
}

/* Everything up to the first sample; an exit status, or -1: go on. */
int run_prepare(struct run_work *work, int argc, char **argv)
{
	bool done;
	struct why why;

	if (run_plan_read(work, &run_help, argc, argv, &done, &why) < 0)
		return cmd_fail("run", EXIT_USAGE, why.text);
	if (done)
		return EXIT_DONE;
	if (run_plan_make(work, &why) < 0 ||
	    (work->settings.resume && run_resume_check(work, &why) < 0))
		return cmd_fail("run", EXIT_USAGE, why.text);
	if (work->settings.dry_run)
		return show_plan(work);
	if (provide(work, &why) < 0)
		return cmd_fail("run", EXIT_USAGE, why.text);
	int refused = run_node_check(work);

	if (refused)
		return refused;
	interrupt_catch();
	progress_init(&work->progress, work->settings.progress);
	return work->settings.resume ? prepare_resumed(work)
				     : prepare_new(work, argc, argv);
}
