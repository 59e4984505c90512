/* Blocks, repeats, giving up on cells that break. */
#include "run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "engine/interrupt.h"
#include "engine/precision.h"
#include "engine/remaining.h"
#include "engine/run_state.h"

/* What a run remembers of a cell. */
struct memory {
	unsigned n_failures;
	unsigned n_attempts; /* in the current block */
};

static int store_laps(const struct run *run, struct attempt *attempt,
		      const struct step *step, unsigned block,
		      unsigned n_attempt, struct why *why)
{
	if (!attempt->n_laps || !run->listener->time)
		return 0;
	for (size_t i = 0; i < attempt->n_laps; i++) {
		attempt->laps[i].cell = step->cell;
		attempt->laps[i].block = block;
		attempt->laps[i].attempt = n_attempt;
	}
	return run->listener->time(run->listener->context, attempt->laps,
				   attempt->n_laps, why);
}

static int store_metrics(const struct run *run, struct attempt *attempt,
			 const struct step *step, unsigned block,
			 unsigned n_attempt, struct why *why)
{
	if (!attempt->n_metrics || !run->listener->measured)
		return 0;
	for (size_t i = 0; i < attempt->n_metrics; i++) {
		attempt->metrics[i].cell = step->cell;
		attempt->metrics[i].block = block;
		attempt->metrics[i].invocation = step->invocation;
		attempt->metrics[i].attempt = n_attempt;
	}
	return run->listener->measured(run->listener->context, attempt->metrics,
				       attempt->n_metrics, why);
}

static int store_holds(const struct run *run, struct attempt *attempt,
		       const struct step *step, unsigned block,
		       unsigned n_attempt, struct why *why)
{
	if (!attempt->n_holds || !run->listener->keep)
		return 0;
	for (size_t i = 0; i < attempt->n_holds; i++) {
		attempt->holds[i].cell = step->cell;
		attempt->holds[i].block = block;
		attempt->holds[i].attempt = n_attempt;
	}
	return run->listener->keep(run->listener->context, attempt->holds,
				   attempt->n_holds, why);
}

static int store(struct run *run, struct attempt *attempt,
		 const struct step *step, unsigned block, unsigned order,
		 unsigned n_attempt, struct why *why)
{
	for (unsigned i = 0; i < attempt->n_samples; i++) {
		struct sample *sample = &attempt->samples[i];

		sample->block = block;
		sample->order = order;
		sample->invocation = step->invocation;
		sample->attempt = n_attempt;
	}
	tally_add(&run->tally, attempt->samples, attempt->n_samples);
	if (store_laps(run, attempt, step, block, n_attempt, why) < 0 ||
	    store_metrics(run, attempt, step, block, n_attempt, why) < 0 ||
	    run->listener->store(run->listener->context, attempt->samples,
				 attempt->n_samples, why) < 0)
		return -1;
	return store_holds(run, attempt, step, block, n_attempt, why);
}

static bool may_repeat(const struct run *run, unsigned n_repeats,
		       unsigned n_done)
{
	return n_repeats < RUN_MAX_REPEATS &&
	       run->n_repeated <
		       RUN_FREE_REPEATS + n_done / RUN_STEPS_PER_REPEAT;
}

/* By label: sections of a plan have the same interpreter twice. */
static bool is_of(const struct group *group, const struct python *python)
{
	return group->python &&
	       strcmp(group->python->label, python->label) == 0;
}

static bool can_meter(const struct run *run, const struct step *step)
{
	for (unsigned i = 0; i < run->n_no_meter; i++)
		if (is_of(&run->plan->groups[step->group], run->no_meter[i]))
			return false;
	return true;
}

static void note_no_meter(struct run *run, const struct step *step,
			  const char *reason)
{
	const struct python *python = run->plan->groups[step->group].python;

	run->no_meter = alloc_grow(run->no_meter, run->n_no_meter,
				   sizeof(*run->no_meter));
	run->no_meter[run->n_no_meter++] = python;
	if (run->listener->no_meter)
		run->listener->no_meter(run->listener->context, python, reason);
}

/* What a later call must know, for it leaves no rows. 0 or -1. */
static int keep_skips(struct run *run, const struct step *step,
		      const struct attempt *attempt, struct why *why)
{
	const struct run_listener *listener = run->listener;
	const struct plan *plan = run->plan;
	size_t n = 0;

	if (!listener->skipped)
		return 0;
	if (attempt->failure == SESSION_SKIPPED)
		return listener->skipped(listener->context, &step->cell, 1,
					 false, attempt->reason, why);
	if (attempt->failure != SESSION_FINE || !*attempt->no_meter)
		return 0;
	unsigned *cells = alloc_zero(plan->n_cells, sizeof(*cells));

	for (unsigned i = 0; i < plan->n_cells; i++)
		if (is_of(&plan->groups[plan->cells[i].group],
			  plan->groups[step->group].python))
			cells[n++] = i;
	int status = listener->skipped(listener->context, cells, n, true,
				       attempt->no_meter, why);

	free(cells);
	return status;
}

/* A metered attempt without the meter has nothing to say. */
static bool has_rows(const struct attempt *attempt)
{
	if (attempt->failure == SESSION_FINE)
		return !*attempt->no_meter;
	return attempt->failure != SESSION_SKIPPED;
}

