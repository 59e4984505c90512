/*
 * When has a run measured enough? Decided by the width of intervals alone,
 * never by what they say: a run that stopped because a result looked good
 * would find what it looks for.
 */
#ifndef GILBENCH_ENGINE_PRECISION_H
#define GILBENCH_ENGINE_PRECISION_H

#include "engine/plan.h"
#include "model/tally.h"

/* Fewer blocks say too little about how wide an interval is. */
#define PRECISION_MIN_BLOCKS 9

/*
 * The cells whose speed-up is not known to +-`precision` (.02 is 2 %), in
 * cells[], room for all of the plan's; returns how many. Left out: what has no
 * baseline, cannot run, or is judged by no finding because its workers are
 * more than the CPUs.
 */
unsigned precision_wide(const struct plan *plan, const struct tally *tally,
			double precision, unsigned *cells);

/* How well the cell's speed-up is known; NAN: there is no interval. */
double precision_of(const struct plan *plan, const struct tally *tally,
		    unsigned cell);

#endif
