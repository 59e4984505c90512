/*
 * One hold of the GIL by a worker, from the first 200 ms of a metered region:
 * what timelines and distributions of waits are drawn from.
 */
#ifndef GILBENCH_MODEL_HOLD_H
#define GILBENCH_MODEL_HOLD_H

#include <stdbool.h>

#define HOLD_WINDOW_S .2 /* holds that begin later are not kept */

struct hold {
	unsigned cell; /* index into the plan's cells */
	unsigned block, attempt, worker;
	unsigned part;     /* as of samples: tells its file */
	double acquired_s; /* from the region's start */
	double wait_s;     /* before it; 0: the GIL was free */
	double hold_s;
	bool tainted; /* the attempt was disturbed, or another one counts */
};

#endif
