/*
 * Times as pyperf's JSON, version 1.0 of its format: a benchmark for each
 * cell, a run for each valid invocation, a value for each sample. A value is
 * the time of one unit of the job (loops: repetitions of the job; inner_loops:
 * its units), so runs with jobs of another size can be compared. Warm-up is
 * not in it. pyperf refuses a benchmark that has no run, a value that is not
 * positive, and text that is empty or has more than one line.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/contest.h"
#include "output/export.h"
#include "output/host_text.h"
#include "output/utf8.h"

static void put_text(json_t *metadata, const char *key, const char *text)
{
	char *line = utf8_line(text), *start = line + strspn(line, " ");
	size_t n = strlen(start);

	while (n > 0 && start[n - 1] == ' ')
		start[--n] = '\0';
	if (*start)
		json_object_set_new(metadata, key, json_string(start));
	free(line);
}

/* What pyperf itself would have collected, as far as run.json knows it. */
static void put_host(json_t *metadata, const struct results *results)
{
	const json_t *host = json_object_get(results->run, "host");
	const json_t *n_pus = json_object_get(host, "n_pus");

	put_text(metadata, "hostname", host_text(host, "name"));
	put_text(metadata, "cpu_model_name", host_text(host, "cpu_model"));
	put_text(metadata, "platform", host_text(host, "os"));
	if (json_is_integer(n_pus))
		json_object_set(metadata, "cpu_count", (json_t *)n_pus);
	put_text(metadata, "gilbench_version",
		 results_text(results, "gilbench"));
	put_text(metadata, "gilbench_plan", results_text(results, "plan_hash"));
	put_text(metadata, "unit", "second");
}

static const json_t *python_of(const struct results *results, const char *label)
{
	const json_t *pythons = json_object_get(results->run, "pythons");
	const json_t *python;
	size_t i;

	json_array_foreach(pythons, i, python)
	{
		if (strcmp(host_text(python, "label"), label) == 0)
			return python;
	}
	return NULL;
}

static void put_cell(json_t *metadata, const struct results *results,
		     const struct cell *cell)
{
	const json_t *python = python_of(results, cell->python);

	put_text(metadata, "gilbench_cell", cell->id);
	put_text(metadata, "gilbench_params", cell->params);
	put_text(metadata, "gilbench_pin", cell->pin);
	put_text(metadata, "python_version", host_text(python, "version"));
	put_text(metadata, "python_executable", host_text(python, "path"));
	if (python)
		put_text(metadata, "python_implementation", "cpython");
}

/*
 * "train-step/python/threads/2", and what tells it from other jobs of the
 * same workload. The same plan gives the same names. free().
 */
static char *name_of(const struct cell *cell, const struct contest *contest)
{
	const char *detail = contest ? contest->detail : "";

	return alloc_printf("%s/%s/%s/%u%s%s%s", cell->workload, cell->kernel,
			    cell->executor, cell->workers, *detail ? " (" : "",
			    detail, *detail ? ")" : "");
}

/* The units and loops of an invocation: those of the task that fits best. */
static const struct task *task_of(const struct history *history,
				  const struct invocation *invocation)
{
	double units = stats_median(invocation->wall_s, invocation->n_samples) /
		       invocation->unit_s;
	const struct task *best = NULL;

	for (unsigned i = 0; i < history->n_tasks; i++) {
		const struct task *task = &history->tasks[i];

		if (!best || fabs((double)task->units - units) <
				     fabs((double)best->units - units))
			best = task;
	}
	return best;
}

/* NULL: it has no value that pyperf takes. */
static json_t *run_object(const struct history *history,
			  const struct invocation *invocation)
{
	const struct task *task = task_of(history, invocation);
	json_t *values = json_array();

	for (unsigned i = 0; task && i < invocation->n_samples; i++) {
		double value = invocation->wall_s[i] / (double)task->units;

		if (isfinite(value) && value > 0)
			json_array_append_new(values, json_real(value));
	}
	if (json_array_size(values) == 0) {
		json_decref(values);
		return NULL;
	}
	return json_pack("{s:{s:I, s:I}, s:o}", "metadata", "loops",
			 (json_int_t)task->loops, "inner_loops",
			 (json_int_t)(task->units / task->loops), "values",
			 values);
}

static json_t *runs_array(const struct history *history)
{
	struct history_walk walk = history_walk(history);
	struct invocation invocation;
	json_t *runs = json_array();

	while (history_next(&walk, &invocation)) {
		json_t *run = invocation.valid
				      ? run_object(history, &invocation)
				      : NULL;

		if (run)
			json_array_append_new(runs, run);
	}
	return runs;
}

void export_pyperf(FILE *file, const struct results *results)
{
	unsigned n;
	struct contest *contests = contests_find(results, &n);
	json_t *benchmarks = json_array(), *common = json_object();

	for (unsigned i = 0; i < results->n_cells; i++) {
		const struct cell *cell = &results->cells[i];
		json_t *runs = runs_array(&results->histories[i]);
		json_t *metadata = json_object();
		char *name = name_of(cell, contest_of(contests, n, i));

		put_text(metadata, "name", name);
		put_cell(metadata, results, cell);
		if (json_array_size(runs) > 0)
			json_array_append_new(
				benchmarks, json_pack("{s:O, s:O}", "metadata",
						      metadata, "runs", runs));
		json_decref(metadata);
		json_decref(runs);
		free(name);
	}
	put_host(common, results);
	json_t *root = json_pack("{s:o, s:o, s:s}", "benchmarks", benchmarks,
				 "metadata", common, "version", "1.0");

	/* 17 digits: what was measured comes back */
	json_dumpf(root, file, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
	putc('\n', file);
	json_decref(root);
	contests_free(contests, n);
}
