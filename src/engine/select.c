/* Names of workloads, kernels, executors and pin policies. */
#include "select.h"

#include <string.h>

#include "base/units.h"
#include "machine/pin.h"

const struct executor select_executor_rows[] = {
	{ "serial", "one thread, the baseline", false },
	{ "threads", "threading.Thread, one process", true },
	{ "processes", "multiprocessing.Process, a GIL each", true },
	{ "interpreters", "subinterpreters in threads, a GIL each", true },
	{ "asyncio", "tasks of one event loop", true },
	{ "own", "the workload's own workers: run_parallel()", true },
	{ NULL, NULL, false },
};

/* "own" where the workload has it: see is_left_out() in making.c. */
static const char *const default_executors[] = { "serial", "threads",
						 "processes", "own", NULL };

static int check_name(const char *what, const char *name,
		      const char *const *names, struct why *why)
{
	for (size_t i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return 0;
	const char *near = units_nearest(name, names);

	if (near)
		return why_set(why, "unknown %s '%s'; did you mean %s?", what,
			       name, near);
	return why_set(why, "unknown %s '%s' (see: gilbench list)", what, name);
}

static int check_names(const char *what, const struct text_list *given,
		       const char *const *names, struct why *why)
{
	for (size_t i = 0; i < given->n; i++)
		if (check_name(what, given->items[i], names, why) < 0)
			return -1;
	return 0;
}

static struct text_list or_default(const struct text_list *given,
				   const char *const *names)
{
	size_t n = 0;

	if (given->n)
		return *given;
	while (names[n])
		n++;
	return (struct text_list){ (char **)names, n };
}

/* A workload by what was typed; NULL: see why. */
static const struct workload *find_workload(const char *typed,
					    const char *const *names,
					    struct own *const *own,
					    size_t n_own, struct why *why)
{
	for (size_t i = 0; i < n_own; i++)
		if (strcmp(own[i]->typed, typed) == 0)
			return &own[i]->workload;
	if (check_name("workload", typed, names, why) < 0)
		return NULL;
	return workload_find(typed);
}

int select_workloads(const struct text_list *given, struct own *const *own,
		     size_t n_own,
		     const struct workload *workloads[SELECT_MAX_WORKLOADS],
		     size_t *n, struct why *why)
{
	const char *names[SELECT_MAX_WORKLOADS + 1];
	size_t n_known = 0;

	while (workload_registry[n_known]) {
		names[n_known] = workload_registry[n_known]->name;
		n_known++;
	}
	names[n_known] = NULL;
	if (given->n > SELECT_MAX_WORKLOADS)
		return why_set(why, "more than %d workloads",
			       SELECT_MAX_WORKLOADS);
	*n = 0;
	for (size_t i = 0; i < given->n; i++) {
		workloads[*n] =
			find_workload(given->items[i], names, own, n_own, why);
		if (!workloads[(*n)++])
			return -1;
	}
	for (size_t i = 0; !given->n && workload_registry[i]; i++)
		if (workload_registry[i]->in_default_plan)
			workloads[(*n)++] = workload_registry[i];
	return 0;
}

/* NumPy and PyTorch are no part of Python: measured where asked for. */
static const unsigned default_kernels =
	1u << KERNEL_PYTHON | 1u << KERNEL_NATIVE | 1u << KERNEL_NATIVE_HELD;

int select_kernels(const struct text_list *given, unsigned *kernels,
		   struct why *why)
{
	const char *names[N_KERNELS + 1];

	memcpy(names, kernel_names, N_KERNELS * sizeof(*names));
	names[N_KERNELS] = NULL;
	if (check_names("kernel", given, names, why) < 0)
		return -1;
	*kernels = given->n ? 0 : default_kernels;
	for (size_t i = 0; i < given->n; i++)
		for (unsigned k = 0; k < N_KERNELS; k++)
			if (strcmp(names[k], given->items[i]) == 0)
				*kernels |= 1u << k;
	return 0;
}

int select_executors(const struct text_list *given, struct text_list *executors,
		     struct why *why)
{
	const char *names[16];
	size_t n = 0;

	while (select_executor_rows[n].name) {
		names[n] = select_executor_rows[n].name;
		n++;
	}
	names[n] = NULL;
	*executors = or_default(given, default_executors);
	return check_names("executor", given, names, why);
}

int select_pins(const char *given, hwloc_topology_t topology,
		struct text_list *pins, struct why *why)
{
	pins->n = 0;
	if (pin_split(topology, given ? given : "core", &pins->items, why) < 0)
		return why_context(why, "--pin");
	while (pins->items[pins->n])
		pins->n++;
	return 0;
}
