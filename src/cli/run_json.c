/* Writing down a run's circumstances. */
#include "run_json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "config.h"
#include "machine/topology.h"
#include "output/json_text.h"

static json_t *command_array(int argc, char **argv)
{
	json_t *array = json_array();

	json_array_append_new(array, json_string("gilbench"));
	for (int i = 0; i < argc; i++)
		json_array_append_new(array, json_string(argv[i]));
	return array;
}

static json_t *context_object(const struct text_list *context)
{
	json_t *object = json_object();

	for (size_t i = 0; i < context->n; i++) {
		const char *equals = strchr(context->items[i], '=');
		char *key = strndup(context->items[i],
				    (size_t)(equals - context->items[i]));

		json_object_set_new(object, key, json_string(equals + 1));
		free(key);
	}
	return object;
}

json_t *run_json_pythons(const struct run_pythons *pythons)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < pythons->n; i++) {
		const struct python *python = &pythons->items[i];

		json_array_append_new(
			array, json_pack("{s:s, s:s, s:s, s:i, s:O}", "label",
					 python->label, "path", python->path,
					 "version", python->version, "gil",
					 python->gil, "facts", python->facts));
	}
	return array;
}

/* One more combination: a setting that differs between them is a list. */
static void add_settings(json_t *params, const struct settings *settings)
{
	for (size_t i = 0; i < settings->n; i++) {
		const char *name = settings->items[i].name;
		json_t *value = json_string(settings->items[i].value);
		json_t *old = json_object_get(params, name);
		bool is_new = true;

		if (!old) {
			json_object_set_new(params, name, value);
			continue;
		}
		json_t *list = json_is_array(old) ? json_incref(old)
						  : json_pack("[O]", old);

		for (size_t k = 0; k < json_array_size(list); k++)
			if (json_equal(json_array_get(list, k), value))
				is_new = false;
		if (is_new)
			json_array_append(list, value);
		if (json_array_size(list) > 1)
			json_object_set(params, name, list);
		json_decref(list);
		json_decref(value);
	}
}

static json_t *workloads_object(const struct plan *plan)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < plan->n_kinds; i++) {
		const char *name = plan->kinds[i].workload->name;
		json_t *params = json_object_get(object, name);

		if (!params) {
			params = json_object();
			json_object_set_new(object, name, params);
		}
		add_settings(params, &plan->kinds[i].settings);
	}
	return object;
}

json_t *run_json_start(const struct run_work *work, int argc, char **argv)
{
	const struct run_settings *settings = &work->settings;
	const struct plan *plan = &work->plan;
	hwloc_topology_t topology = work->topology;
	char hash[17], started[32];
	time_t now = time(NULL);

	snprintf(hash, sizeof(hash), "%016llx", (unsigned long long)plan->hash);
	strftime(started, sizeof(started), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	return json_pack(
		"{s:i, s:s, s:o, s:s, s:I, s:i, s:i, s:f, s:s, s:o, s:o, s:i,"
		" s:i, s:o, s:o, s:o, s:o, s:n}",
		"schema", 1, "gilbench", PACKAGE_VERSION, "command",
		command_array(argc, argv), "plan_hash", hash, "seed",
		(json_int_t)settings->plan.seed, "blocks",
		(int)settings->plan.blocks, "samples",
		(int)settings->plan.samples, "min_time_s",
		settings->limits.min_time_s, "started", started, "host",
		json_incref(work->host), "pythons",
		run_json_pythons(&work->pythons), "n_cpus",
		(int)topology_n_pus(topology), "n_cores",
		(int)topology_n_cores(topology), "workloads",
		workloads_object(plan), "context",
		context_object(&settings->context), "warnings", json_array(),
		"plan", run_sections_save(&work->sections), "exit_status");
}

/* By group: what this call's pilot found, or that of an earlier one. free(). */
static struct job_row *find_jobs(const struct run_work *work)
{
	const struct plan *plan = &work->plan;
	const struct run *run = &work->run;
	struct job_row *rows = alloc_zero(plan->n_groups + 1, sizeof(*rows));

	for (unsigned i = 0; work->known && i < plan->n_cells; i++) {
		struct job_row *row = &rows[plan->cells[i].group];

		if (!row->size)
			*row = work->known[i];
	}
	for (unsigned g = 0; run->jobs && g < plan->n_groups; g++) {
		const struct job *job = &run->jobs[g];

		if (job->size)
			rows[g] = (struct job_row){
				.size = job->size,
				.unit_s = job->unit_s,
				.proven = job->proof.known,
				.checksum = job->proof.checksum,
				.merit = job->proof.merit,
			};
	}
	return rows;
}

static json_t *jobs_array(const struct run_work *work)
{
	struct job_row *rows = find_jobs(work);
	json_t *array = json_array();

	for (unsigned g = 0; g < work->plan.n_groups; g++)
		if (rows[g].size)
			json_array_append_new(array,
					      job_sizes_json(g, &rows[g]));
	free(rows);
	return array;
}

struct run_json_costs run_json_costs(const struct run_work *work)
{
	return (struct run_json_costs){
		.wall_s = (double)(clock_now_ns() - work->started_ns) * 1e-9,
		.driver_cpu_s = run_work_cpu_s() - work->making_cpu_s,
		.making_cpu_s = work->making_cpu_s,
	};
}

void run_json_finish(struct run_work *work, int exit_status)
{
	const struct calls *earlier = &work->done.calls;
	const struct run *run = &work->run;
	const struct run_json_costs costs = run_json_costs(work);
	const struct {
		const char *key;
		double own;
	} sums[] = {
		{ "wall_s", costs.wall_s },
		{ "driver_cpu_s", costs.driver_cpu_s },
		{ "making_cpu_s", costs.making_cpu_s },
	};
	json_t *json = work->json;

	json_object_set_new(json, "jobs", jobs_array(work));
	for (size_t i = 0; i < sizeof(sums) / sizeof(*sums); i++)
		json_object_set_new(json, sums[i].key,
				    json_real(calls_sum(earlier, sums[i].key) +
					      sums[i].own));
	json_object_set_new(
		json, "precision",
		json_number(run->precision > 0 ? run->precision : NAN));
	calls_set_counts(json, earlier, run->n_repeated, run->n_tainted);
	json_object_set_new(json, "exit_status", json_integer(exit_status));
}