/* Take note of how an attempt ended; true: it is to be repeated. */
static bool judge(struct run *run, struct memory *memory,
		  const struct step *step, const struct attempt *attempt,
		  unsigned n_repeats, unsigned n_done)
{
	struct cell *cell = &run->plan->cells[step->cell];

	if (attempt->mismatch)
		run_note_mismatch(run, attempt->reason);
	if (attempt->failure == SESSION_SKIPPED) {
		run_set_status(cell, CELL_SKIPPED, attempt->reason);
		return false;
	}
	if (attempt->failure != SESSION_FINE) {
		memory->n_failures++;
		run->n_failed++;
		if (attempt->failure == SESSION_HUNG ||
		    memory->n_failures >= LEDGER_MAX_FAILURES)
			run_set_status(cell, CELL_FAILED, attempt->reason);
		return false;
	}
	if (*attempt->no_meter)
		note_no_meter(run, step, attempt->no_meter);
	if (!attempt->tainted || !has_rows(attempt))
		return false;
	if (may_repeat(run, n_repeats, n_done)) {
		run->n_repeated++;
		return true;
	}
	run->n_tainted++;
	return false;
}

/* One invocation with its repeats. 0 or -1. */
static int do_step(struct run *run, struct memory *memory,
		   const struct step *step, struct run_progress *progress,
		   unsigned *order, struct why *why)
{
	struct job *job = &run->jobs[step->group];
	const struct group *group = &run->plan->groups[step->group];
	const struct cell *cell = &run->plan->cells[step->cell];
	struct assignment assignment = {
		.cell = step->cell,
		.size = job_units(job, cell),
		.loops = job_loops(job, group, step->cell),
		.rotation = progress->block,
		.metered = step->metered,
		.expected = &job->expected,
	};
	bool again = true;

	progress->cell = cell;
	progress->attempt = NULL;
	run->listener->progress(run->listener->context, progress);
	for (unsigned repeats = 0; again; repeats++) {
		struct attempt attempt;
		int status = 0;

		invoke_cell(&attempt, &run->bench, &assignment);
		if (attempt.failure == SESSION_INTERRUPTED) {
			attempt_fini(&attempt);
			return why_set(why, "interrupted");
		}
		again = judge(run, memory, step, &attempt, repeats,
			      progress->n_done);
		status = keep_skips(run, step, &attempt, why);
		if (status == 0 && has_rows(&attempt))
			status = store(run, &attempt, step, progress->block,
				       (*order)++, memory->n_attempts++, why);
		progress->attempt = &attempt;
		run->listener->progress(run->listener->context, progress);
		progress->attempt = NULL;
		attempt_fini(&attempt);
		if (status < 0)
			return -1;
	}
	return 0;
}

static int do_block(struct run *run, struct memory *memories,
		    struct run_progress *progress, unsigned *order,
		    struct why *why)
{
	unsigned n_steps;
	struct step *steps =
		schedule_block(run->plan, run->seed, progress->block, &n_steps);
	int status = 0;

	for (unsigned c = 0; c < run->plan->n_cells; c++)
		memories[c].n_attempts =
			remaining_attempt(run, c, progress->block);
	for (unsigned i = 0; i < n_steps && status == 0; i++) {
		if (!remaining_step(run, &steps[i], progress->block))
			continue;
		if (run->plan->cells[steps[i].cell].status == CELL_OK &&
		    (!steps[i].metered || can_meter(run, &steps[i])))
			status = do_step(run, &memories[steps[i].cell],
					 &steps[i], progress, order, why);
		progress->n_done++;
	}
	free(steps);
	return status;
}

static double seconds_since(uint64_t ns)
{
	return (double)(clock_now_ns() - ns) * 1e-9;
}

static bool is_precise(const struct run *run)
{
	if (!(run->precision > 0) || run->n_blocks_done < PRECISION_MIN_BLOCKS)
		return false;
	unsigned *cells = alloc_zero(run->plan->n_cells, sizeof(*cells));
	unsigned n_wide =
		precision_wide(run->plan, &run->tally, run->precision, cells);

	free(cells);
	return n_wide == 0;
}

/* Is this it? `longest_s` is what a block may take. */
static bool is_over(struct run *run, double longest_s)
{
	if (run->n_blocks_done == run->n_blocks || is_precise(run))
		return true;
	run->is_out_of_time =
		run->n_blocks_done && run->max_time_s > 0 &&
		seconds_since(run->started_ns) + longest_s > run->max_time_s;
	return run->is_out_of_time;
}

int run_blocks(struct run *run, struct why *why)
{
	struct memory *memories =
		alloc_zero(run->plan->n_cells, sizeof(*memories));
	struct run_progress progress = {
		.n_blocks = run->n_blocks,
		.n_steps = remaining_all(run),
	};
	double longest_s = 0;
	unsigned order = run->first_order;
	int status = 0;

	for (unsigned c = 0; c < run->plan->n_cells; c++)
		memories[c].n_failures = remaining_failures(run, c);
	while (status == 0 && !is_over(run, longest_s)) {
		uint64_t began_ns = clock_now_ns();

		progress.block = run->n_blocks_done;
		status = do_block(run, memories, &progress, &order, why);
		run->n_blocks_done += status == 0;
		longest_s = fmax(longest_s, seconds_since(began_ns));
	}
	free(memories);
	return status;
}

void run_fini(struct run *run)
{
	for (unsigned g = 0; run->jobs && g < run->plan->n_groups; g++)
		job_fini(&run->jobs[g]);
	free(run->jobs);
	run->jobs = NULL;
	free(run->no_meter);
	tally_fini(&run->tally);
}
