/* Several plans as one: the union of their cells. */
#ifndef GILBENCH_ENGINE_JOIN_H
#define GILBENCH_ENGINE_JOIN_H

#include "engine/plan.h"

/*
 * Move the cells of n parts into `plan`, each cell once. Groups with the same
 * baseline become one. What is left in the parts, if it fails, is to be freed
 * by plan_fini(). 0, or -1: the worker counts of a group do not go together
 * since part *at (not set where there is one part). What the options of the
 * parts own must outlive the plan.
 */
int join_plans(struct plan *plan, struct plan *parts, size_t n, size_t *at,
	       struct why *why);

#endif
