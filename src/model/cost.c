/* Costs as straight lines with a bend; see the header. */
#include "model/cost.h"

#include <math.h>
#include <string.h>

double cost_start_s(double longer_s, double dispatch_s, unsigned workers)
{
	/* fmax() would pass over NAN */
	double start_s = longer_s < 0 ? 0 : longer_s;

	return dispatch_s > 0 ? start_s + workers * dispatch_s : start_s;
}

struct cost cost_of(const struct estimate *e, const struct estimate *serial)
{
	struct cost cost = {
		.unit_s = 1 / e->throughput,
		.workers = e->cell->workers,
	};

	if (e == serial || strcmp(e->cell->executor, "serial") == 0)
		return cost;
	cost.start_s = cost_start_s(e->startup_s - serial->startup_s,
				    e->dispatch_s, cost.workers);
	if (e->speedup > 0)
		cost.unit_s = 1 / serial->throughput / e->speedup;
	return cost;
}

double cost_job_s(const struct cost *cost, double units)
{
	return cost->start_s + cost->unit_s * fmax(units, cost->workers);
}

/* Where the gap, which is a line between two sizes, closes. */
static double closes(double from, double gap_from, double to, double gap_to)
{
	return from + (to - from) * gap_from / (gap_from - gap_to);
}

double cost_overtakes(const struct cost *a, const struct cost *b)
{
	double least = fmin(a->workers, b->workers);
	double most = fmax(a->workers, b->workers);
	double gain_s = b->unit_s - a->unit_s;
	/* how far a is behind, at both bends */
	double at_least = cost_job_s(a, least) - cost_job_s(b, least);
	double at_most = cost_job_s(a, most) - cost_job_s(b, most);

	if (isnan(at_least) || isnan(at_most))
		return NAN;
	if (gain_s <= 0)
		return gain_s == 0 && at_most < 0 && at_least < 0 ? 0
								  : INFINITY;
	if (at_most > 0)
		return most + at_most / gain_s;
	return at_least > 0 ? closes(least, at_least, most, at_most) : 0;
}
