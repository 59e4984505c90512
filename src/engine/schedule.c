/* Randomised blocks with contiguous groups. */
#include "schedule.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/rng.h"

unsigned schedule_length(const struct plan *plan)
{
	unsigned n = 0;

	for (unsigned g = 0; g < plan->n_groups; g++)
		n += plan->groups[g].n_members +
		     (plan->groups[g].baseline >= 0 ? 2 : 0);
	return n;
}

static unsigned add_group(const struct plan *plan, unsigned g, struct rng *rng,
			  struct step *steps)
{
	const struct group *group = &plan->groups[g];
	unsigned *order = alloc_zero(group->n_members, sizeof(*order));
	unsigned n = 0;

	rng_shuffle(rng, order, group->n_members);
	if (group->baseline >= 0)
		steps[n++] = (struct step){ g, (unsigned)group->baseline, 0 };
	for (unsigned i = 0; i < group->n_members; i++)
		steps[n++] = (struct step){ g, group->members[order[i]], 0 };
	if (group->baseline >= 0)
		steps[n++] = (struct step){ g, (unsigned)group->baseline, 1 };
	free(order);
	return n;
}

struct step *schedule_block(const struct plan *plan, uint64_t seed,
			    unsigned block, unsigned *n_steps)
{
	struct step *steps = alloc_zero(schedule_length(plan), sizeof(*steps));
	unsigned *order = alloc_zero(plan->n_groups, sizeof(*order));
	struct rng rng;

	rng_init(&rng, seed, block);
	rng_shuffle(&rng, order, plan->n_groups);
	*n_steps = 0;
	for (unsigned i = 0; i < plan->n_groups; i++)
		*n_steps += add_group(plan, order[i], &rng, steps + *n_steps);
	free(order);
	return steps;
}
