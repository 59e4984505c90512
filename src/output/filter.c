/* Copies the rows of the cells that stay; see the header. */
#include "output/filter.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/multimap.h"
#include "output/contest.h"

static void mark_matches(const struct results *all, const regex_t *regex,
			 bool *stays)
{
	for (unsigned i = 0; i < all->n_cells; i++) {
		char *key = cell_key(&all->cells[i]);

		stays[i] = regexec(regex, key, 0, NULL, 0) == 0;
		free(key);
	}
}

/* The serial cell of a group in which another one stays. */
static void mark_baselines(const struct results *all, bool *stays)
{
	struct multimap groups = { NULL, 0 };

	for (unsigned i = 0; i < all->n_cells; i++)
		if (stays[i])
			multimap_add(&groups, all->cells[i].group, i);
	multimap_sort(&groups);
	for (unsigned i = 0; i < all->n_cells; i++) {
		size_t n = 0;

		if (contest_is_serial(&all->cells[i]))
			multimap_find(&groups, all->cells[i].group, &n);
		stays[i] = stays[i] || n > 0;
	}
	multimap_fini(&groups);
}

/* `number` gets the new index of each cell that stays. */
static void copy_cells(struct results *part, const struct results *all,
		       const bool *stays, unsigned *number)
{
	part->cells = alloc_zero(all->n_cells, sizeof(*part->cells));
	part->estimates = alloc_zero(all->n_cells, sizeof(*part->estimates));
	part->laps = alloc_zero(all->n_cells, sizeof(*part->laps));
	part->histories = alloc_zero(all->n_cells, sizeof(*part->histories));
	for (unsigned i = 0; i < all->n_cells; i++) {
		unsigned n = part->n_cells;

		if (!stays[i])
			continue;
		number[i] = n;
		part->cells[n] = all->cells[i];
		part->estimates[n] = all->estimates[i];
		part->histories[n] = all->histories[i];
		part->laps[n] = all->laps ? all->laps[i] : NULL;
		part->estimates[n].cell = &part->cells[n];
		part->n_cells++;
	}
}

static void copy_holds(struct results *part, const struct results *all,
		       const bool *stays, const unsigned *number)
{
	part->holds = alloc_zero(all->n_holds + 1, sizeof(*part->holds));
	for (size_t i = 0; i < all->n_holds; i++) {
		if (!stays[all->holds[i].cell])
			continue;
		part->holds[part->n_holds] = all->holds[i];
		part->holds[part->n_holds].cell = number[all->holds[i].cell];
		part->n_holds++;
	}
}

static void copy_metrics(struct results *part, const struct results *all,
			 const bool *stays, const unsigned *number)
{
	part->metrics = alloc_zero(all->n_metrics + 1, sizeof(*part->metrics));
	for (size_t i = 0; i < all->n_metrics; i++) {
		unsigned cell = all->metrics[i].cell;

		if (!stays[cell])
			continue;
		part->metrics[part->n_metrics] = all->metrics[i];
		part->metrics[part->n_metrics++].cell = number[cell];
	}
}

static int compile(regex_t *compiled, const char *regex, struct why *why)
{
	int error = regcomp(compiled, regex, REG_EXTENDED | REG_NOSUB);

	if (error)
		regerror(error, compiled, why->text, sizeof(why->text));
	return error ? -1 : 0;
}

int filter_check(const char *regex, struct why *why)
{
	regex_t compiled;

	if (compile(&compiled, regex, why) < 0)
		return -1;
	regfree(&compiled);
	return 0;
}

int filter_results(struct results *part, const struct results *all,
		   const char *regex, struct why *why)
{
	regex_t compiled;

	if (compile(&compiled, regex, why) < 0)
		return -1;
	bool *stays = alloc_zero(all->n_cells, sizeof(*stays));
	unsigned *number = alloc_zero(all->n_cells, sizeof(*number));

	mark_matches(all, &compiled, stays);
	regfree(&compiled);
	mark_baselines(all, stays);
	*part = (struct results){ .dir = all->dir,
				  .run = all->run,
				  .n_samples = all->n_samples };
	memcpy(part->findings, all->findings, sizeof(part->findings));
	copy_cells(part, all, stays, number);
	copy_holds(part, all, stays, number);
	copy_metrics(part, all, stays, number);
	free(stays);
	free(number);
	if (part->n_cells)
		return 0;
	filter_fini(part);
	return why_set(why, "no cell of this run matches");
}

void filter_fini(struct results *part)
{
	free(part->cells);
	free(part->estimates);
	free(part->holds);
	free(part->metrics);
	free(part->histories);
	free(part->laps);
	*part = (struct results){ 0 };
}
