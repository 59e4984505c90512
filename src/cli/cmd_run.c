/*
 * gilbench run: from options to a run directory, a table and figures. This
 * file reads as the table of contents of the program.
 */
#include "cmd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/units.h"
#include "cli/progress.h"
#include "cli/run_json.h"
#include "cli/run_listen.h"
#include "cli/run_pythons.h"
#include "cli/run_quiet.h"
#include "cli/run_settings.h"
#include "cli/run_warnings.h"
#include "engine/interrupt.h"
#include "engine/run.h"
#include "machine/topology.h"
#include "model/checksum.h"
#include "output/derive.h"
#include "output/figures.h"
#include "output/report.h"
#include "output/rundir.h"
#include "output/table.h"

/* Everything one run holds on to. */
struct work {
	struct run_settings settings;
	hwloc_topology_t topology;
	bool has_topology;
	struct python *pythons;
	struct plan plan;
	struct server server;
	struct rundir dir;
	struct run run;
	char *gil_log; /* names of logs begin so */
	struct progress progress;
	json_t *warnings; /* texts, from before the first sample */
	json_t *json;
	uint64_t started_ns;
};

/* --- before anything is measured ---------------------------------------- */

static int parse(struct work *work, int argc, char **argv, bool *done,
		 struct why *why)
{
	char **operands;
	int n_operands;
	int status = options_parse(&run_help, &work->settings, argc, argv,
				   &operands, &n_operands, done, why);

	if (status == 0 && n_operands > 0)
		status = why_set(why, "takes no operand: '%s'", operands[0]);
	free(operands);
	return status < 0 || *done ? status
				   : run_settings_finish(&work->settings, why);
}

static int make_plan(struct work *work, struct why *why)
{
	char *shipped = alloc_printf("%s/data", cmd_libdir());

	work->settings.plan.shipped = shipped;
	int status = topology_load(&work->topology, NULL, why);

	work->has_topology = status == 0;
	if (status == 0)
		status = run_pythons_ask(&work->settings, &work->pythons,
					 work->warnings, why);
	if (status == 0)
		status = plan_make(&work->plan, &work->settings.plan,
				   work->topology, why);
	if (status == 0)
		run_warnings_of_plan(work->warnings, &work->plan,
				     topology_n_pus(work->topology));
	work->settings.plan.shipped = NULL;
	free(shipped);
	return status;
}

static int show_plan(const struct work *work)
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

static int provide(struct work *work, struct why *why)
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
static int make_directory(struct work *work, struct why *why)
{
	if (!work->settings.output)
		work->settings.output = new_directory();
	return rundir_make(work->settings.output, why);
}

/* An exit status, or -1: go on. */
static int wait_for_quiet(struct work *work)
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

static int write_plan(struct work *work, struct why *why)
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

static int write_start(struct work *work, int argc, char **argv,
		       struct why *why)
{
	char *xml = alloc_printf("%s/topology.xml", work->dir.path);

	work->json = run_json_start(&work->settings, &work->plan,
				    work->topology, argc, argv);
	json_object_set(work->json, "warnings", work->warnings);
	int status = write_plan(work, why);

	if (status == 0)
		status = rundir_write_json(&work->dir, "run.json", work->json,
					   why);
	if (status == 0)
		status = topology_export(work->topology, xml, why);
	free(xml);
	return status;
}

/* --- measuring ---------------------------------------------------------- */

static int start_server(struct work *work, struct why *why)
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

static int measure(struct work *work, struct why *why)
{
	struct listening listening = { &work->dir, &work->plan, &work->progress,
				       work->warnings };
	const struct run_listener listener = run_listen(&listening);
	struct run *run = &work->run;
	char text[32];

	run->listener = &listener;
	int status = run_pilot(run, why);

	progress_clear(&work->progress);
	if (status == 0) {
		double seconds = run_estimate_s(run);
		bool cut = run->max_time_s > 0 && run->max_time_s < seconds;

		progress_note(
			&work->progress,
			"%u cells, %s%u blocks x %u samples: %s %s",
			run->plan->n_cells,
			run->precision > 0 ? "at most " : "", run->n_blocks,
			run->bench.n_samples,
			cut || run->precision > 0 ? "at most" : "about",
			units_show_seconds(cut ? run->max_time_s : seconds,
					   text, sizeof(text)));
		status = run_blocks(run, why);
	}
	progress_clear(&work->progress);
	if (status == 0)
		run_warnings_of_end(work->warnings, run);
	run->listener = NULL;
	return status;
}

static void set_up_run(struct work *work)
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

/* --- after the last sample ---------------------------------------------- */

