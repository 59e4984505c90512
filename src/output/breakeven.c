/* Finds the cells that are compared; the arithmetic is the model's. */
#include "output/breakeven.h"

#include <math.h>

#include "output/contest.h"

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

struct breakeven breakeven_find(const struct results *results, unsigned cell,
				unsigned rival)
{
	struct breakeven found = { NAN, NAN };
	int serial = breakeven_serial(results, cell);
	struct cost own, other;

	if (!breakeven_cost(results, cell, &own) ||
	    !breakeven_cost(results, rival, &other))
		return found;
	found.units = cost_overtakes(&own, &other);
	found.serial_s = found.units / results->estimates[serial].throughput;
	return found;
}
