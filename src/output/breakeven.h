/*
 * The job from which on a choice is worth its start: processes against
 * threads, either against serial. From measured start-up, dispatch and speed.
 */
#ifndef GILBENCH_OUTPUT_BREAKEVEN_H
#define GILBENCH_OUTPUT_BREAKEVEN_H

#include "model/cost.h"
#include "output/results.h"

/*
 * Sizes from which on it is. 0: it always is; INFINITY: it never is; NAN: not
 * known. An interval whose high end is infinite says that it may never be.
 */
struct breakeven {
	double units;
	struct interval units_ci; /* sign interval over blocks, and `units` */
	double serial_s; /* the time of that job in serial, without start */
	struct interval serial_ci;
};

/*
 * When `cell` overtakes `rival`, another cell of the same contest, of the
 * same kernel or another one. The serial time is that of the cell's kernel.
 */
struct breakeven breakeven_find(const struct results *results, unsigned cell,
				unsigned rival);
/* When it overtakes all of them. */
struct breakeven breakeven_find_all(const struct results *results,
				    unsigned cell, const unsigned *rivals,
				    unsigned n_rivals);

/* What a cell costs. False: it, or its serial cell, has no value. */
bool breakeven_cost(const struct results *results, unsigned cell,
		    struct cost *cost);

/* The serial cell of the same group with a value, or -1. */
int breakeven_serial(const struct results *results, unsigned cell);

#endif
