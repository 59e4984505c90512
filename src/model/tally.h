/*
 * Times by block while a run goes on: how precise its speed-ups are by now.
 * The estimates of a run are not made from this: see estimate.h.
 */
#ifndef GILBENCH_MODEL_TALLY_H
#define GILBENCH_MODEL_TALLY_H

#include <stdbool.h>

#include "model/sample.h"
#include "model/stats.h"

struct tally_cell {
	double (*unit_s)[2]; /* by block and invocation; NAN: none is valid */
	unsigned n_blocks;
	bool oversubscribed;
};

struct tally {
	struct tally_cell *cells;
	unsigned n_cells;
};

void tally_init(struct tally *tally, unsigned n_cells);
void tally_fini(struct tally *tally);

/* Rows of one attempt. Metered, tainted and failed ones count for nothing. */
void tally_add(struct tally *tally, const struct sample *rows, unsigned n);

/*
 * The median over blocks of (the baseline's mean / the cell's time), its sign
 * interval and the number of blocks that have both.
 */
double tally_speedup(const struct tally *tally, unsigned cell,
		     unsigned baseline, struct interval *ci, unsigned *n);
/* The median of |ln(first / last)| of a baseline's blocks, and of how many. */
double tally_aa(const struct tally *tally, unsigned cell, unsigned *n);

/*
 * How far the further end of an interval lies from its value, as a share of
 * the value; NAN without an interval.
 */
double tally_width(double value, const struct interval *ci);

#endif
