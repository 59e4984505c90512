/*
 * A metered stage. Workers are detached when the region starts, so nothing
 * that they counted before it is part of it but time outside.
 */
#include "worker/meter_stage.h"

#include "worker/meter.h"

/* The log's window: a timeline shows no more. */
#define LOGGED_NS 200000000u

static __thread struct meter_counts before;

static void stage_ready(void)
{
	meter_read(&before, 0);
}

static void stage_start(uint64_t start_ns)
{
	meter_log_between(start_ns, start_ns + LOGGED_NS);
}

static void stage_stop(struct arena_slot *slot, uint64_t stop_ns)
{
	struct meter_counts after;
	struct meter_split split;

	meter_read(&after, stop_ns);
	meter_between(&split, &before, &after);
	slot->gil_wait_ns = split.wait_ns;
	slot->gil_hold_ns = split.hold_ns;
	slot->gil_drop_ns = split.drop_ns;
	slot->n_gil_acquires = split.n_acquires;
	slot->n_gil_contended = split.n_contended;
	slot->n_gil_forced = split.n_forced;
}

const struct loop_meter meter_stage = {
	.ready = stage_ready,
	.start = stage_start,
	.stop = stage_stop,
};
