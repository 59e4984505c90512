/*
 * What can be known about a machine before anything is measured on it. Filled
 * in by src/machine/ and src/engine/; judged by fitness.c.
 */
#ifndef GILBENCH_MODEL_FITNESS_FACTS_H
#define GILBENCH_MODEL_FITNESS_FACTS_H

#include "model/stats.h"

/* Not known: NAN, -1 and "". Shares are of the time of one CPU. */
struct fitness_facts {
	/* CPUs that are on, that this process may use, and cores of those */
	int n_online, n_usable, n_cores;
	char mask[64];     /* "0-3" */
	int siblings;      /* 1: hardware threads share a usable core */
	double quota_cpus; /* INFINITY: none */
	char governor[32], driver[32]; /* "mixed": CPUs differ */
	int boost;
	char virtualization[32]; /* "none", or whose */
	char clocksource[32];
	double slice_s; /* the scheduler's */
	double available_bytes, swapped_bytes;
	double memory_stall; /* share of the last 10 s */
	double load;         /* average of 1 min */
	/* what was seen while gilbench slept; NAN: nobody watched */
	double watched_s;
	double foreign_share, foreign_limit; /* above: a sample is tainted */
	double steal_share, steal_limit;
	double throttled_s;
	double n_too_hot, n_swaps; /* pages */
	char busiest[64];          /* "name (pid)" of a program */
	double busiest_share;
	/* clocks: what a reading costs; its steps; how much too long 1 ms is */
	double clock_read_s, clock_step_s, oversleep_s;
	/* plain C, in one process and in n_workers; 0: it was not run */
	unsigned n_workers, n_pairs, n_twice;
	double aa; /* median of |ln(once / again)| */
	double ceiling;
	struct interval ceiling_ci;
	char ceiling_error[160];
	/* what else a run needs: 1 it is there */
	int has_gnuplot, has_rsvg, has_font;
	char python[32], python_error[160]; /* version of the embedded one */
};

#endif
