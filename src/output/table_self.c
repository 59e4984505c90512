/*
 * Below the jobs: speed-ups over one worker of the same executor, where such
 * were measured (-t 1). Over serial an executor also pays for running the same
 * code slower, over its own single worker it does not.
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/cell_text.h"
#include "output/table_parts.h"
#include "output/table_text.h"

#define INDENT 25

struct self {
	FILE *file;
	const struct results *results;
};

static bool has_self(const struct results *results, unsigned cell)
{
	const struct estimate *e = &results->estimates[cell];

	/* of the ceiling the head of the table tells */
	return e->cell->workers > 1 && !contest_is_ceiling(e->cell) &&
	       isfinite(e->self_speedup);
}

static void say_cell(FILE *words, const struct estimate *e)
{
	char *workers = cell_workers_text(e->cell);

	fprintf(words, "%s%s %.2f", ftell(words) > 0 ? ", " : "", workers,
		e->self_speedup);
	if (isfinite(e->self_speedup_ci.low))
		fprintf(words, " (%.2f-%.2f)", e->self_speedup_ci.low,
			e->self_speedup_ci.high);
	free(workers);
}

/* One line for all cells of a kernel, the first of which is `first`. */
static void print_kernel(struct self *self, const struct contest *contest,
			 unsigned first)
{
	const struct cell *cells = self->results->cells;
	const char *kernel = cells[contest->cells[first]].kernel;
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *words = open_memstream(&text, &n_bytes);

	for (unsigned i = first; i < contest->n_cells; i++) {
		unsigned cell = contest->cells[i];

		if (strcmp(cells[cell].kernel, kernel) == 0 &&
		    has_self(self->results, cell))
			say_cell(words, &self->results->estimates[cell]);
	}
	fclose(words);
	if (*text) {
		char *head = alloc_printf("%s%s%s %s", contest->first->workload,
					  *contest->variant ? ", " : "",
					  contest->variant, kernel);

		text_wrap(self->file, head, INDENT, text);
		free(head);
	}
	free(text);
}

static void print_contest(void *context, const struct contest *contest)
{
	struct self *self = context;
	const struct cell *cells = self->results->cells;

	for (unsigned i = 0; i < contest->n_cells; i++) {
		unsigned k = 0;

		while (k < i && strcmp(cells[contest->cells[k]].kernel,
				       cells[contest->cells[i]].kernel) != 0)
			k++;
		if (k == i)
			print_kernel(self, contest, i);
	}
}

void table_self(FILE *file, const struct results *results,
		const struct contest *contests, unsigned n)
{
	struct self self = { file, results };
	unsigned i = 0;

	while (i < results->n_cells && !has_self(results, i))
		i++;
	if (i == results->n_cells)
		return;
	fputs("\nSPEED-UP OVER ONE WORKER OF THE SAME EXECUTOR\n", file);
	table_by_python(file, results, contests, n, print_contest, &self);
}
