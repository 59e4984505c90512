/*
 * Making one group of a plan: its cells, those that cannot run with their
 * reason, and the pieces its job must split into.
 */
#ifndef GILBENCH_ENGINE_MAKING_H
#define GILBENCH_ENGINE_MAKING_H

#include <regex.h>

#include "engine/plan.h"

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

/*
 * Append the group with the kind, kernel, python and axes of `like`. 0, or
 * -1: the worker counts do not go together.
 */
int making_add_group(struct making *making, const struct group *like,
		     const char *pin, struct why *why);

/*
 * The same kernel in plain C processes: what the machine can give to as many
 * workers as cells with this pin policy have, if that is more than one.
 */
int making_add_ceiling(struct making *making, const struct job_kind *kind,
		       const char *pin, struct why *why);

/*
 * A job is whole chains for every worker count of its group: set the pieces it
 * splits into, and the most workers. 0, or -1: too many pieces.
 */
int making_set_multiple(const struct plan *plan, struct group *group,
			struct why *why);

#endif
