/* Before the first block: job sizes, and what they let expect. */
#include "engine/run.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "engine/interrupt.h"
#include "engine/mismatch.h"
#include "engine/proof.h"
#include "engine/remaining.h"
#include "engine/run_state.h"

/* A row without measurements says why the cell failed before block 0. */
static int store_failure(struct run *run, unsigned cell, struct why *why)
{
	struct sample sample;

	sample_init(&sample);
	sample.cell = cell;
	sample.attempt = remaining_attempt(run, cell, 0);
	sample.status = CELL_FAILED;
	free(sample.reason);
	sample.reason = alloc_copy(run->plan->cells[cell].reason);
	int status =
		run->listener->store(run->listener->context, &sample, 1, why);

	sample_fini(&sample);
	return status;
}

/* One cell of a group that cannot be run. 0 or -1. */
static int give_up(struct run *run, unsigned cell, enum cell_status status,
		   const char *reason, struct why *why)
{
	const struct run_listener *listener = run->listener;

	if (run->plan->cells[cell].status != CELL_OK)
		return 0;
	run_set_status(&run->plan->cells[cell], status, reason);
	if (status == CELL_SKIPPED)
		return listener->skipped
			       ? listener->skipped(listener->context, &cell, 1,
						   false, reason, why)
			       : 0;
	run->n_failed++;
	return store_failure(run, cell, why);
}

/* No cell of the group can be run: say so in each. 0 or -1. */
static int give_up_group(struct run *run, unsigned g, struct why *why)
{
	const struct group *group = &run->plan->groups[g];
	const struct job *job = &run->jobs[g];
	enum cell_status status =
		job->failure == SESSION_SKIPPED ? CELL_SKIPPED : CELL_FAILED;

	if (mismatch_is(job->reason))
		run_note_mismatch(run, job->reason);
	if (group->baseline >= 0 && give_up(run, (unsigned)group->baseline,
					    status, job->reason, why) < 0)
		return -1;
	for (unsigned i = 0; i < group->n_members; i++)
		if (give_up(run, group->members[i], status, job->reason, why) <
		    0)
			return -1;
	return 0;
}

/* Cells that earlier calls gave up stay so. */
static void apply_failures(struct run *run)
{
	for (unsigned i = 0; i < run->plan->n_cells; i++) {
		struct cell *cell = &run->plan->cells[i];
		const char *reason;

		if (!run->done || cell->status != CELL_OK ||
		    ledger_failures(run->done, run->hardware, i, &reason) <
			    LEDGER_MAX_FAILURES)
			continue;
		run_set_status(cell, CELL_FAILED, reason);
	}
}

/* Find out the job of group g, or recall it. 0 or -1. */
static int size_group(struct run *run, unsigned g, struct why *why)
{
	const struct run_listener *listener = run->listener;
	const struct plan *plan = run->plan;
	const struct group *group = &plan->groups[g];
	unsigned first = group->baseline >= 0 ? (unsigned)group->baseline
					      : group->members[0];
	const struct job_limits limits =
		job_limits_of(&run->limits, &plan->cells[first]);

	if (listener->recall &&
	    listener->recall(listener->context, g, &run->jobs[g]))
		return 0;
	listener->piloting(listener->context, &plan->cells[first], g,
			   plan->n_groups);
	job_pilot(&run->jobs[g], &run->bench, g, &limits);
	if (interrupt_signal())
		return why_set(why, "interrupted");
	if (run->jobs[g].failure != SESSION_FINE)
		return give_up_group(run, g, why);
	return listener->sized ? listener->sized(listener->context, g,
						 &run->jobs[g], why)
			       : 0;
}

int run_pilot(struct run *run, struct why *why)
{
	const struct plan *plan = run->plan;
	struct why differs;

	run->started_ns = clock_now_ns();
	if (!run->tally.cells)
		tally_init(&run->tally, plan->n_cells);
	run->jobs = alloc_zero(plan->n_groups, sizeof(*run->jobs));
	apply_failures(run);
	for (unsigned g = 0; g < plan->n_groups; g++)
		if (remaining_group(run, g) && size_group(run, g, why) < 0)
			return -1;
	if (proof_check(plan, run->jobs, &differs) < 0)
		run_note_mismatch(run, differs.text);
	return 0;
}

double run_estimate_s(const struct run *run)
{
	const struct plan *plan = run->plan;
	/* start and end of a process tree; measured by the run itself later */
	const double overhead_s = 0.1;
	double total_s = 0;

	for (unsigned i = 0; i < plan->n_cells; i++) {
		const struct cell *cell = &plan->cells[i];
		const struct group *group = &plan->groups[cell->group];
		const struct job *job = &run->jobs[cell->group];
		unsigned n_timed = remaining_timed(run, i);
		unsigned n_metered = remaining_metered(run, i);

		if (!n_timed && !n_metered)
			continue;
		double serial_s = (double)job_units(job, cell) * job->unit_s;
		double jobs =
			(run->bench.n_samples + 1.0) * job_loops(job, group, i);
		/* between no and full speed-up */
		double work_s =
			serial_s * jobs * 0.5 * (1 + 1.0 / cell->workers);
		double ready_s =
			overhead_s + run->bench.warmup_calls * job->unit_s;

		total_s += n_timed * (ready_s + work_s);
		/* the metered one has one sample beside the discarded job */
		total_s += n_metered *
			   (ready_s + work_s * 2 / (run->bench.n_samples + 1));
	}
	return total_s;
}
