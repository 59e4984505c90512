/*
 * The C kernel of a user's own workload as a struct workload: a shared object
 * with the function of gilbench-kernel.h.
 */
#ifndef GILBENCH_WORKER_OWN_OBJECT_H
#define GILBENCH_WORKER_OWN_OBJECT_H

#include "workloads/workload.h"

/* The setting that is its path: no name that a parameter could have. */
#define OWN_OBJECT_PATH "/path"

extern const struct workload own_object_workload;

/* Is a native kernel's name the path of a shared object? */
bool own_object_is(const char *name);

#endif
