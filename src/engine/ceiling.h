/*
 * The ceiling by itself, for `gilbench check`: plain C in one process, in as
 * many as there are cores, and in one again, block after block.
 */
#ifndef GILBENCH_ENGINE_CEILING_H
#define GILBENCH_ENGINE_CEILING_H

#include <hwloc.h>

#include "model/fitness_facts.h"

/*
 * Measure for about so many seconds and fill in what the facts hold of it;
 * where that fails, ceiling_error says why. `libdir` is lib/gilbench.
 */
void ceiling_measure(struct fitness_facts *facts, hwloc_topology_t topology,
		     const char *libdir, double seconds);

#endif
