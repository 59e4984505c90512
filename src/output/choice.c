/* Picks cells; what is said of them is said elsewhere. */
#include "output/choice.h"

#include <math.h>
#include <string.h>

#include "output/breakeven.h"

#define AS_GOOD .95       /* of the best throughput */
#define WORTH_WRITING 1.2 /* another kernel, times pure Python */
#define WAITS .5          /* CPU share below which a job waits */

/* From simple to costly; an executor that is not listed comes last. */
static unsigned effort(const struct cell *cell)
{
	static const char *const executors[] = { "serial", "asyncio", "threads",
						 "interpreters", "processes" };
	unsigned i = 0;

	while (i < 5 && strcmp(executors[i], cell->executor) != 0)
		i++;
	return i;
}

static bool is_simpler(const struct cell *a, const struct cell *b)
{
	if (effort(a) != effort(b))
		return effort(a) < effort(b);
	return a->workers < b->workers;
}

/* What failed may have been measured before: it is no choice. */
bool choice_works(const struct results *results, unsigned cell)
{
	const struct estimate *e = &results->estimates[cell];

	return e->status == CELL_OK && e->throughput > 0;
}

static bool is_candidate(const struct results *results, unsigned cell,
			 bool python)
{
	const struct cell *c = &results->cells[cell];

	return choice_works(results, cell) && !contest_is_control(c) &&
	       python == (strcmp(c->kernel, "python") == 0);
}

/* The choice for pure Python, or for all other kernels; or -1. */
static int choose(const struct results *results, const struct contest *contest,
		  bool python)
{
	const struct cell *cells = results->cells;
	double best = 0;
	int chosen = -1;

	for (unsigned i = 0; i < contest->n_cells; i++)
		if (is_candidate(results, contest->cells[i], python))
			best = fmax(best, results->estimates[contest->cells[i]]
						  .throughput);
	for (unsigned i = 0; i < contest->n_cells; i++) {
		unsigned c = contest->cells[i];

		if (is_candidate(results, c, python) &&
		    results->estimates[c].throughput >= AS_GOOD * best &&
		    (chosen < 0 || is_simpler(&cells[c], &cells[chosen])))
			chosen = (int)c;
	}
	return chosen;
}

struct choice choice_find(const struct results *results,
			  const struct contest *contest)
{
	struct choice choice = {
		.python = choose(results, contest, true),
		.other = choose(results, contest, false),
	};

	if (choice.python >= 0 && choice.other >= 0 &&
	    results->estimates[choice.other].throughput <
		    WORTH_WRITING *
			    results->estimates[choice.python].throughput)
		choice.other = -1;
	return choice;
}

int choice_rival(const struct results *results, const struct contest *contest,
		 unsigned cell)
{
	const struct cell *own = &results->cells[cell];

	if (strcmp(own->executor, "processes") != 0)
		return -1;
	for (unsigned i = 0; i < contest->n_cells; i++) {
		unsigned k = contest->cells[i];
		const struct cell *other = &results->cells[k];

		if (strcmp(other->executor, "threads") == 0 &&
		    strcmp(other->kernel, own->kernel) == 0 &&
		    other->workers == own->workers && choice_works(results, k))
			return (int)k;
	}
	return -1;
}

double choice_room(const struct results *results, unsigned cell)
{
	const struct cell *c = &results->cells[cell];
	int serial = breakeven_serial(results, cell);
	const struct estimate *one =
		serial < 0 ? NULL : &results->estimates[serial];

	if (!one || strcmp(c->executor, "threads") != 0 ||
	    !(one->cpu_share < WAITS) || !(one->gil_hold_share > 0))
		return NAN;
	double full = 1 / one->gil_hold_share;

	if (full <= c->workers)
		return NAN;
	return full < 100 ? round(full) : round(full / 10) * 10;
}
