/*
 * shared-state: one unit is an update of a counter, a dict or a list, which
 * the workers of a cell share, or of which each has its own. What it costs to
 * be safe, with the GIL and without it, and what it costs not to be: updates
 * that get lost. There is a Python kernel only, shared_state.py; C would have
 * its own atomic counters, which are another question.
 */
#include <string.h>

#include "workloads/workload.h"

static const struct param params[] = {
	{ "object", PARAM_CHOICE, "counter", "counter,dict,list", 0, 0,
	  "what is updated" },
	{ "sharing", PARAM_CHOICE, "shared", "shared,private", 0, 0,
	  "one object for all workers, or one for each" },
	{ "lock", PARAM_CHOICE, "yes", "yes,no", 0, 0,
	  "hold a lock for each update" },
	{ "items", PARAM_COUNT, "64", NULL, 1, 1000000,
	  "items of a dict or list" },
	{ 0 },
};

static const struct metric metrics[] = {
	{ "lost_updates", "", METRIC_SUM,
	  "updates that another worker's overwrote" },
	{ 0 },
};

static const char *obstacle(const struct settings *settings, enum kernel kernel,
			    const char *executor, unsigned n_workers)
{
	(void)kernel;
	(void)n_workers;
	if (strcmp(executor, "interpreters") == 0 &&
	    settings_is(settings, "sharing", "shared"))
		return "not-shared: interpreters have no objects in common";
	return NULL;
}

/* The manager's process. */
static bool roams(const struct settings *settings, const char *executor)
{
	return strcmp(executor, "processes") == 0 &&
	       settings_is(settings, "sharing", "shared") &&
	       !settings_is(settings, "object", "counter");
}

const struct workload shared_state_workload = {
	.name = "shared-state",
	.module = "shared_state",
	.summary = "updates of an object that workers share, with and without "
		   "a lock",
	.unit = "update",
	.class = CLASS_CPU,
	.kernels = 1u << KERNEL_PYTHON,
	.chain = 1,
	.n_proof = 100,
	.params = params,
	.metrics = metrics,
	.obstacle = obstacle,
	.roams = roams,
};
