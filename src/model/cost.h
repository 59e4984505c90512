/*
 * What it costs to run a job in parallel, beside the time that it saves: a
 * choice takes start_s + unit_s for each unit. With fewer units than workers it
 * takes as long as with one for each, or as the units one after the other,
 * whichever is sooner: threads that wait for the GIL gain from a smaller job,
 * processes that have a core each do not. From which job on is it worth it?
 */
#ifndef GILBENCH_MODEL_COST_H
#define GILBENCH_MODEL_COST_H

#include "model/estimate.h"

struct cost {
	double start_s; /* start-up and dispatch, beyond what serial takes */
	double unit_s;  /* wall time / units, in the steady state */
	unsigned workers;
	double alone_s; /* a unit by one worker alone */
};

/*
 * The cost of a cell; `serial` is its group's. Both pay for the start of the
 * interpreter, so only what the cell takes longer counts, and a dispatch to
 * each worker, one after the other. unit_s follows from the speed-up, which
 * is paired by block, else from the throughput. NAN where not measured.
 */
struct cost cost_of(const struct estimate *e, const struct estimate *serial);

/*
 * start_s from how much longer it takes to start than serial, which noise may
 * make negative, and a dispatch (NAN: none) to each worker.
 */
double cost_start_s(double longer_s, double dispatch_s, unsigned workers);

/* Of a job of so many units, start-up included. */
double cost_job_s(const struct cost *cost, double units);

/*
 * The size from which on `a` is faster than `b`. For a job that a serial `b`
 * does in T = start + T / S, with S the speed-up of `a`, that is
 * T = start / (1 - 1 / S). 0: always; INFINITY: never; NAN: not known.
 */
double cost_overtakes(const struct cost *a, const struct cost *b);

#endif
