/* The ledger, asked for this run. Without one nothing is done. */
#include "engine/remaining.h"

static bool is_ours(const struct run *run, unsigned group)
{
	return !run->wanted || run->wanted[group];
}

bool remaining_step(const struct run *run, const struct step *step,
		    unsigned block)
{
	return is_ours(run, step->group) &&
	       !(run->done &&
		 ledger_done(run->done, run->hardware, step->cell, block,
			     step->invocation, step->metered));
}

static bool is_left(const struct run *run, unsigned cell)
{
	return run->plan->cells[cell].status == CELL_OK &&
	       is_ours(run, run->plan->cells[cell].group);
}

unsigned remaining_timed(const struct run *run, unsigned cell)
{
	if (!is_left(run, cell))
		return 0;
	if (run->done)
		return ledger_left(run->done, run->hardware, cell, false);
	return run->n_blocks *
	       (cell_is_baseline(&run->plan->cells[cell]) ? 2 : 1);
}

unsigned remaining_metered(const struct run *run, unsigned cell)
{
	const struct plan *plan = run->plan;
	const struct group *group = &plan->groups[plan->cells[cell].group];

	if (!is_left(run, cell) || !schedule_is_metered(plan, group, cell))
		return 0;
	if (run->done)
		return ledger_left(run->done, run->hardware, cell, true) -
		       ledger_left(run->done, run->hardware, cell, false);
	return run->n_blocks;
}

unsigned remaining_all(const struct run *run)
{
	unsigned n = 0;

	for (unsigned i = 0; i < run->plan->n_cells; i++)
		n += remaining_timed(run, i) + remaining_metered(run, i);
	return n;
}

static bool cell_remains(const struct run *run, unsigned cell)
{
	return remaining_timed(run, cell) || remaining_metered(run, cell);
}

bool remaining_group(const struct run *run, unsigned group)
{
	const struct group *own = &run->plan->groups[group];

	if (own->baseline >= 0 && cell_remains(run, (unsigned)own->baseline))
		return true;
	for (unsigned i = 0; i < own->n_members; i++)
		if (cell_remains(run, own->members[i]))
			return true;
	return false;
}

unsigned remaining_attempt(const struct run *run, unsigned cell, unsigned block)
{
	return run->done ? ledger_next_attempt(run->done, run->hardware, cell,
					       block)
			 : 0;
}

unsigned remaining_failures(const struct run *run, unsigned cell)
{
	const char *reason;

	return run->done ? ledger_failures(run->done, run->hardware, cell,
					   &reason)
			 : 0;
}
