/* Reads a run directory. Estimates and findings come from the model. */
#include "output/results.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "model/ledger.h"
#include "output/builds.h"
#include "output/calls.h"
#include "output/contest.h"
#include "output/holds.h"
#include "output/host_text.h"
#include "output/hosts.h"
#include "output/latencies.h"
#include "output/metrics.h"
#include "output/plan_csv.h"
#include "output/rundir.h"
#include "output/sample_files.h"
#include "output/skips.h"
#include "workloads/workload.h"

/* The bound by known waits is computed unit by unit. */
#define MAX_UNITS 1000000

static int read_run(struct results *results, struct why *why)
{
	json_t *schema;

	results->run = rundir_read_run(results->dir, why);
	if (!results->run)
		return -1;
	schema = json_object_get(results->run, "schema");
	if (!json_is_integer(schema))
		return why_set(why,
			       "%s/run.json: no schema version: not made "
			       "by gilbench",
			       results->dir);
	if (json_integer_value(schema) != 1)
		return why_set(why,
			       "%s/run.json: schema %lld, but this gilbench "
			       "reads 1",
			       results->dir,
			       (long long)json_integer_value(schema));
	return 0;
}

static bool is_count(const char *text)
{
	return text && *text && strspn(text, "0123456789") == strlen(text);
}

/* A workload takes its own values for granted; these are a file's. */
static bool is_value(const struct param *param, const char *text)
{
	double value;
	const char *end = text ? units_scan_real(text, &value) : NULL;

	if (param->type == PARAM_CHOICE)
		return text && units_list_has(param->choices, text);
	if (param->type == PARAM_DIRECTORY)
		return text != NULL;
	if (param->type == PARAM_COUNT && !is_count(text))
		return false;
	return end && !*end && value >= param->low && value <= param->high;
}

/*
 * The speed-up that known waits allow. A plan of another version may lack a
 * parameter: then the bound is not known.
 */
static double wait_bound(const struct cell *cell, uint64_t size)
{
	const struct workload *workload = workload_find(cell->workload);
	struct settings settings = { NULL, 0 };
	char *params = alloc_copy(cell->params), *rest = params, *item;
	double bound = NAN;

	while ((item = strsep(&rest, ";"))) {
		char *equals = strchr(item, '=');

		if (!equals)
			continue;
		*equals = '\0';
		settings_set(&settings, item, equals + 1);
	}
	bool whole = workload && workload->wait_bound && size > 0 &&
		     size <= MAX_UNITS &&
		     is_count(settings_get(&settings, "seed"));

	for (const struct param *p = whole ? workload->params : NULL;
	     p && p->name; p++) {
		/* at its default it is no part of a cell's name */
		if (p->later && !settings_get(&settings, p->name))
			settings_set(&settings, p->name, p->fallback);
		whole = whole && is_value(p, settings_get(&settings, p->name));
	}
	if (whole)
		bound = workload->wait_bound(&settings, size, cell->workers);
	settings_fini(&settings);
	free(params);
	return bound;
}

static unsigned count_of(const struct results *results, const char *key)
{
	double x = results_number(results, key);

	return x >= 1 && x <= 1e6 ? (unsigned)x : 0;
}

/* What was metered, and how long units took. */
static int read_rest(struct results *results, struct why *why)
{
	results->laps =
		latencies_load(results->dir, results->cells, results->histories,
			       results->n_cells, why);
	if (!results->laps ||
	    metrics_load(results->dir, results->cells, results->histories,
			 results->n_cells, &results->metrics,
			 &results->n_metrics, why) < 0 ||
	    holds_load(results->dir, results->cells, results->n_cells,
		       &results->holds, &results->n_holds, why) < 0)
		return -1;
	holds_judge(results->holds, results->n_holds, results->histories,
		    results->n_cells);
	return 0;
}

bool results_asks_latency(const struct cell *cell)
{
	const struct workload *workload = workload_find(cell->workload);
	char rate[32];

	if (!workload)
		return false;
	return workload->class == CLASS_LATENCY ||
	       (workload->pace &&
		cell_param(cell, "rate", rate, sizeof(rate)) == 0 &&
		strcmp(rate, "0") != 0);
}

static int read_hosts(struct results *results, const struct calls *calls,
		      struct why *why)
{
	if (!results->sources.several_hosts)
		return 0;
	results->hosts = alloc_zero(1, sizeof(*results->hosts));
	if (hosts_load(results->hosts, results->dir, calls, results->cells,
		       results->n_cells, why) < 0)
		return -1;
	if (hosts_any(results->hosts))
		return 0;
	hosts_fini(results->hosts);
	free(results->hosts);
	results->hosts = NULL;
	return 0;
}

static void estimate(struct results *results)
{
	results->estimates = estimate_cells(results->cells, results->histories,
					    results->n_cells);
	for (unsigned i = 0; i < results->n_cells; i++) {
		struct estimate *own = &results->estimates[i];

		if (results_asks_latency(&results->cells[i]))
			estimate_drop_speedups(own);
		/* wrong work has no latency either */
		if (own->status != CELL_OK || !results->laps)
			continue;
		own->lat_p50_s = laps_percentile(results->laps[i], .5);
		own->lat_p99_s = laps_percentile(results->laps[i], .99);
	}
}

/* From its throughput nothing follows. */
static bool has_no_speed(const struct cell *cell)
{
	return contest_checks_method(cell) || results_asks_latency(cell);
}

