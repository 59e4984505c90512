/* What the workers wrote into their slots, as one sample. */
#ifndef GILBENCH_ENGINE_COLLECT_H
#define GILBENCH_ENGINE_COLLECT_H

#include "base/arena.h"
#include "machine/pin.h"
#include "model/laps.h"
#include "model/metric.h"
#include "model/sample.h"
#include "workloads/workload.h"

/*
 * Fill in loops, units, wall_s, fairness, CPU time, counters, cpus, checksum
 * and the GIL's state: gil_after differs from gil_before if any worker saw
 * another state than the first one did at its start. A pinned worker that ran
 * elsewhere makes the status CELL_TAINTED. Without a placement the workers are
 * the workload's own: what they used, and where, is not known.
 */
void collect_sample(struct sample *sample, const struct arena *arena,
		    const struct placement *placement);

/* The sum of all workers', of the last stage. */
uint64_t collect_checksum(const struct arena *arena);

/* Append the laps of the last stage, summed over the workers, as those of
 * this sample; the other keys are left to the caller. free() *laps. */
void collect_laps(struct lap_count **laps, size_t *n, struct arena *arena,
		  unsigned sample);

/* The same for the workload's metrics: those that a worker gave a number. */
void collect_metrics(struct metric_value **values, size_t *n,
		     const struct arena *arena, const struct workload *workload,
		     unsigned sample);

#endif
