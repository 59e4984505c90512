/*
 * What there is to choose from, and choosing from it by name. An empty list
 * chooses the default; an unknown name is an error that suggests the nearest.
 */
#ifndef GILBENCH_ENGINE_SELECT_H
#define GILBENCH_ENGINE_SELECT_H

#include <hwloc.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/text_list.h"
#include "base/why.h"
#include "engine/own.h"
#include "workloads/workload.h"

#define SELECT_MAX_WORKLOADS 64

/* The executors there are. A NULL name ends. */
struct executor {
	const char *name, *summary;
	bool parallel;
};

extern const struct executor select_executor_rows[];

/*
 * Each 0, or -1 with why. What they give is borrowed. A user's own workload
 * must be one of `own`.
 */
int select_workloads(const struct text_list *given, struct own *const *own,
		     size_t n_own,
		     const struct workload *workloads[SELECT_MAX_WORKLOADS],
		     size_t *n, struct why *why);
/* Bit k of *kernels: enum kernel k is chosen. */
int select_kernels(const struct text_list *given, unsigned *kernels,
		   struct why *why);
int select_executors(const struct text_list *given, struct text_list *executors,
		     struct why *why);
/* NULL: the default. *pins is freed with free(pins->items). */
int select_pins(const char *given, hwloc_topology_t topology,
		struct text_list *pins, struct why *why);

#endif
