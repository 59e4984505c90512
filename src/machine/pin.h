/*
 * Pin policies: where worker i of a cell may run. A policy is one function
 * and one row of the table in pin.c.
 *
 *   none     anywhere this process may run
 *   compact  fill a core's hardware threads, then the next core of the cache
 *   scatter  as far apart as the machine allows (hwloc_distrib)
 *   core     one worker a physical core, fastest kind first
 *   same     all on one hardware thread
 *   0,2,4-7  these CPUs, in this order
 */
#ifndef GILBENCH_MACHINE_PIN_H
#define GILBENCH_MACHINE_PIN_H

#include <hwloc.h>
#include <stdbool.h>

#include "base/why.h"

struct pin_policy {
	const char *name;
	const char *help;
	/*
	 * Slots in order of preference: fills pus[] with OS indices, room for
	 * all PUs, returns how many. NULL: workers are not bound.
	 */
	unsigned (*order)(hwloc_topology_t topology, unsigned n_workers,
			  unsigned *pus);
};

/* Ends with a NULL name. A CPU list has no row. */
extern const struct pin_policy pin_policies[];

/* Is `text` a policy, or a CPU list inside the topology? 0, or -1. */
int pin_check(hwloc_topology_t topology, const char *text, struct why *why);

/*
 * Split "core,same,0,2-3" into policies and CPU lists: numbers that stand
 * together are one list, "0,2-3". *list ends with NULL and is one block,
 * freed with free(). All are checked, and each is there once. 0 or -1.
 */
int pin_split(hwloc_topology_t topology, const char *text, char ***list,
	      struct why *why);

struct placement {
	unsigned n_workers;
	int *cpu;            /* OS index per worker; -1: not bound */
	bool oversubscribed; /* more workers than slots */
};

/*
 * Place n workers: worker i gets slot (i + rotation) mod the number of
 * slots. `rotation` moves the first core from block to block.
 */
int pin_place(hwloc_topology_t topology, const char *policy, unsigned n_workers,
	      unsigned rotation, struct placement *placement, struct why *why);
void placement_fini(struct placement *placement);

/* "0 1": one number per worker, "-" where not bound. Freed with free(). */
char *placement_text(const struct placement *placement);

#endif
