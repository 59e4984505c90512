/*
 * From options to cells. Order of the loops: ceiling, then workload, python,
 * pin policy, kernel: one group each; in a group serial, then executor by
 * worker count.
 */
#include "plan.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "engine/params.h"
#include "engine/select.h"
#include "machine/topology.h"
#include "model/csv.h"

/* What plan_make() works with besides the plan itself. */
struct making {
	struct plan *plan;
	const struct plan_options *options;
	hwloc_topology_t topology;
	regex_t filter;
	bool has_filter;
	struct text_list executors, pins;
	unsigned kernels; /* bits */
};

/* Worker counts of jobs that wait: they overlap far beyond the cores. */
static const unsigned waiting_workers[] = { 8 };

unsigned plan_default_workers(hwloc_topology_t topology, unsigned counts[4])
{
	unsigned n_cores = topology_n_cores(topology);
	unsigned all[32], n = 0;

	for (unsigned w = 2; w < n_cores; w *= 2)
		all[n++] = w;
	all[n++] = n_cores > 2 ? n_cores : 2;
	unsigned n_kept = n < 4 ? n : 4;

	for (unsigned i = 0; i < n_kept; i++)
		counts[i] = all[n_kept < 2 ? 0 : i * (n - 1) / (n_kept - 1)];
	return n_kept;
}

static int add_kind(struct plan *plan, const struct workload *workload,
		    const struct plan_options *options, struct why *why)
{
	struct job_kind kind = { workload, { NULL, 0 }, NULL };
	char seed[24];

	for (unsigned i = 0; i < plan->n_kinds; i++)
		if (plan->kinds[i].workload == workload)
			return 0;
	if (params_resolve(&kind.settings, workload, options->params.items,
			   options->params.n, why) < 0) {
		settings_fini(&kind.settings);
		return why_context(why, "%s", workload->name);
	}
	snprintf(seed, sizeof(seed), "%llu", (unsigned long long)options->seed);
	settings_set(&kind.settings, "seed", seed);
	kind.params = params_text(&kind.settings);
	settings_set(&kind.settings, "shipped", options->shipped);
	plan->kinds =
		alloc_grow(plan->kinds, plan->n_kinds, sizeof(*plan->kinds));
	plan->kinds[plan->n_kinds++] = kind;
	return 0;
}

