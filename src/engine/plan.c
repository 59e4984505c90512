/*
 * From options to groups. Order of the loops: workload, its parameters,
 * python, pin policy, environment, state of the GIL, switch interval, kernel:
 * one group each (making.c); then the ceiling.
 */
#include "plan.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/capability.h"
#include "engine/env_axis.h"
#include "engine/making.h"
#include "engine/params.h"
#include "engine/select.h"
#include "machine/topology.h"
#include "model/csv.h"
#include "model/plan_hash.h"

static void add_kind(struct plan *plan, const struct workload *workload,
		     const struct settings *params,
		     const struct plan_options *options, bool for_ceiling)
{
	struct job_kind kind = { .workload = workload,
				 .for_ceiling = for_ceiling };
	char seed[24];

	settings_copy(&kind.settings, params);
	snprintf(seed, sizeof(seed), "%llu", (unsigned long long)options->seed);
	settings_set(&kind.settings, "seed", seed);
	params_copy_naming(&kind.given, &kind.settings, workload);
	settings_set(&kind.settings, "shipped", options->shipped);
	plan->kinds =
		alloc_grow(plan->kinds, plan->n_kinds, sizeof(*plan->kinds));
	plan->kinds[plan->n_kinds++] = kind;
}

/* One kind of job for each combination of parameters, or of the defaults. */
static int add_kinds(struct plan *plan, const struct workload *workload,
		     const struct plan_options *options, bool for_ceiling,
		     struct why *why)
{
	struct combinations all;

	for (unsigned i = 0; i < plan->n_kinds; i++)
		if (plan->kinds[i].workload == workload)
			return 0;
	if (params_resolve(&all, workload, options->params.items,
			   for_ceiling ? 0 : options->params.n, why) < 0)
		return why_context(why, "%s", workload->name);
	for (size_t i = 0; i < all.n; i++)
		add_kind(plan, workload, &all.items[i], options, for_ceiling);
	params_fini(&all);
	return 0;
}

/* Not a user's own, not what a consumer waits for, and what has a C kernel. */
static bool can_be_ceiling(const struct job_kind *kind)
{
	return !kind->workload->is_own &&
	       kind->workload->kernels & 1u << KERNEL_NATIVE &&
	       !workload_hands_over(kind->workload, &kind->settings);
}

/* The workload whose native kernel shows what the machine can give. */
static const struct job_kind *ceiling_kind(const struct plan *plan)
{
	for (unsigned i = 0; i < plan->n_kinds; i++)
		if (plan->kinds[i].workload->class == CLASS_CPU &&
		    can_be_ceiling(&plan->kinds[i]))
			return &plan->kinds[i];
	for (unsigned i = 0; i < plan->n_kinds; i++)
		if (plan->kinds[i].workload->class == CLASS_IO &&
		    !plan->kinds[i].workload->wait_bound &&
		    can_be_ceiling(&plan->kinds[i]))
			return &plan->kinds[i];
	return NULL;
}

/* For those that cannot run as plain C: the first one that is ours. */
static int add_ceiling_kind(struct plan *plan,
			    const struct plan_options *options, struct why *why)
{
	bool any_without = false;

	for (unsigned i = 0; i < plan->n_kinds; i++)
		any_without = any_without || !can_be_ceiling(&plan->kinds[i]);
	if (!any_without || ceiling_kind(plan))
		return 0;
	return add_kinds(plan, workload_registry[0], options, true, why);
}

