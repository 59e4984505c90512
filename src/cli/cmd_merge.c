/*
 * gilbench merge: the samples of all calls, shards and hosts of a plan as one
 * result, with the files that `gilbench run` derives at its end.
 */
#include "cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cli/batch.h"
#include "cli/derived.h"
#include "cli/options.h"
#include "model/checksum.h"
#include "output/gather.h"
#include "output/host_text.h"
#include "output/job_sizes.h"
#include "output/table.h"

struct merge {
	bool no_plot;
	struct exports exports;
};

static int set_no_plot(void *target, const char *value, struct why *why)
{
	struct merge *merge = target;

	(void)value;
	(void)why;
	merge->no_plot = true;
	return 0;
}

#define EXPORT_SETTER(name, format)                                            \
	static int set_##name(void *target, const char *value,                 \
			      struct why *why)                                 \
	{                                                                      \
		struct merge *merge = target;                                  \
                                                                               \
		return exports_set(&merge->exports, format, value, why);       \
	}

EXPORT_SETTER(export_csv, EXPORT_CSV)
EXPORT_SETTER(export_json, EXPORT_JSON)
EXPORT_SETTER(export_markdown, EXPORT_MARKDOWN)
EXPORT_SETTER(export_pyperf, EXPORT_PYPERF)

static const struct option_row rows[] = {
	{ "no-plot", 0, NULL, "draw no figures", set_no_plot },
	EXPORT_ROWS(set_export_csv, set_export_json, set_export_markdown,
		    set_export_pyperf),
	{ 0 },
};

static const struct command_help help = {
	.synopsis = "gilbench merge [options] RUN...",
	.summary = "Put the samples of all shards and hosts together; write "
		   "tables, report, figures.",
	.rows = rows,
	.epilogue = "What the other directories have goes into the first.",
};

/* They must be of one plan. 0 or -1. */
static int bring_in(const struct batch *batch, const char *other,
		    struct why *why)
{
	struct batch from;
	int status = batch_open(&from, other, why);

	if (status == 0 && strcmp(host_text(batch->run, "plan_hash"),
				  host_text(from.run, "plan_hash")) != 0)
		status = why_set(why, "%s and %s are of two plans", batch->dir,
				 other);
	if (status == 0)
		status = gather_parts(batch->dir, other, why);
	batch_fini(&from);
	return status;
}

/* The first directory, with what the others have. 0 or -1. */
static int open_all(struct batch *batch, char **dirs, int n_dirs,
		    struct why *why)
{
	int status = batch_open(batch, dirs[0], why);

	for (int i = 1; i < n_dirs && status == 0; i++)
		status = bring_in(batch, dirs[i], why);
	if (status < 0 || n_dirs == 1)
		return status;
	batch_fini(batch);
	return batch_open(batch, dirs[0], why);
}

/* The call that most samples of what counts are from, or NULL. */
static const struct call *main_call(const struct batch *batch,
				    const struct results *results)
{
	const struct call *most = NULL;

	for (unsigned i = 0; i < batch->done.calls.n; i++) {
		const struct call *call = &batch->done.calls.items[i];

		if (!sources_use(&results->sources,
				 calls_host_text(call, "fingerprint"),
				 calls_host_text(call, "name")))
			continue;
		if (!most || call->n_attempts > most->n_attempts)
			most = call;
	}
	return most;
}

static json_t *hosts_array(const struct batch *batch)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < batch->done.calls.n; i++) {
		const struct call *call = &batch->done.calls.items[i];

		json_array_append_new(
			array,
			json_pack("{s:s, s:s, s:s, s:I, s:O?}", "call",
				  call->name, "name",
				  calls_host_text(call, "name"), "fingerprint",
				  calls_host_text(call, "fingerprint"),
				  "attempts", (json_int_t)call->n_attempts,
				  "exit_status",
				  json_object_get(call->json, "exit_status")));
	}
	return array;
}

/* The jobs of all cells, each of the hardware that it is measured on. NULL:
 * see why. */
static struct job_row *find_jobs(const struct results *results, struct why *why)
{
	const struct sources *sources = &results->sources;
	struct job_row *jobs = alloc_zero(results->n_cells, sizeof(*jobs));

	for (unsigned s = 0; s < sources->n; s++) {
		const char *hardware = sources->items[s].hardware;

		/* in a survey several hosts have the same */
		if (s && !strcmp(sources->items[s - 1].hardware, hardware))
			continue;
		struct job_row *own =
			job_sizes_load(results->dir, results->cells,
				       results->n_cells, hardware, why);

		if (!own) {
			free(jobs);
			return NULL;
		}
		for (unsigned i = 0; i < results->n_cells; i++)
			if (!strcmp(sources_of(sources, i), hardware))
				jobs[i] = own[i];
		free(own);
	}
	return jobs;
}

/* Sizes that pilots found, one for each group, as `run` writes them. */
static int put_jobs(json_t *run, const struct results *results, struct why *why)
{
	struct job_row *jobs = find_jobs(results, why);
	unsigned last = UINT32_MAX;

	if (!jobs)
		return -1;
	json_t *array = json_array();

	for (unsigned i = 0; i < results->n_cells; i++) {
		if (results->cells[i].group == last || !jobs[i].size)
			continue;
		last = results->cells[i].group;
		json_array_append_new(array, job_sizes_json(last, &jobs[i]));
	}
	free(jobs);
	json_object_set_new(run, "jobs", array);
	return 0;
}

