/*
 * Where the workers' time went in a metered sample: parts of workers x wall
 * time. Raw counters overlap and would add up to more than there is, so each
 * takes at most what those before it left; what is left in the end is spent
 * blocked.
 */
#ifndef GILBENCH_MODEL_SPLIT_H
#define GILBENCH_MODEL_SPLIT_H

#include <stdbool.h>

#include "model/sample.h"

enum split_part {
	SPLIT_WAITING,  /* for the GIL: the meter's wait and drop */
	SPLIT_RUNNING,  /* on a CPU: CPU time, at most what is left */
	SPLIT_RUNNABLE, /* not running: run delay, at most what is left */
	SPLIT_BLOCKED,  /* the rest */
	N_SPLIT_PARTS
};

/*
 * Where the first, second, third and last part end, as shares of n_parallel
 * (workers; 1 under asyncio) x wall time: rising, and the last one is 1.
 * False if a counter is missing.
 */
bool split_edges(const struct sample *row, double n_parallel,
		 double edges[N_SPLIT_PARTS]);

/* The parts between edges. They add up to the last edge. */
void split_parts(const double edges[N_SPLIT_PARTS],
		 double parts[N_SPLIT_PARTS]);

#endif
