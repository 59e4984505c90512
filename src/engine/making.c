/* The cells of one group. */
#include "making.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/capability.h"
#include "engine/env_axis.h"
#include "engine/params.h"
#include "machine/topology.h"

/* Worker counts of jobs that wait: they overlap far beyond the cores. */
static const unsigned waiting_workers[] = { 8 };
/* Of jobs that ask for the latency of one. */
static const unsigned one_worker[] = { 1 };

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

/* The worker counts of one workload: freed with free(). */
static unsigned *worker_counts(const struct making *making,
			       const struct workload *workload, size_t *n)
{
	const struct plan_options *options = making->options;
	const unsigned *from = options->workers;
	unsigned defaults[4];

	*n = options->n_workers;
	if (!*n && workload->class == CLASS_LATENCY) {
		from = one_worker;
		*n = 1;
	} else if (!*n && workload->wait_bound) {
		from = waiting_workers;
		*n = 1;
	} else if (!*n && options->default_workers) {
		from = options->default_workers;
		*n = options->n_default_workers;
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
	char *key = cell_key(cell);
	bool out = regexec(&making->filter, key, 0, NULL, 0) != 0;

	free(key);
	return out;
}

/* Parameters and every further axis, in one canonical text: free(). */
static char *axes_text(const struct making *making, const struct group *group,
		       const char *executor)
{
	const char *mp_start = making->options->mp_start;
	struct settings axes = { NULL, 0 };
	char digits[16];

	settings_copy(&axes, &group->kind->given);
	if (strcmp(executor, "processes") == 0 && *mp_start)
		settings_set(&axes, "mp_start", mp_start);
	if (group->python && group->gil >= 0)
		settings_set(&axes, "gil", group->gil ? "on" : "off");
	if (group->python && *group->switch_interval)
		settings_set(&axes, "switch_interval_s",
			     group->switch_interval);
	if (group->blas_threads) {
		snprintf(digits, sizeof(digits), "%u", group->blas_threads);
		settings_set(&axes, "blas_threads", digits);
	}
	for (size_t i = 0; group->env && i < group->env->n; i++) {
		char *name = alloc_printf("env.%s", group->env->items[i].name);

		settings_set(&axes, name, group->env->items[i].value);
		free(name);
	}
	char *text = params_text(&axes);

	settings_fini(&axes);
	return text;
}

/* Append a cell of the group that is being made; returns its index. */
static unsigned add_cell(struct making *making, const struct group *group,
			 const char *pin, const char *executor,
			 unsigned workers)
{
	const struct plan_options *options = making->options;
	struct plan *plan = making->plan;

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
		.params = axes_text(making, group, executor),
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

/* Why this cell cannot run, or NULL. */
static const char *obstacle(const struct making *making,
			    const struct group *group, const char *executor,
			    unsigned workers)
{
	const struct job_kind *kind = group->kind;
	const char *reason = own_obstacle(group->python, kind->workload);

	if (!reason)
		reason = capability_gil(group->python, group->gil);
	if (!reason)
		reason = capability_kernel(group->python, group->kernel);
	if (!reason)
		reason = capability_executor(group->python, executor);
	if (!reason)
		reason = capability_isolated(group->python, group->kernel,
					     executor);
	if (!reason)
		reason = capability_pair(kind->workload, group->kernel,
					 executor);
	if (!reason)
		reason = capability_handover(kind->workload, &kind->settings,
					     executor);
	if (!reason && kind->workload->obstacle)
		reason = kind->workload->obstacle(
			&kind->settings, group->kernel, executor, workers);
	if (!reason && strcmp(executor, "processes") == 0)
		reason = capability_start(group->python,
					  making->options->mp_start);
	if (!reason)
		reason = capability_beside(
			group->kind->workload, &group->kind->settings,
			capability_gil_on(group->python, group->gil), workers,
			topology_n_pus(making->topology));
	return reason;
}

/* Append a cell unless the filter drops it; -1: it is not to be run. */
static int add_if_wanted(struct making *making, const struct group *group,
			 const char *pin, const char *executor,
			 unsigned workers)
{
	unsigned index = add_cell(making, group, pin, executor, workers);
	struct cell *cell = &making->plan->cells[index];
	const char *reason = obstacle(making, group, executor, workers);

	/* the baseline stays for those that need it: close_group() decides */
	if (!cell_is_baseline(cell) && is_filtered_out(making, cell)) {
		drop_last_cell(making->plan);
		return -1;
	}
	if (!reason)
		return (int)index;
	cell->status = CELL_SKIPPED;
	free(cell->reason);
	cell->reason = alloc_copy(reason);
	return -1;
}

static void add_member(struct group *group, unsigned cell)
{
	group->members = alloc_grow(group->members, group->n_members,
				    sizeof(*group->members));
	group->members[group->n_members++] = cell;
}

static unsigned gcd(unsigned a, unsigned b)
{
	return b ? gcd(b, a % b) : a;
}

int making_set_multiple(const struct plan *plan, struct group *group,
			struct why *why)
{
	const struct job_kind *kind = group->kind;
	bool is_shared = workload_shared_bytes(kind->workload, &kind->settings);
	uint64_t lcm = 1;

	group->max_workers = 1;
	for (unsigned i = 0; i < group->n_members; i++) {
		const struct cell *cell = &plan->cells[group->members[i]];
		unsigned w = cell->workers;

		if (w > group->max_workers)
			group->max_workers = w;
		if (strcmp(cell->scaling, "weak") != 0 && !is_shared)
			lcm *= w / gcd((unsigned)lcm, w);
		if (lcm > 1000000)
			return why_set(why,
				       "-t: a job must split evenly over all "
				       "worker counts, and these need more "
				       "than 1000000 pieces; choose counts "
				       "with common factors (1,2,4,8) or "
				       "--scaling weak");
	}
	group->multiple =
		(unsigned)lcm *
		workload_chain(group->kind->workload, &group->kind->settings);
	return 0;
}

/* Keep the group if it has any cell, run or skipped; else forget it. */
static int close_group(struct making *making, struct group *group,
		       unsigned first_cell, struct why *why)
{
	struct plan *plan = making->plan;

	if (making->has_filter && plan->n_cells == first_cell + 1 &&
	    cell_is_baseline(&plan->cells[first_cell]) &&
	    is_filtered_out(making, &plan->cells[first_cell])) {
		drop_last_cell(plan);
		group->baseline = -1;
	}
	if (plan->n_cells == first_cell)
		return 0;
	if (making_set_multiple(plan, group, why) < 0) {
		free(group->members);
		return -1;
	}
	plan->groups =
		alloc_grow(plan->groups, plan->n_groups, sizeof(*plan->groups));
	plan->groups[plan->n_groups++] = *group;
	return 0;
}

/*
 * Has any cell so many workers in these places? Those that cannot run here
 * count: a plan is the same on all machines. Without interpreters the ceiling
 * is all there is.
 */
static bool is_compared(const struct making *making, const char *pin,
			unsigned workers)
{
	const struct plan *plan = making->plan;

	for (unsigned i = 0; i < plan->n_cells; i++)
		if (plan->cells[i].workers == workers &&
		    strcmp(plan->cells[i].pin, pin) == 0)
			return true;
	return making->options->n_pythons == 0;
}

int making_add_ceiling(struct making *making, const struct job_kind *kind,
		       const char *pin, struct why *why)
{
	struct group group = { .kind = kind,
			       .kernel = KERNEL_NATIVE,
			       .gil = -1,
			       .switch_interval = "" };
	unsigned first_cell = making->plan->n_cells;
	size_t n;
	unsigned *counts = worker_counts(making, kind->workload, &n);

	group.baseline = (int)add_cell(making, &group, pin, "ceiling", 1);
	for (size_t i = 0; i < n; i++)
		if (counts[i] > 1 && is_compared(making, pin, counts[i]))
			add_member(&group, add_cell(making, &group, pin,
						    "ceiling", counts[i]));
	free(counts);
	/* of one worker alone it says nothing */
	if (!group.n_members && making->options->n_pythons)
		drop_last_cell(making->plan);
	return close_group(making, &group, first_cell, why);
}

/*
 * Unless executors were asked for, the control runs under threads only, and
 * serially what asks for the latency of one worker; only workloads that have
 * workers of their own run under those.
 */
static bool is_left_out(const struct making *making, const struct group *group,
			const char *executor)
{
	if (making->options->executors.n)
		return false;
	if (group->kind->workload->class == CLASS_LATENCY)
		return true;
	if (strcmp(executor, "own") == 0)
		return capability_pair(group->kind->workload, group->kernel,
				       executor) != NULL;
	return group->kernel == KERNEL_NATIVE_HELD &&
	       strcmp(executor, "threads") != 0;
}

int making_add_group(struct making *making, const struct group *like,
		     const char *pin, struct why *why)
{
	struct group group = *like;
	unsigned first_cell = making->plan->n_cells;
	size_t n;
	unsigned *counts = worker_counts(making, like->kind->workload, &n);

	group.baseline = -1;
	if ((like->kernel == KERNEL_NUMPY || like->kernel == KERNEL_TORCH) &&
	    !env_axis_sets_blas(like->env))
		group.blas_threads = making->options->blas_threads;
	for (size_t i = 0; i < making->executors.n; i++)
		if (strcmp(making->executors.items[i], "serial") == 0)
			group.baseline =
				add_if_wanted(making, &group, pin, "serial", 1);
	for (size_t i = 0; i < making->executors.n; i++) {
		const char *executor = making->executors.items[i];

		if (strcmp(executor, "serial") == 0 ||
		    is_left_out(making, like, executor))
			continue;
		for (size_t k = 0; k < n; k++) {
			int cell = add_if_wanted(making, &group, pin, executor,
						 counts[k]);

			if (cell >= 0)
				add_member(&group, (unsigned)cell);
		}
	}
	free(counts);
	return close_group(making, &group, first_cell, why);
}
