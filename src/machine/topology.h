/*
 * The machine as hwloc sees it, restricted to the CPUs this process may use.
 * A file or a synthetic description stands in for the real machine where a
 * test or a user wants to see another one.
 */
#ifndef GILBENCH_MACHINE_TOPOLOGY_H
#define GILBENCH_MACHINE_TOPOLOGY_H

#include <hwloc.h>
#include <stdbool.h>

#include "base/why.h"

/*
 * `source`: NULL for this machine; "xml:FILE" or "synthetic:DESCRIPTION" for
 * an imagined one. Destroyed with hwloc_topology_destroy(). 0 or -1.
 */
int topology_load(hwloc_topology_t *topology, const char *source,
		  struct why *why);

unsigned topology_n_pus(hwloc_topology_t topology);
/* Where hwloc knows no cores, each PU counts as one. */
unsigned topology_n_cores(hwloc_topology_t topology);

/* Is this PU the first of its core, in logical order? */
bool topology_starts_core(hwloc_obj_t pu);
/* CPUs the machine has but this process may not use. hwloc_bitmap_free(). */
hwloc_bitmap_t topology_excluded(hwloc_topology_t topology);

/* hwloc's XML export to a file. 0 or -1. */
int topology_export(hwloc_topology_t topology, const char *path,
		    struct why *why);

#endif
