/* Several plans as one: the union of their cells. */
#ifndef GILBENCH_ENGINE_JOIN_H
#define GILBENCH_ENGINE_JOIN_H

#include "engine/plan.h"

/*
 * Move the cells of `part` that `plan` lacks into it. Groups with the same
 * baseline become one. `part` is freed, or moved. 0, or -1: the worker counts
 * of such a group do not go together. What the options of `part` own must
 * outlive the plan.
 */
int join_plans(struct plan *plan, struct plan *part, struct why *why);

#endif
