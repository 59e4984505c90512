/* Randomised blocks with contiguous groups. */
#include "schedule.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/rng.h"

/* Plain C has no GIL, and nor has a free-threaded build that runs without. */
bool schedule_has_meter(const struct group *group)
{
	if (!group->python)
		return false;
	return group->gil < 0 ? group->python->gil : group->gil;
}

bool schedule_is_metered(const struct plan *plan, const struct group *group,
			 unsigned cell)
{
	return schedule_has_meter(group) &&
	       strcmp(plan->cells[cell].executor, "own") != 0;
}

static unsigned n_metered(const struct plan *plan, const struct group *group)
{
	unsigned n = group->baseline >= 0 && schedule_has_meter(group);

	for (unsigned i = 0; i < group->n_members; i++)
		n += schedule_is_metered(plan, group, group->members[i]);
	return n;
}

unsigned schedule_length(const struct plan *plan)
{
	unsigned n = 0;

	for (unsigned g = 0; g < plan->n_groups; g++) {
		const struct group *group = &plan->groups[g];

		n += group->n_members + 2 * (group->baseline >= 0) +
		     n_metered(plan, group);
	}
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
		steps[n++] =
			(struct step){ g, (unsigned)group->baseline, 0, false };
	for (unsigned i = 0; i < group->n_members; i++) {
		steps[n++] =
			(struct step){ g, group->members[order[i]], 0, false };
		if (schedule_is_metered(plan, group, group->members[order[i]]))
			steps[n++] = (struct step){ g, group->members[order[i]],
						    0, true };
	}
	if (group->baseline >= 0)
		steps[n++] =
			(struct step){ g, (unsigned)group->baseline, 1, false };
	if (group->baseline >= 0 && schedule_has_meter(group))
		steps[n++] =
			(struct step){ g, (unsigned)group->baseline, 0, true };
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
