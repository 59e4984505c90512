/*
 * Groups are told apart by their baseline, whether or not the plan has it:
 * everything that a group has in common is in its id. Cells end up in the order
 * of their groups, as those of a plan do that was made at once.
 */
#include "engine/join.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/making.h"
#include "engine/params.h"

/* A text and the number of what it stands for: a node of a tree. */
struct place {
	unsigned at;
	char text[];
};

struct join {
	struct plan *plan;
	void *cells, *groups, *kinds, *envs; /* trees of places */
	bool moved;                          /* cells are out of order */
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct place *)a)->text,
		      ((const struct place *)b)->text);
}

/* What the text stands for: `next`, if it is new. */
static unsigned place_of(void **tree, const char *text, unsigned next)
{
	size_t n = strlen(text) + 1;
	struct place *place = alloc_zero(1, sizeof(*place) + n);

	memcpy(place->text, text, n);
	place->at = next;
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

/* Take the kinds over. Returns where each of the part's is now: free(). */
static unsigned *join_kinds(struct join *join, struct plan *part)
{
	struct plan *plan = join->plan;
	unsigned *now = alloc_zero(part->n_kinds + 1, sizeof(*now));

	for (unsigned k = 0; k < part->n_kinds; k++) {
		struct job_kind *kind = &part->kinds[k];
		char *given = params_text(&kind->given);
		char *text =
			alloc_printf("%p %d %s", (const void *)kind->workload,
				     kind->for_ceiling, given);

		now[k] = place_of(&join->kinds, text, plan->n_kinds);
		free(text);
		free(given);
		if (now[k] == plan->n_kinds) {
			plan->kinds[plan->n_kinds++] = *kind;
			continue;
		}
		settings_fini(&kind->settings);
		settings_fini(&kind->given);
	}
	part->n_kinds = 0;
	return now;
}

/* Where the plan has, or is to have, an environment that is as this one. */
static unsigned place_of_env(struct join *join, const struct settings *env)
{
	char *text = params_text(env);
	unsigned at = place_of(&join->envs, text, (unsigned)join->plan->n_envs);

	free(text);
	return at;
}

/* Take over the environments that are new; the others stay with the part. */
static void join_envs(struct join *join, struct plan *part)
{
	struct plan *plan = join->plan;
	size_t n = part->n_envs;

	part->n_envs = 0;
	for (size_t k = 0; k < n; k++) {
		struct settings *env = part->envs[k];

		if (place_of_env(join, env) < plan->n_envs) {
			part->envs[part->n_envs++] = env;
			continue;
		}
		plan->envs = alloc_grow(plan->envs, plan->n_envs,
					sizeof(*plan->envs));
		plan->envs[plan->n_envs++] = env;
	}
}

/* The plan's group that this cell of the part belongs to: perhaps a new one. */
static unsigned join_group(struct join *join, const struct plan *part,
			   const struct cell *cell, const unsigned *kinds)
{
	const struct group *from = &part->groups[cell->group];
	struct plan *plan = join->plan;
	char id[17];

	name_group(cell, id);
	unsigned at = place_of(&join->groups, id, plan->n_groups);

	if (at < plan->n_groups)
		return at;
	plan->groups =
		alloc_grow(plan->groups, plan->n_groups, sizeof(*plan->groups));
	struct group *group = &plan->groups[plan->n_groups++];

	*group = *from;
	group->kind = &plan->kinds[kinds[from->kind - part->kinds]];
	if (from->env)
		group->env = plan->envs[place_of_env(join, from->env)];
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

/* Move what a part has and the plan lacks. 0 or -1; the part is freed. */
static int join_part(struct join *join, struct plan *part, struct why *why)
{
	struct plan *plan = join->plan;
	unsigned *kinds = join_kinds(join, part);
	int status = 0;

	join_envs(join, part);
	for (unsigned i = 0; i < part->n_cells;) {
		unsigned from = part->cells[i].group;
		unsigned to = join_group(join, part, &part->cells[i], kinds);

		for (; i < part->n_cells && part->cells[i].group == from; i++)
			join_cell(join, &part->cells[i], to);
		if (status == 0)
			status = making_set_multiple(plan, &plan->groups[to],
						     why);
	}
	part->n_cells = 0;
	plan_fini(part);
	free(kinds);
	return status;
}

/* Groups point to kinds: they must not move. */
static struct job_kind *make_room(const struct plan *parts, size_t n)
{
	size_t n_kinds = 0;

	for (size_t i = 0; i < n; i++)
		n_kinds += parts[i].n_kinds;
	return alloc_zero(n_kinds + 1, sizeof(struct job_kind));
}

int join_plans(struct plan *plan, struct plan *parts, size_t n, size_t *at,
	       struct why *why)
{
	struct join join = { .plan = plan };
	int status = 0;

	if (n == 1) {
		*plan = parts[0];
		parts[0] = (struct plan){ 0 };
		return 0;
	}
	*plan = (struct plan){ .kinds = make_room(parts, n) };
	for (*at = 0; *at < n && status == 0; *at += status == 0)
		status = join_part(&join, &parts[*at], why);
	if (join.moved)
		sort_cells(plan);
	tdestroy(join.cells, free);
	tdestroy(join.groups, free);
	tdestroy(join.kinds, free);
	tdestroy(join.envs, free);
	return status;
}
