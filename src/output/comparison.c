/* Reads both sides, one run at a time: of each only its times are kept. */
#include "output/comparison.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/cell_text.h"
#include "output/compare_notes.h"
#include "output/results.h"

static int load_run(struct comparison_side *side, unsigned i, const char *dir,
		    struct why *why)
{
	struct results results;

	if (results_load_times(&results, dir, why) < 0)
		return -1;
	side->runs[i].dir = alloc_copy(results.dir);
	side->runs[i].json = json_incref(results.run);
	compare_run_init(&side->times[i], results.cells, results.n_cells,
			 results.histories, results.estimates);
	results_fini(&results);
	return 0;
}

static void count_gate(struct comparison *comparison)
{
	for (unsigned i = 0; i < comparison->result.n_cells; i++) {
		comparison->n_fail += comparison->result.cells[i].fails;
		comparison->n_suspected +=
			comparison->result.cells[i].suspected;
	}
}

int comparison_make(struct comparison *comparison, char *const *dirs[2],
		    const unsigned n_dirs[2], uint64_t seed, struct why *why)
{
	struct compare_side sides[2];
	int status = 0;

	for (int s = 0; s < 2; s++) {
		struct comparison_side *side = &comparison->sides[s];

		side->n_runs = n_dirs[s];
		side->runs = alloc_zero(n_dirs[s], sizeof(*side->runs));
		side->times = alloc_zero(n_dirs[s], sizeof(*side->times));
		for (unsigned i = 0; i < n_dirs[s] && status == 0; i++)
			status = load_run(side, i, dirs[s][i], why);
		sides[s] = (struct compare_side){ side->times, n_dirs[s] };
	}
	if (status == 0)
		status = compare_make(&comparison->result, sides,
				      &comparison->gate, seed, why);
	if (status < 0) {
		comparison_fini(comparison);
		return -1;
	}
	count_gate(comparison);
	compare_notes(comparison);
	compare_settle(comparison);
	return 0;
}

void comparison_fini(struct comparison *comparison)
{
	for (int s = 0; s < 2; s++) {
		struct comparison_side *side = &comparison->sides[s];

		for (unsigned i = 0; i < side->n_runs && side->runs; i++) {
			free(side->runs[i].dir);
			json_decref(side->runs[i].json);
			compare_run_fini(&side->times[i]);
		}
		free(side->runs);
		free(side->times);
	}
	compare_fini(&comparison->result);
	lines_fini(&comparison->warnings);
	lines_fini(&comparison->notes);
	lines_fini(&comparison->settle);
	*comparison = (struct comparison){ 0 };
}

/* --- names of cells ------------------------------------------------------ */

char *comparison_workers(const struct cell *cell)
{
	if (strcmp(cell->executor, "serial") == 0)
		return alloc_copy(cell->executor);
	if (strcmp(cell->executor, "ceiling") == 0)
		return alloc_printf("ceiling of %u", cell->workers);
	return cell_count_text(cell->workers, cell->executor);
}

static bool same_name(const struct cell *a, const struct cell *b)
{
	return strcmp(a->workload, b->workload) == 0 &&
	       strcmp(a->kernel, b->kernel) == 0 &&
	       strcmp(a->executor, b->executor) == 0 &&
	       a->workers == b->workers;
}

static void append(char **text, const char *prefix, const char *more)
{
	char *longer = alloc_printf("%s%s%s%s", *text, **text ? ", " : "",
				    prefix, more);

	free(*text);
	*text = longer;
}

/* Is this one of the parameters of the cell? */
static bool has_param(const struct cell *cell, const char *item)
{
	char *all = alloc_printf(";%s;", cell->params);
	char *framed = alloc_printf(";%s;", item);
	bool found = strstr(all, framed) != NULL;

	free(framed);
	free(all);
	return found;
}

/* The parameters that some cell of the same name has not. */
static void append_params(char **text, const struct compare *compare,
			  const struct cell *cell)
{
	char *params = alloc_copy(cell->params), *rest = params, *item;

	while ((item = strsep(&rest, ";"))) {
		bool shared = true;

		for (unsigned i = 0; i < compare->n_cells; i++)
			if (same_name(compare->cells[i].cell, cell))
				shared &=
					has_param(compare->cells[i].cell, item);
		if (!shared)
			append(text, "", item);
	}
	free(params);
}

char *comparison_detail(const struct compare *compare, unsigned cell)
{
	const struct cell *own = compare->cells[cell].cell;
	bool python = false, pin = false, scaling = false, size = false;
	char *text = alloc_copy("");

	for (unsigned i = 0; i < compare->n_cells; i++) {
		const struct cell *other = compare->cells[i].cell;

		if (!same_name(own, other))
			continue;
		python |= strcmp(own->python, other->python) != 0;
		pin |= strcmp(own->pin, other->pin) != 0;
		scaling |= strcmp(own->scaling, other->scaling) != 0;
		size |= strcmp(own->size, other->size) != 0;
	}
	if (python)
		append(&text, "", own->python);
	if (pin)
		append(&text, "pin ", own->pin);
	if (scaling)
		append(&text, "", own->scaling);
	if (size)
		append(&text, "size ", own->size);
	append_params(&text, compare, own);
	return text;
}

char *comparison_name(const struct compare *compare, unsigned cell)
{
	const struct cell *own = compare->cells[cell].cell;
	char *workers = comparison_workers(own);
	char *detail = comparison_detail(compare, cell);
	char *name = alloc_printf("%s %s, %s%s%s%s", own->workload, own->kernel,
				  workers, *detail ? " (" : "", detail,
				  *detail ? ")" : "");

	free(detail);
	free(workers);
	return name;
}