static double driver_cpu_s(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

static bool cannot_tell(const struct results *results)
{
	for (int i = 0; i < N_FINDINGS; i++)
		if (results->findings[i].verdict == VERDICT_CANNOT_TELL)
			return true;
	return false;
}

/* The exit status that the measurements ask for. */
static int judge(struct work *work, const struct results *results)
{
	struct run *run = &work->run;
	struct why why;

	if (!run->mismatch && checksum_clash(results->cells, results->histories,
					     results->n_cells, &why)) {
		run->mismatch = true;
		snprintf(run->mismatch_text, sizeof(run->mismatch_text), "%s",
			 why.text);
	}
	if (interrupt_signal())
		return EXIT_SIGNAL + interrupt_signal();
	if (run->mismatch)
		return EXIT_MISMATCH;
	if (run->n_failed)
		return EXIT_CELLS;
	if (work->settings.strict && cannot_tell(results))
		return EXIT_VERDICT;
	return EXIT_DONE;
}

static int save_json(struct work *work, int status, struct why *why)
{
	double wall_s = (double)(clock_now_ns() - work->started_ns) * 1e-9;

	run_json_finish(work->json, &work->run, wall_s, driver_cpu_s(), status);
	return rundir_write_json(&work->dir, "run.json", work->json, why);
}

/* What follows from the samples. 0, or -1 with why. */
static int derive(struct work *work, const struct results *results,
		  struct why *why)
{
	char *plots = alloc_printf("%s/plots", cmd_libdir());
	struct why no_figures;
	int status = derive_write(&work->dir, results, why);

	if (status == 0 && results->n_samples) {
		if (!work->settings.no_plot &&
		    figures_draw(results, plots, &no_figures) < 0)
			progress_note(&work->progress, "no figures: %s",
				      no_figures.text);
		status = report_write(results, why);
	}
	if (status == 0)
		status = exports_write(&work->settings.exports, results, why);
	free(plots);
	return status;
}

/*
 * Derived files, figures, report, table. Returns the exit status. `broken`
 * says what ended the measuring, or is NULL.
 */
static int conclude(struct work *work, const char *broken)
{
	bool out_taken = exports_take_stdout(&work->settings.exports);
	struct results results;
	struct why why;
	int status = EXIT_BROKEN;

	if (write_plan(work, &why) < 0 || save_json(work, status, &why) < 0 ||
	    results_load(&results, work->dir.path, &why) < 0)
		return cmd_fail("run", EXIT_BROKEN, why.text);
	status = broken ? EXIT_BROKEN : judge(work, &results);
	if (work->run.mismatch)
		cmd_fail("run", EXIT_MISMATCH, work->run.mismatch_text);
	if (broken)
		json_array_append_new(work->warnings, json_string(broken));
	if (save_json(work, status, &why) < 0 ||
	    results_refresh(&results, &why) < 0 ||
	    derive(work, &results, &why) < 0)
		status = cmd_fail("run", EXIT_BROKEN, why.text);
	if (results.n_samples && (broken || status != EXIT_BROKEN))
		table_print(out_taken ? stderr : stdout, &results);
	results_fini(&results);
	return status;
}

static void work_fini(struct work *work)
{
	server_stop(&work->server);
	run_fini(&work->run);
	rundir_close(&work->dir);
	plan_fini(&work->plan);
	for (unsigned i = 0; i < work->settings.plan.n_pythons; i++)
		python_fini(&work->pythons[i]);
	free(work->pythons);
	free(work->gil_log);
	if (work->has_topology)
		hwloc_topology_destroy(work->topology);
	json_decref(work->json);
	json_decref(work->warnings);
	run_settings_fini(&work->settings);
}

/* Everything up to the first sample; an exit status, or -1: go on. */
static int prepare(struct work *work, int argc, char **argv)
{
	bool done;
	struct why why;

	if (parse(work, argc, argv, &done, &why) < 0)
		return cmd_fail("run", EXIT_USAGE, why.text);
	if (done)
		return EXIT_DONE;
	if (make_plan(work, &why) < 0)
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
	if (rundir_create(&work->dir, work->settings.output, &why) < 0)
		return cmd_fail("run", EXIT_USAGE, why.text);
	set_up_run(work);
	if (write_start(work, argc, argv, &why) < 0 ||
	    start_server(work, &why) < 0)
		return cmd_fail("run", EXIT_BROKEN, why.text);
	return -1;
}

int cmd_run(int argc, char **argv)
{
	struct work work = { .dir = { .samples_fd = -1 },
			     .server = { .in_fd = -1 },
			     .warnings = json_array(),
			     .started_ns = clock_now_ns() };
	struct why why;

	run_settings_init(&work.settings);
	int status = prepare(&work, argc, argv);

	if (status < 0) {
		bool broken = measure(&work, &why) < 0 && !interrupt_signal();

		if (broken)
			cmd_fail("run", EXIT_BROKEN, why.text);
		server_stop(&work.server);
		status = conclude(&work, broken ? why.text : NULL);
	}
	work_fini(&work);
	return status;
}
