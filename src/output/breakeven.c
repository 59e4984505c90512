/* Finds what is compared, all in all and block by block; see the header. */
#include "output/breakeven.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "output/contest.h"

/* What a cell cost in one block: means of its invocations. */
struct block_cost {
	unsigned block, n;
	double startup_s, dispatch_s, unit_s;
	struct cost cost;
};

struct block_costs {
	struct block_cost *items; /* by block */
	size_t n;
};

int breakeven_serial(const struct results *results, unsigned cell)
{
	for (unsigned i = 0; i < results->n_cells; i++)
		if (results->cells[i].group == results->cells[cell].group &&
		    contest_is_serial(&results->cells[i]) &&
		    results->estimates[i].throughput > 0)
			return (int)i;
	return -1;
}

bool breakeven_cost(const struct results *results, unsigned cell,
		    struct cost *cost)
{
	int serial = breakeven_serial(results, cell);

	if (serial < 0 || !(results->estimates[cell].throughput > 0))
		return false;
	*cost = cost_of(&results->estimates[cell], &results->estimates[serial]);
	return isfinite(cost->start_s) && cost->unit_s > 0;
}

/* --- block by block ------------------------------------------------------ */

static struct block_costs gather(const struct history *history)
{
	struct history_walk walk = history_walk(history);
	struct block_costs costs = { NULL, 0 };
	struct block_cost *last = NULL;
	struct invocation invocation;

	while (history_next(&walk, &invocation)) {
		if (!invocation.valid)
			continue;
		if (!last || last->block != invocation.block) {
			costs.items = alloc_grow(costs.items, costs.n,
						 sizeof(*costs.items));
			last = &costs.items[costs.n++];
			*last = (struct block_cost){ .block =
							     invocation.block };
		}
		last->n++;
		last->startup_s +=
			(invocation.startup_s - last->startup_s) / last->n;
		last->dispatch_s +=
			(invocation.dispatch_s - last->dispatch_s) / last->n;
		last->unit_s += (invocation.unit_s - last->unit_s) / last->n;
	}
	return costs;
}

static int by_block(const void *key, const void *item)
{
	unsigned block = *(const unsigned *)key;
	const struct block_cost *cost = item;

	return (block > cost->block) - (block < cost->block);
}

/* A history is in the order of blocks, and so are the costs. */
static const struct block_cost *find_block(const struct block_costs *costs,
					   unsigned block)
{
	return costs->n ? bsearch(&block, costs->items, costs->n,
				  sizeof(*costs->items), by_block)
			: NULL;
}

/* The cell's costs in the blocks in which its serial cell has a value too. */
static struct block_costs costs_by_block(const struct results *results,
					 unsigned cell)
{
	int serial = breakeven_serial(results, cell);
	struct block_costs own = gather(&results->histories[cell]);
	struct block_costs base = gather(&results->histories[serial]);
	size_t n = 0;

	for (size_t i = 0; i < own.n; i++) {
		struct block_cost *b = &own.items[i];
		const struct block_cost *s = find_block(&base, b->block);

		if (!s)
			continue;
		b->cost.workers = results->cells[cell].workers;
		b->cost.unit_s = b->unit_s;
		b->cost.alone_s = s->unit_s;
		if ((int)cell != serial)
			b->cost.start_s =
				cost_start_s(b->startup_s - s->startup_s,
					     b->dispatch_s, b->cost.workers);
		own.items[n++] = *b;
	}
	own.n = n;
	free(base.items);
	return own;
}

/* The same in each block, as far as all have a value there. */
static struct interval interval_of(const struct results *results, unsigned cell,
				   const unsigned *rivals, unsigned n_rivals)
{
	struct block_costs own = costs_by_block(results, cell);
	double *units = alloc_zero(own.n + 1, sizeof(*units));
	size_t n = own.n;

	for (unsigned r = 0; r < n_rivals; r++) {
		struct block_costs other = costs_by_block(results, rivals[r]);

		for (size_t i = 0; i < own.n; i++) {
			const struct block_cost *b =
				find_block(&other, own.items[i].block);
			double at =
				b ? cost_overtakes(&own.items[i].cost, &b->cost)
				  : NAN;

			/* NAN stays */
			if (isnan(at) || units[i] < at)
				units[i] = at;
		}
		free(other.items);
	}
	n = 0;
	for (size_t i = 0; i < own.n; i++)
		if (!isnan(units[i]))
			units[n++] = units[i];
	struct interval ci = stats_sign_interval(units, n);

	free(units);
	free(own.items);
	return ci;
}

struct breakeven breakeven_find_all(const struct results *results,
				    unsigned cell, const unsigned *rivals,
				    unsigned n_rivals)
{
	struct breakeven found = { NAN, { NAN, NAN }, NAN, { NAN, NAN } };
	int serial = breakeven_serial(results, cell);
	struct cost own, other;
	double units = 0;

	if (!breakeven_cost(results, cell, &own))
		return found;
	for (unsigned r = 0; r < n_rivals; r++) {
		if (!breakeven_cost(results, rivals[r], &other))
			return found;
		units = fmax(units, cost_overtakes(&own, &other));
	}
	double unit_s = 1 / results->estimates[serial].throughput;
	struct interval ci = interval_of(results, cell, rivals, n_rivals);

	/* medians of the parts need not give the median of the whole */
	if (!isnan(ci.low))
		found.units_ci = (struct interval){ fmin(ci.low, units),
						    fmax(ci.high, units) };
	found.units = units;
	found.serial_s = units * unit_s;
	found.serial_ci = (struct interval){ found.units_ci.low * unit_s,
					     found.units_ci.high * unit_s };
	return found;
}

struct breakeven breakeven_find(const struct results *results, unsigned cell,
				unsigned rival)
{
	return breakeven_find_all(results, cell, &rival, 1);
}