static void decide(struct results *results)
{
	unsigned n_builds;
	struct findings_build *builds = builds_find(results->run, &n_builds);
	const struct findings_input input = {
		.cells = results->cells,
		.histories = results->histories,
		.estimates = results->estimates,
		.n_cells = results->n_cells,
		.builds = builds,
		.n_builds = n_builds,
		.n_cpus = count_of(results, "n_cpus"),
		.n_cores = count_of(results, "n_cores"),
		.wait_bound = wait_bound,
		.is_control = has_no_speed,
	};

	findings_decide(&input, results->findings);
	builds_free(builds, n_builds);
}

static void apply_skip(void *context, const struct skip *skip)
{
	struct results *results = context;
	struct cell *cell = &results->cells[skip->cell];
	const char *hardware = sources_of(&results->sources, skip->cell);

	if (skip->metered || cell->status != CELL_OK ||
	    (*hardware && strcmp(hardware, skip->hardware) != 0))
		return;
	cell->status = CELL_SKIPPED;
	free(cell->reason);
	cell->reason = alloc_copy(skip->reason);
}

/* Where plan.csv does not say: cells that were given up, in any call. */
static void give_up(struct results *results)
{
	for (unsigned i = 0; i < results->n_cells; i++) {
		struct cell *cell = &results->cells[i];
		const struct history *history = &results->histories[i];

		if (cell->status != CELL_OK ||
		    history->n_failed < LEDGER_MAX_FAILURES)
			continue;
		cell->status = CELL_FAILED;
		free(cell->reason);
		cell->reason = alloc_copy(history->failed);
	}
}

static int load(struct results *results, const char *dir,
		const struct calls *calls, enum intake_rows rows,
		struct why *why)
{
	*results = (struct results){ .dir = alloc_copy(dir) };
	size_t n = strlen(results->dir);

	while (n > 1 && results->dir[n - 1] == '/')
		results->dir[--n] = '\0';
	if (read_run(results, why) < 0 ||
	    plan_csv_read(results->dir, &results->cells, &results->n_cells,
			  why) < 0)
		return -1;
	if (sources_find(&results->sources, results->dir, calls, results->cells,
			 results->n_cells, why) < 0 ||
	    skips_read(results->dir, results->cells, results->n_cells,
		       apply_skip, results, why) < 0)
		return -1;
	results->histories =
		sample_files_load(results->dir, results->cells,
				  results->n_cells, &results->sources, rows,
				  &results->n_samples, &results->n_other, why);
	if (!results->histories ||
	    (rows == INTAKE_ALL && read_rest(results, why) < 0))
		return -1;
	if (rows == INTAKE_ALL && read_hosts(results, calls, why) < 0)
		return -1;
	give_up(results);
	estimate(results);
	if (rows == INTAKE_ALL)
		decide(results);
	return 0;
}

static int load_or_free(struct results *results, const char *dir,
			enum intake_rows rows, struct why *why)
{
	struct calls calls;
	int status = calls_read(&calls, dir, why);

	*results = (struct results){ 0 };
	if (status == 0)
		status = load(results, dir, &calls, rows, why);
	calls_fini(&calls);
	if (status < 0)
		results_fini(results);
	return status;
}

int results_load(struct results *results, const char *dir, struct why *why)
{
	return load_or_free(results, dir, INTAKE_ALL, why);
}

int results_load_times(struct results *results, const char *dir,
		       struct why *why)
{
	return load_or_free(results, dir, INTAKE_TIMED, why);
}

bool results_can_show(const struct results *results)
{
	return results->n_cells <= RESULTS_MAX_SHOWN;
}

int results_refresh(struct results *results, struct why *why)
{
	json_decref(results->run);
	results->run = NULL;
	return read_run(results, why);
}

void results_fini(struct results *results)
{
	free(results->estimates);
	if (results->hosts)
		hosts_fini(results->hosts);
	free(results->hosts);
	sources_fini(&results->sources);
	latencies_free(results->laps, results->n_cells);
	findings_free(results->findings);
	history_free(results->histories, results->n_cells);
	free(results->metrics);
	free(results->holds);
	plan_csv_free(results->cells, results->n_cells);
	json_decref(results->run);
	free(results->dir);
	*results = (struct results){ 0 };
}

const char *results_text(const struct results *results, const char *key)
{
	return host_text(results->run, key);
}

double results_number(const struct results *results, const char *key)
{
	const json_t *value = json_object_get(results->run, key);

	return json_is_number(value) ? json_number_value(value) : NAN;
}

/* By its first section: options of all cells are in each. */
bool results_asked(const json_t *run, const char *option)
{
	const json_t *plan = json_object_get(run, "plan");
	const json_t *section =
		json_array_get(json_object_get(plan, "sections"), 0);
	const json_t *options = json_object_get(section, "options");

	for (size_t i = 0; i < json_array_size(options); i++) {
		const char *own = json_string_value(
			json_array_get(json_array_get(options, i), 0));

		if (own && strcmp(own, option) == 0)
			return true;
	}
	return false;
}

unsigned results_blocks(const struct results *results)
{
	unsigned n = 0;

	for (unsigned i = 0; i < results->n_cells; i++)
		if (results->estimates[i].n_blocks > n)
			n = results->estimates[i].n_blocks;
	return n ? n : count_of(results, "blocks");
}
