/*
 * The C kernel of a user's own workload as a struct workload: a shared object
 * with the function of gilbench-kernel.h. The setting "object" is its path.
 */
#ifndef GILBENCH_WORKER_OWN_OBJECT_H
#define GILBENCH_WORKER_OWN_OBJECT_H

#include "workloads/workload.h"

extern const struct workload own_object_workload;

/* Is a native kernel's name the path of a shared object? */
bool own_object_is(const char *name);

#endif