static void warn(json_t *warnings, const char *text)
{
	fprintf(stderr, "gilbench merge: %s\n", text);
	json_array_append_new(warnings, json_string(text));
}

#define PREFIX "merge: "

/* What this command has to say, instead of what it said the last time; and
 * what the calls warned of. */
static json_t *all_warnings(const struct batch *batch,
			    const struct results *results)
{
	json_t *all = calls_warnings(&batch->done.calls, NULL);
	size_t n_twice = 0;
	unsigned n_left = batch_left(batch);
	char text[200];

	for (unsigned i = 0; i < results->n_cells; i++)
		n_twice += results->histories[i].n_twice;
	if (n_left) {
		snprintf(text, sizeof(text),
			 PREFIX "%u invocations are not measured yet", n_left);
		warn(all, text);
	}
	if (n_twice) {
		snprintf(text, sizeof(text),
			 PREFIX "%zu attempts are there more than once: one of "
				"each counts",
			 n_twice);
		warn(all, text);
	}
	if (results->n_other && !results->sources.by_host) {
		snprintf(text, sizeof(text),
			 PREFIX "%zu samples are of other hardware than the "
				"cells they would be compared with: they do "
				"not count",
			 results->n_other);
		warn(all, text);
	}
	return all;
}

static int rewrite_run(const struct batch *batch, const struct results *results,
		       const struct rundir *dir, int status, struct why *why)
{
	static const char *const of_host[] = { "host", "pythons", "n_cpus",
					       "n_cores", NULL };
	static const char *const sums[] = { "wall_s", "driver_cpu_s",
					    "making_cpu_s", NULL };
	const struct call *call = main_call(batch, results);
	const struct calls *calls = &batch->done.calls;

	for (size_t i = 0; call && of_host[i]; i++) {
		json_t *value = json_object_get(call->json, of_host[i]);

		if (value)
			json_object_set(batch->run, of_host[i], value);
	}
	for (size_t i = 0; sums[i]; i++) {
		double sum = calls_sum(calls, sums[i]);

		if (sum > 0) /* older ones did not say so */
			json_object_set_new(batch->run, sums[i],
					    json_real(sum));
	}
	calls_set_counts(batch->run, calls, 0, 0);
	json_object_set_new(batch->run, "hosts", hosts_array(batch));
	json_object_set_new(batch->run, "exit_status", json_integer(status));
	json_object_set_new(batch->run, "warnings",
			    all_warnings(batch, results));
	if (put_jobs(batch->run, results, why) < 0)
		return -1;
	return rundir_write_json(dir, "run.json", batch->run, why);
}

static int judge(const struct results *results, const struct batch *batch,
		 struct why *why)
{
	if (checksum_clash(results->cells, results->histories, results->n_cells,
			   why) ||
	    calls_differed(&batch->done.calls, EXIT_MISMATCH, batch->dir, why))
		return cmd_fail("merge", EXIT_MISMATCH, why->text);
	for (unsigned i = 0; i < results->n_cells; i++)
		if (results->estimates[i].status == CELL_FAILED)
			return EXIT_CELLS;
	return EXIT_DONE;
}

static int conclude(const struct merge *merge, struct batch *batch,
		    struct results *results)
{
	bool out_taken = exports_take_stdout(&merge->exports);
	struct why why, no_figures = { "" };
	struct rundir dir;
	int status = judge(results, batch, &why);

	rundir_open(&dir, batch->dir);
	if (rewrite_run(batch, results, &dir, status, &why) < 0 ||
	    results_refresh(results, &why) < 0 ||
	    derived_write(&dir, results, !merge->no_plot, &merge->exports,
			  &no_figures, &why) < 0)
		status = cmd_fail("merge", EXIT_BROKEN, why.text);
	else if (results->n_samples)
		table_print(out_taken ? stderr : stdout, results);
	if (*no_figures.text)
		fprintf(stderr, "gilbench merge: no figures: %s\n",
			no_figures.text);
	rundir_close(&dir);
	return status;
}

static int merge_all(const struct merge *merge, char **dirs, int n_dirs)
{
	struct results results = { 0 };
	struct batch batch = { 0 };
	struct why why;
	int status = open_all(&batch, dirs, n_dirs, &why);

	if (status == 0) {
		/* jobs of the merge before: many in a large plan, made anew */
		json_object_del(batch.run, "jobs");
		batch_drop_cells(&batch);
		status = results_load(&results, dirs[0], &why);
	}
	if (status == 0) {
		json_object_del(results.run, "jobs");
		status = conclude(merge, &batch, &results);
	} else {
		status = cmd_fail("merge", EXIT_BROKEN, why.text);
	}
	results_fini(&results);
	batch_fini(&batch);
	return status;
}

int cmd_merge(int argc, char **argv)
{
	struct merge merge = { 0 };
	char **dirs;
	int n_dirs, status = EXIT_DONE;
	bool done;
	struct why why;

	if (options_parse(&help, &merge, argc, argv, &dirs, &n_dirs, &done,
			  &why) < 0)
		status = cmd_fail("merge", EXIT_USAGE, why.text);
	else if (!done &&
		 cmd_check_runs("merge", dirs, (size_t)n_dirs, &why) < 0)
		status = cmd_fail("merge", EXIT_USAGE, why.text);
	else if (!done)
		status = merge_all(&merge, dirs, n_dirs);
	free(dirs);
	return status;
}
