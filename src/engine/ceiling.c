/*
 * A run whose plan has no interpreter: pilot, blocks and repeats are those of
 * run.c, and nothing is kept on disk.
 */
#include "engine/ceiling.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "engine/run.h"
#include "machine/topology.h"

/* Short jobs: many pairs in a few seconds say more than few long ones. */
#define MIN_TIME_S .025
#define MAX_JOB_S .1

enum {
	MAX_BLOCKS = 1000
};

static void on_piloting(void *context, const struct cell *cell, unsigned n_done,
			unsigned n_groups)
{
	(void)context;
	(void)cell;
	(void)n_done;
	(void)n_groups;
}

static void on_progress(void *context, const struct run_progress *progress)
{
	(void)context;
	(void)progress;
}

/* Remembers why the last row is of no use. */
static int on_samples(void *context, const struct sample *samples, unsigned n,
		      struct why *why)
{
	struct fitness_facts *facts = context;

	(void)why;
	if (n && samples->status != CELL_OK)
		snprintf(facts->ceiling_error, sizeof(facts->ceiling_error),
			 "%s", samples->reason);
	return 0;
}

static int make_plan(struct plan *plan, hwloc_topology_t topology,
		     const char *libdir, struct why *why)
{
	char *workloads[] = { "train-step" };
	unsigned workers[] = { topology_n_cores(topology) };
	char *shipped = alloc_printf("%s/data", libdir);
	const struct plan_options options = {
		.workloads = { workloads, 1 },
		.pins = "core",
		.workers = workers,
		.n_workers = 1,
		.size = "auto",
		.scaling = "strong",
		.mp_start = "",
		.seed = 1,
		.blocks = MAX_BLOCKS,
		.samples = 1,
		.shipped = shipped,
	};
	int status = plan_make(plan, &options, topology, why);

	free(shipped);
	return status;
}

static int measure(struct run *run, struct plan *plan,
		   hwloc_topology_t topology, const char *libdir,
		   double seconds, struct why *why)
{
	run->plan = plan;
	run->n_blocks = MAX_BLOCKS;
	run->max_time_s = seconds;
	run->limits = (struct job_limits){
		.min_time_s = MIN_TIME_S,
		.max_job_s = MAX_JOB_S,
	};
	run->bench = (struct bench){
		.plan = plan,
		.topology = topology,
		.libdir = libdir,
		.timeout_s = 10,
		.warmup_calls = 1,
		.n_samples = 1,
	};
	sched_getaffinity(0, sizeof(run->bench.usable), &run->bench.usable);
	return run_pilot(run, why) < 0 ? -1 : run_blocks(run, why);
}

static void take_facts(struct fitness_facts *facts, const struct run *run)
{
	const struct group *group = &run->plan->groups[0];
	unsigned baseline = (unsigned)group->baseline;

	facts->n_workers = group->max_workers;
	facts->aa = tally_aa(&run->tally, baseline, &facts->n_twice);
	if (group->n_members)
		facts->ceiling =
			tally_speedup(&run->tally, group->members[0], baseline,
				      &facts->ceiling_ci, &facts->n_pairs);
	/* a row that is of no use matters if there are no others */
	if (facts->n_twice)
		*facts->ceiling_error = '\0';
}

void ceiling_measure(struct fitness_facts *facts, hwloc_topology_t topology,
		     const char *libdir, double seconds)
{
	const struct run_listener listener = {
		.context = facts,
		.piloting = on_piloting,
		.progress = on_progress,
		.store = on_samples,
	};
	struct run run = { .listener = &listener };
	struct plan plan;
	struct why why;

	if (make_plan(&plan, topology, libdir, &why) < 0) {
		snprintf(facts->ceiling_error, sizeof(facts->ceiling_error),
			 "%.150s", why.text);
		return;
	}
	if (measure(&run, &plan, topology, libdir, seconds, &why) < 0)
		snprintf(facts->ceiling_error, sizeof(facts->ceiling_error),
			 "%.150s", why.text);
	take_facts(facts, &run);
	run_fini(&run);
	plan_fini(&plan);
}
