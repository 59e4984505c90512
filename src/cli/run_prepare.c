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
#include "cli/run_json.h"
#include "cli/run_plan.h"
#include "cli/run_quiet.h"
#include "cli/run_warnings.h"
#include "engine/interrupt.h"
#include "machine/topology.h"

static int show_plan(const struct run_work *work)
{
	const struct plan *plan = &work->plan;

	plan_write(stdout, plan);
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
	int status = cache ? plan_provide(&work->plan, cache, why)
			   : why_set(why, "you have no home directory for "
					  "what is generated: set "
					  "XDG_CACHE_HOME to another");

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

/* An empty one: what cannot be written to is known before anybody waits. */
static int make_directory(struct run_work *work, struct why *why)
{
	if (!work->settings.output)
		work->settings.output = new_directory();
	return rundir_make(work->settings.output, why);
}

/* An exit status, or -1: go on. */
static int wait_for_quiet(struct run_work *work)
{
	struct why why;

	if (run_quiet(&work->settings, &work->progress, work->warnings, &why) <
	    0) {
		rmdir(work->settings.output);
		return cmd_fail("run", EXIT_REFUSED, why.text);
	}
	if (!interrupt_signal())
		return -1;
	rmdir(work->settings.output);
	return EXIT_SIGNAL + interrupt_signal();
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

static int write_start(struct run_work *work, int argc, char **argv,
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

/* A text of this host's facts. Borrowed. */
static const char *host_text(const struct run_work *work, const char *name)
{
	const char *text = json_string_value(json_object_get(work->host, name));

	return text ? text : "";
}

static int begin_samples(struct run_work *work, struct why *why)
{
	return rundir_begin_samples(&work->dir, host_text(work, "name"),
				    host_text(work, "fingerprint"), why);
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
	work->gil_log = alloc_printf("%s/gil-log", work->dir.path);
	run->bench = (struct bench){
		.plan = &work->plan,
		.topology = work->topology,
		.libdir = cmd_libdir(),
		.mp_start = settings->mp_start,
		.timeout_s = settings->timeout_s,
		.warmup_calls = settings->warmup_calls,
		.n_samples = settings->plan.samples,
		.gil_log = work->gil_log,
	};
	sched_getaffinity(0, sizeof(run->bench.usable), &run->bench.usable);
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
	if (run_plan_make(work, &why) < 0)
		return cmd_fail("run", EXIT_USAGE, why.text);
	if (work->settings.dry_run)
		return show_plan(work);
	if (provide(work, &why) < 0 || make_directory(work, &why) < 0)
		return cmd_fail("run", EXIT_USAGE, why.text);
	interrupt_catch();
	progress_init(&work->progress, work->settings.progress);
	int status = wait_for_quiet(work);

	if (status >= 0)
		return status;
	if (rundir_create(&work->dir, work->settings.output, &why) < 0 ||
	    begin_samples(work, &why) < 0)
		return cmd_fail("run", EXIT_USAGE, why.text);
	set_up_run(work);
	if (write_start(work, argc, argv, &why) < 0 ||
	    start_server(work, &why) < 0)
		return cmd_fail("run", EXIT_BROKEN, why.text);
	return -1;
}
