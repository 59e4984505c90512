/* See precision.h. */
#include "engine/precision.h"

double precision_of(const struct plan *plan, const struct tally *tally,
		    unsigned cell)
{
	const struct group *group = &plan->groups[plan->cells[cell].group];
	struct interval ci;
	unsigned n;
	double speedup =
		tally_speedup(tally, cell, (unsigned)group->baseline, &ci, &n);

	return tally_width(speedup, &ci);
}

unsigned precision_wide(const struct plan *plan, const struct tally *tally,
			double precision, unsigned *cells)
{
	unsigned n = 0;

	for (unsigned g = 0; g < plan->n_groups; g++) {
		const struct group *group = &plan->groups[g];

		for (unsigned i = 0; i < group->n_members; i++) {
			unsigned cell = group->members[i];

			if (group->baseline < 0 ||
			    plan->cells[group->baseline].status != CELL_OK ||
			    plan->cells[cell].status != CELL_OK ||
			    tally->cells[cell].oversubscribed)
				continue;
			if (!(precision_of(plan, tally, cell) <= precision))
				cells[n++] = cell;
		}
	}
	return n;
}
