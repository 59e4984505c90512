/*
 * Groups are told apart by their baseline, whether or not the plan has it:
 * everything that a group has in common is in its id. Cells stay in the order
 * of their groups, as those of a plan do that was made at once.
 */
#include "engine/join.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/making.h"
#include "engine/params.h"

/* An id and where it is: a node of a tree. */
struct place {
	char id[17];
	unsigned at;
};

struct join {
	struct plan *plan;
	void *cells, *groups; /* trees of places */
	bool moved;           /* cells are out of order */
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct place *)a)->id,
		      ((const struct place *)b)->id);
}

/* Where the id is; it is put in at `at` if it is not there. */
static unsigned place_of(void **tree, const char *id, unsigned at)
{
	struct place *place = alloc_zero(1, sizeof(*place));

	strcpy(place->id, id);
	place->at = at;
	void *found = tsearch(place, tree, compare);
	struct place *there = *(struct place **)found;

	if (there != place)
		free(place);
	return there->at;
}

/* The id that the group's baseline has or would have. */
static void name_group(const struct cell *cell, char id[17])
{
	static const char *const own[] = { "mp_start", NULL };
	bool ceiling = strcmp(cell->executor, "ceiling") == 0;
	char *params = cell_params_without(cell, own);
	struct cell baseline = *cell;

	baseline.executor = ceiling ? "ceiling" : "serial";
	baseline.workers = 1;
	baseline.params = params;
	cell_name(&baseline);
	strcpy(id, baseline.id);
	free(params);
}

static void index_plan(struct join *join)
{
	const struct plan *plan = join->plan;
	char id[17];

	for (unsigned i = 0; i < plan->n_cells; i++) {
		name_group(&plan->cells[i], id);
		place_of(&join->cells, plan->cells[i].id, i);
		place_of(&join->groups, id, plan->cells[i].group);
	}
}

/* In whatever order. */
static bool settings_equal(const struct settings *a, const struct settings *b)
{
	char *x = params_text(a), *y = params_text(b);
	bool equal = strcmp(x, y) == 0;

	free(x);
	free(y);
	return equal;
}

static bool same_kind(const struct job_kind *a, const struct job_kind *b)
{
	return a->workload == b->workload && a->for_ceiling == b->for_ceiling &&
	       settings_equal(&a->given, &b->given);
}

/*
 * Take the kinds over. Returns where each of the part's is now, free(). Groups
 * point to kinds, which may move.
 */
static unsigned *join_kinds(struct plan *plan, struct plan *part)
{
	unsigned *now = alloc_zero(part->n_kinds + 1, sizeof(*now));
	unsigned *of = alloc_zero(plan->n_groups + 1, sizeof(*of));
	unsigned n = plan->n_kinds;

	for (unsigned g = 0; g < plan->n_groups; g++)
		of[g] = (unsigned)(plan->groups[g].kind - plan->kinds);

	for (unsigned k = 0; k < part->n_kinds; k++) {
		unsigned i = 0;

		while (i < n && !same_kind(&plan->kinds[i], &part->kinds[k]))
			i++;
		now[k] = i < n ? i : plan->n_kinds;
		if (i < n) {
			settings_fini(&part->kinds[k].settings);
			settings_fini(&part->kinds[k].given);
			continue;
		}
		plan->kinds = alloc_grow(plan->kinds, plan->n_kinds,
					 sizeof(*plan->kinds));
		plan->kinds[plan->n_kinds++] = part->kinds[k];
	}
	for (unsigned g = 0; g < plan->n_groups; g++)
		plan->groups[g].kind = &plan->kinds[of[g]];
	free(of);
	return now;
}

/* The group of the plan that is the part's group g: perhaps a new one. */
static unsigned join_group(struct join *join, const struct plan *part,
			   unsigned g, const struct cell *any,
			   const unsigned *kinds)
{
	struct plan *plan = join->plan;
	char id[17];

	name_group(any, id);
	unsigned at = place_of(&join->groups, id, plan->n_groups);

	if (at < plan->n_groups)
		return at;
	plan->groups =
		alloc_grow(plan->groups, plan->n_groups, sizeof(*plan->groups));
	struct group *group = &plan->groups[plan->n_groups++];

	*group = part->groups[g];
	group->kind = &plan->kinds[kinds[part->groups[g].kind - part->kinds]];
	group->baseline = -1;
	group->members = NULL;
	group->n_members = 0;
	return at;
}