static int select_all(struct making *making, struct why *why)
{
	const struct plan_options *options = making->options;
	const struct workload *workloads[SELECT_MAX_WORKLOADS];
	size_t n;

	if (select_workloads(&options->workloads, workloads, &n, why) < 0 ||
	    params_check(workloads, n, options->params.items, options->params.n,
			 why) < 0 ||
	    select_kernels(&options->kernels, &making->kernels, why) < 0 ||
	    select_executors(&options->executors, &making->executors, why) <
		    0 ||
	    select_pins(options->pins, making->topology, &making->pins, why) <
		    0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (add_kind(making->plan, workloads[i], options, why) < 0)
			return -1;
	return 0;
}

/* The worker counts of one workload: freed with free(). */
static unsigned *worker_counts(const struct making *making,
			       const struct workload *workload, size_t *n)
{
	const struct plan_options *options = making->options;
	const unsigned *from = options->workers;
	unsigned defaults[4];

	*n = options->n_workers;
	if (!*n && workload->wait_bound) {
		from = waiting_workers;
		*n = 1;
	} else if (!*n) {
		from = defaults;
		*n = plan_default_workers(making->topology, defaults);
	}
	unsigned *counts = alloc_zero(*n, sizeof(*counts));

	memcpy(counts, from, *n * sizeof(*counts));
	return counts;
}

static bool is_filtered_out(const struct making *making,
			    const struct cell *cell)
{
	if (!making->has_filter)
		return false;
	char *text = alloc_printf("%s/%s/%s/%u/%s/%s/%s", cell->workload,
				  cell->kernel, cell->executor, cell->workers,
				  cell->pin, cell->python, cell->params);
	bool out = regexec(&making->filter, text, 0, NULL, 0) != 0;

	free(text);
	return out;
}

/* Append a cell of the group that is being made; returns its index. */
static unsigned add_cell(struct making *making, const struct group *group,
			 const char *pin, const char *executor,
			 unsigned workers)
{
	const struct plan_options *options = making->options;
	struct plan *plan = making->plan;
	bool starts = strcmp(executor, "processes") == 0 && *options->mp_start;

	plan->cells =
		alloc_grow(plan->cells, plan->n_cells, sizeof(*plan->cells));
	plan->cells[plan->n_cells] = (struct cell){
		.workload = alloc_copy(group->kind->workload->name),
		.kernel = alloc_copy(kernel_names[group->kernel]),
		.executor = alloc_copy(executor),
		.workers = workers,
		.pin = alloc_copy(pin),
		.python = alloc_copy(group->python ? group->python->label
						   : "none"),
		.scaling = alloc_copy(options->scaling),
		.size = alloc_copy(options->size),
		.params = alloc_printf("%s%s%s", group->kind->params,
				       starts ? ";mp_start=" : "",
				       starts ? options->mp_start : ""),
		.group = plan->n_groups,
		.status = CELL_OK,
		.reason = alloc_copy(""),
	};
	cell_name(&plan->cells[plan->n_cells]);
	return plan->n_cells++;
}

static void drop_last_cell(struct plan *plan)
{
	cell_fini(&plan->cells[--plan->n_cells]);
}

static void add_member(struct making *making, struct group *group,
		       const char *pin, const char *executor, unsigned workers)
{
	unsigned cell = add_cell(making, group, pin, executor, workers);

	if (is_filtered_out(making, &making->plan->cells[cell])) {
		drop_last_cell(making->plan);
		return;
	}
	group->members = alloc_grow(group->members, group->n_members,
				    sizeof(*group->members));
	group->members[group->n_members++] = cell;
}

static unsigned gcd(unsigned a, unsigned b)
{
	return b ? gcd(b, a % b) : a;
}

/* A job is whole chains for every worker count of its group. */
static int set_multiple(const struct making *making, struct group *group,
			struct why *why)
{
	bool weak = strcmp(making->options->scaling, "weak") == 0;
	uint64_t lcm = 1;

	group->max_workers = 1;
	for (unsigned i = 0; i < group->n_members; i++) {
		unsigned w = making->plan->cells[group->members[i]].workers;

		if (w > group->max_workers)
			group->max_workers = w;
		if (!weak)
			lcm *= w / gcd((unsigned)lcm, w);
		if (lcm > 1000000)
			return why_set(why,
				       "-t: a job must split evenly over all "
				       "worker counts, and these need more "
				       "than 1000000 pieces; choose counts "
				       "with common factors (1,2,4,8) or "
				       "--scaling weak");
	}
	group->multiple = (unsigned)lcm * group->kind->workload->chain;
	return 0;
}

/* Keep the group if it has any cell; else forget it. */
static int close_group(struct making *making, struct group *group,
		       struct why *why)
{
	struct plan *plan = making->plan;

	if (making->has_filter && group->baseline >= 0 && !group->n_members &&
	    is_filtered_out(making, &plan->cells[group->baseline])) {
		drop_last_cell(plan);
		group->baseline = -1;
	}
	if (group->baseline < 0 && !group->n_members)
		return 0;
	if (set_multiple(making, group, why) < 0)
		return -1;
	plan->groups =
		alloc_grow(plan->groups, plan->n_groups, sizeof(*plan->groups));
	plan->groups[plan->n_groups++] = *group;
	return 0;
}

/* The same kernel in plain C processes: what the machine can give. */
static int add_ceiling(struct making *making, const struct job_kind *kind,
		       const char *pin, struct why *why)
{
	struct group group = { .kind = kind, .kernel = KERNEL_NATIVE };
	size_t n;
	unsigned *counts = worker_counts(making, kind->workload, &n);

	group.baseline = (int)add_cell(making, &group, pin, "ceiling", 1);
	for (size_t i = 0; i < n; i++) {
		if (counts[i] == 1)
			continue;
		unsigned cell =
			add_cell(making, &group, pin, "ceiling", counts[i]);

		group.members = alloc_grow(group.members, group.n_members,
					   sizeof(*group.members));
		group.members[group.n_members++] = cell;
	}
	free(counts);
	return close_group(making, &group, why);
}

static bool held_is_limited_to_threads(const struct making *making)
{
	return making->options->executors.n == 0;
}

static int add_group(struct making *making, const struct job_kind *kind,
		     const struct python *python, const char *pin,
		     enum kernel kernel, struct why *why)
{
	struct group group = {
		.kind = kind, .kernel = kernel, .python = python, .baseline = -1
	};
	size_t n;
	unsigned *counts = worker_counts(making, kind->workload, &n);

	for (size_t i = 0; i < making->executors.n; i++)
		if (strcmp(making->executors.items[i], "serial") == 0)
			group.baseline =
				(int)add_cell(making, &group, pin, "serial", 1);
	for (size_t i = 0; i < making->executors.n; i++) {
		const char *executor = making->executors.items[i];

		if (strcmp(executor, "serial") == 0 ||
		    (kernel == KERNEL_NATIVE_HELD &&
		     held_is_limited_to_threads(making) &&
		     strcmp(executor, "threads") != 0))
			continue;
		for (size_t k = 0; k < n; k++)
			add_member(making, &group, pin, executor, counts[k]);
	}
	free(counts);
	return close_group(making, &group, why);
}

/* The workload whose native kernel shows what the machine can give. */
static const struct job_kind *ceiling_kind(const struct plan *plan)
{
	for (unsigned i = 0; i < plan->n_kinds; i++)
		if (plan->kinds[i].workload->class == CLASS_CPU)
			return &plan->kinds[i];
	for (unsigned i = 0; i < plan->n_kinds; i++)
		if (!plan->kinds[i].workload->wait_bound)
			return &plan->kinds[i];
	return NULL;
}

static int add_groups_of(struct making *making, const struct job_kind *kind,
			 struct why *why)
{
	const struct plan_options *options = making->options;

	for (unsigned p = 0; p < options->n_pythons; p++)
		for (size_t i = 0; i < making->pins.n; i++)
			for (unsigned k = 0; k < N_KERNELS; k++) {
				if (!(making->kernels & 1u << k) ||
				    !(kind->workload->kernels & 1u << k))
					continue;
				if (add_group(
					    making, kind, &options->pythons[p],
					    making->pins.items[i], k, why) < 0)
					return -1;
			}
	return 0;
}

static int add_all(struct making *making, struct why *why)
{
	struct plan *plan = making->plan;
	const struct job_kind *ceiling = ceiling_kind(plan);

	for (unsigned i = 0; i < plan->n_kinds; i++)
		if (add_groups_of(making, &plan->kinds[i], why) < 0)
			return -1;
	if (plan->n_cells == 0)
		return why_set(why, "nothing to measure: %s",
			       making->has_filter
				       ? "--filter leaves no cell"
				       : "no selected workload has a selected "
					 "kernel");
	for (size_t i = 0; ceiling && i < making->pins.n; i++)
		if (add_ceiling(making, ceiling, making->pins.items[i], why) <
		    0)
			return -1;
	return 0;
}

static void hash_plan(struct plan *plan, const struct plan_options *options)
{
	uint64_t numbers[] = { options->seed, options->blocks,
			       options->samples };

	plan->hash = hash_bytes(HASH_START, numbers, sizeof(numbers));
	for (unsigned i = 0; i < plan->n_cells; i++)
		plan->hash = hash_bytes(plan->hash, plan->cells[i].id,
					sizeof(plan->cells[i].id));
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
	status = select_all(&making, why) < 0 ? -1 : add_all(&making, why);
	if (making.has_filter)
		regfree(&making.filter);
	free(making.pins.items);
	if (status < 0) {
		plan_fini(plan);
		return -1;
	}
	hash_plan(plan, options);
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
		free(plan->kinds[i].params);
	}
	free(plan->cells);
	free(plan->groups);
	free(plan->kinds);
	*plan = (struct plan){ 0 };
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
	return 0;
}

void plan_write(FILE *file, const struct plan *plan)
{
	static const char *const columns[] = {
		"cell_id", "workload", "kernel", "executor", "workers",
		"pin",     "python",   "status", "reason",   "group",
		"scaling", "size",     "params",
	};
	struct csv_row row;

	csv_begin(&row, file);
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		csv_text(&row, columns[i]);
	csv_end(&row);
	for (unsigned i = 0; i < plan->n_cells; i++) {
		const struct cell *cell = &plan->cells[i];

		csv_begin(&row, file);
		csv_text(&row, cell->id);
		csv_text(&row, cell->workload);
		csv_text(&row, cell->kernel);
		csv_text(&row, cell->executor);
		csv_count(&row, cell->workers);
		csv_text(&row, cell->pin);
		csv_text(&row, cell->python);
		csv_text(&row, cell_status_names[cell->status]);
		csv_text(&row, cell->reason);
		csv_count(&row, cell->group);
		csv_text(&row, cell->scaling);
		csv_text(&row, cell->size);
		csv_text(&row, cell->params);
		csv_end(&row);
	}
}