static int select_all(struct making *making, struct why *why)
{
	const struct plan_options *options = making->options;
	const struct workload *workloads[SELECT_MAX_WORKLOADS];
	size_t n;

	if (select_workloads(&options->workloads, options->own, options->n_own,
			     workloads, &n, why) < 0 ||
	    params_check(workloads, n, options->params.items, options->params.n,
			 why) < 0 ||
	    select_kernels(&options->kernels, &making->kernels, why) < 0 ||
	    select_executors(&options->executors, &making->executors, why) <
		    0 ||
	    select_pins(options->pins, making->topology, &making->pins, why) <
		    0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (add_kinds(making->plan, workloads[i], options, false, why) <
		    0)
			return -1;
	return add_ceiling_kind(making->plan, options, why);
}

/* The states of the GIL to measure: -1 is the interpreter as it is. */
static size_t gil_axis(const struct plan_options *options,
		       const struct python *python, int states[2])
{
	size_t n = 0;

	if (options->n_gil == 0 || (options->n_gil == 1 && options->gil[0] &&
				    !capability_free_threaded(python))) {
		states[0] = -1;
		return 1;
	}
	for (size_t i = 0; i < options->n_gil; i++)
		states[n++] = options->gil[i];
	return n;
}

/* All groups of one workload, interpreter and pin policy. */
static int add_variants(struct making *making, struct group *like,
			const char *pin, struct why *why)
{
	const struct plan_options *options = making->options;
	int states[2];
	size_t n_states = gil_axis(options, like->python, states);
	size_t n_intervals = options->switch_intervals.n;

	for (size_t g = 0; g < n_states; g++)
		for (size_t i = 0; i < (n_intervals ? n_intervals : 1); i++)
			for (unsigned k = 0; k < N_KERNELS; k++) {
				if (!(making->kernels & 1u << k) ||
				    !(like->kind->workload->kernels & 1u << k))
					continue;
				like->gil = states[g];
				like->switch_interval =
					n_intervals ? options->switch_intervals
							      .items[i]
						    : "";
				like->kernel = k;
				if (making_add_group(making, like, pin, why) <
				    0)
					return -1;
			}
	return 0;
}

static int add_groups_of(struct making *making, const struct job_kind *kind,
			 struct why *why)
{
	const struct plan_options *options = making->options;
	const struct plan *plan = making->plan;

	for (unsigned p = 0; p < options->n_pythons; p++)
		for (size_t i = 0; i < making->pins.n * plan->n_envs; i++) {
			struct group like = {
				.kind = kind,
				.python = &options->pythons[p],
				.env = plan->envs[i % plan->n_envs],
			};
			const char *pin = making->pins.items[i / plan->n_envs];

			if (add_variants(making, &like, pin, why) < 0)
				return -1;
		}
	return 0;
}

static void make_envs(struct plan *plan, const struct plan_options *options)
{
	plan->n_envs = env_axis_count(&options->env);
	plan->envs = alloc_zero(plan->n_envs, sizeof(*plan->envs));
	for (size_t i = 0; i < plan->n_envs; i++) {
		plan->envs[i] = alloc_zero(1, sizeof(*plan->envs[i]));
		*plan->envs[i] = env_axis_at(&options->env, i);
	}
}

/* If it is for a ceiling that nothing is compared with. */
static void drop_ceiling_kind(struct plan *plan)
{
	struct job_kind *last = &plan->kinds[plan->n_kinds - 1];

	if (!last->for_ceiling ||
	    (plan->n_groups && plan->groups[plan->n_groups - 1].kind == last))
		return;
	settings_fini(&last->settings);
	settings_fini(&last->given);
	plan->n_kinds--;
}

static int add_all(struct making *making, struct why *why)
{
	struct plan *plan = making->plan;
	const struct job_kind *ceiling = ceiling_kind(plan);

	for (unsigned i = 0; i < plan->n_kinds; i++)
		if (!plan->kinds[i].for_ceiling &&
		    add_groups_of(making, &plan->kinds[i], why) < 0)
			return -1;
	if (plan->n_cells == 0 && making->options->n_pythons)
		return why_set(why, "nothing to measure: %s",
			       making->has_filter
				       ? "--filter leaves no cell"
				       : "no selected workload has a selected "
					 "kernel");
	for (size_t i = 0; ceiling && i < making->pins.n; i++)
		if (making_add_ceiling(making, ceiling, making->pins.items[i],
				       why) < 0)
			return -1;
	drop_ceiling_kind(plan);
	if (plan->n_cells == 0)
		return why_set(why, "nothing to measure: no interpreter, and "
				    "no ceiling for these workloads");
	return 0;
}

void plan_hash(struct plan *plan, const struct plan_options *options)
{
	plan->hash = plan_hash_of(plan->cells, plan->n_cells, options->seed,
				  options->blocks, options->samples);
}

int plan_make(struct plan *plan, const struct plan_options *options,
	      hwloc_topology_t topology, struct why *why)
{
	struct making making = { .plan = plan,
				 .options = options,
				 .topology = topology };
	int status;

	*plan = (struct plan){ 0 };
	if (options->filter) {
		int error = regcomp(&making.filter, options->filter,
				    REG_EXTENDED | REG_NOSUB);

		if (error) {
			regerror(error, &making.filter, why->text,
				 sizeof(why->text));
			return why_context(why, "--filter %s", options->filter);
		}
		making.has_filter = true;
	}
	make_envs(plan, options);
	status = select_all(&making, why) < 0 ? -1 : add_all(&making, why);
	if (making.has_filter)
		regfree(&making.filter);
	free(making.pins.items);
	if (status < 0) {
		plan_fini(plan);
		return -1;
	}
	plan_hash(plan, options);
	return 0;
}

void plan_fini(struct plan *plan)
{
	for (unsigned i = 0; i < plan->n_cells; i++)
		cell_fini(&plan->cells[i]);
	for (unsigned i = 0; i < plan->n_groups; i++)
		free(plan->groups[i].members);
	for (unsigned i = 0; i < plan->n_kinds; i++) {
		settings_fini(&plan->kinds[i].settings);
		settings_fini(&plan->kinds[i].given);
	}
	for (size_t i = 0; i < plan->n_envs; i++) {
		settings_fini(plan->envs[i]);
		free(plan->envs[i]);
	}
	free(plan->envs);
	free(plan->cells);
	free(plan->groups);
	free(plan->kinds);
	*plan = (struct plan){ 0 };
}

/* The directory of shards that the local server would serve, or NULL. */
static const char *served_shards(const struct job_kind *kind)
{
	const struct workload *workload = kind->workload;

	if (!workload->needs_server || !workload->needs_server(&kind->settings))
		return NULL;
	return settings_get(&kind->settings, "shards_dir");
}

/* There is one server, and it serves one directory. */
static int check_served(const struct plan *plan, struct why *why)
{
	const char *first = NULL;

	for (unsigned i = 0; i < plan->n_kinds; i++) {
		const char *dir = served_shards(&plan->kinds[i]);

		if (first && dir && strcmp(first, dir) != 0)
			return why_set(why,
				       "%s: the local server serves one set of "
				       "shards a run; measure each in a run of "
				       "its own",
				       plan->kinds[i].workload->name);
		if (dir)
			first = dir;
	}
	return 0;
}

int plan_provide(struct plan *plan, const char *cache_dir, struct why *why)
{
	for (unsigned i = 0; i < plan->n_kinds; i++) {
		struct job_kind *kind = &plan->kinds[i];

		if (kind->workload->provide &&
		    kind->workload->provide(&kind->settings, cache_dir, why) <
			    0)
			return why_context(why, "%s", kind->workload->name);
	}
	return check_served(plan, why);
}

void plan_write(FILE *file, const struct plan *plan)
{
	static const char *const columns[] = {
		"status", "reason", "group", "scaling", "size", "params",
	};
	struct csv_row row;

	csv_begin(&row, file);
	cell_write_key_header(&row);
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		csv_text(&row, columns[i]);
	csv_end(&row);
	for (unsigned i = 0; i < plan->n_cells; i++) {
		const struct cell *cell = &plan->cells[i];

		csv_begin(&row, file);
		cell_write_key(&row, cell);
		csv_text(&row, cell_status_names[cell->status]);
		csv_text(&row, cell->reason);
		csv_count(&row, cell->group);
		csv_text(&row, cell->scaling);
		csv_text(&row, cell->size);
		csv_text(&row, cell->params);
		csv_end(&row);
	}
}