static void join_cell(struct join *join, struct cell *cell, unsigned g)
{
	struct plan *plan = join->plan;
	struct group *group = &plan->groups[g];

	if (place_of(&join->cells, cell->id, plan->n_cells) < plan->n_cells) {
		cell_fini(cell);
		return;
	}
	if (plan->n_cells && plan->cells[plan->n_cells - 1].group > g)
		join->moved = true;
	plan->cells =
		alloc_grow(plan->cells, plan->n_cells, sizeof(*plan->cells));
	cell->group = g;
	plan->cells[plan->n_cells++] = *cell;
	if (cell->status != CELL_OK)
		return;
	if (cell_is_baseline(cell)) {
		group->baseline = (int)plan->n_cells - 1;
		return;
	}
	group->members = alloc_grow(group->members, group->n_members,
				    sizeof(*group->members));
	group->members[group->n_members++] = plan->n_cells - 1;
}

/* Cells in the order of their groups again, and otherwise as they are. */
static void sort_cells(struct plan *plan)
{
	unsigned *next = alloc_zero(plan->n_groups + 1, sizeof(*next));
	unsigned *now = alloc_zero(plan->n_cells, sizeof(*now));
	struct cell *cells = alloc_zero(plan->n_cells, sizeof(*cells));

	for (unsigned i = 0; i < plan->n_cells; i++)
		next[plan->cells[i].group + 1]++;
	for (unsigned g = 0; g < plan->n_groups; g++)
		next[g + 1] += next[g];
	for (unsigned i = 0; i < plan->n_cells; i++) {
		now[i] = next[plan->cells[i].group]++;
		cells[now[i]] = plan->cells[i];
	}
	for (unsigned g = 0; g < plan->n_groups; g++) {
		struct group *group = &plan->groups[g];

		if (group->baseline >= 0)
			group->baseline = (int)now[group->baseline];
		for (unsigned i = 0; i < group->n_members; i++)
			group->members[i] = now[group->members[i]];
	}
	memcpy(plan->cells, cells, plan->n_cells * sizeof(*cells));
	free(cells);
	free(next);
	free(now);
}

/* Groups that were taken over point to them; equal ones become one. */
static void join_envs(struct plan *plan, struct plan *part)
{
	size_t n = plan->n_envs;

	plan->envs = alloc_resize(plan->envs, n + part->n_envs + 1,
				  sizeof(*plan->envs));
	for (size_t k = 0; k < part->n_envs; k++) {
		struct settings *own = part->envs[k];
		size_t i = 0;

		while (i < n && !settings_equal(plan->envs[i], own))
			i++;
		if (i == n) {
			plan->envs[plan->n_envs++] = own;
			continue;
		}
		for (unsigned g = 0; g < plan->n_groups; g++)
			if (plan->groups[g].env == own)
				plan->groups[g].env = plan->envs[i];
		settings_fini(own);
		free(own);
	}
	free(part->envs);
}

static int settle(struct join *join, struct why *why)
{
	struct plan *plan = join->plan;
	int status = 0;

	for (unsigned g = 0; g < plan->n_groups && status == 0; g++)
		status = making_set_multiple(plan, &plan->groups[g], why);
	if (join->moved)
		sort_cells(plan);
	return status;
}

int join_plans(struct plan *plan, struct plan *part, struct why *why)
{
	struct join join = { .plan = plan };

	if (plan->n_groups == 0) {
		*plan = *part;
		*part = (struct plan){ 0 };
		return 0;
	}
	index_plan(&join);
	unsigned *kinds = join_kinds(plan, part);
	unsigned from = UINT32_MAX, to = 0;

	for (unsigned i = 0; i < part->n_cells; i++) {
		struct cell *cell = &part->cells[i];

		if (cell->group != from)
			to = join_group(&join, part, cell->group, cell, kinds);
		from = cell->group;
		join_cell(&join, cell, to);
	}
	int status = settle(&join, why);

	join_envs(plan, part);
	tdestroy(join.cells, free);
	tdestroy(join.groups, free);
	free(kinds);
	for (unsigned g = 0; g < part->n_groups; g++)
		free(part->groups[g].members);
	free(part->cells);
	free(part->groups);
	free(part->kinds);
	*part = (struct plan){ 0 };
	return status;
}
