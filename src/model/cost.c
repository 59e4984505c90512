/* Costs as straight lines with two bends; see the header. */
#include "model/cost.h"

#include <gsl/gsl_sort.h>
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
		.alone_s = 1 / serial->throughput,
	};

	if (e == serial || strcmp(e->cell->executor, "serial") == 0)
		return cost;
	cost.start_s = cost_start_s(e->startup_s - serial->startup_s,
				    e->dispatch_s, cost.workers);
	if (e->speedup > 0)
		cost.unit_s = 1 / serial->throughput / e->speedup;
	return cost;
}

/* A unit of a job that is done one after the other. */
static double apart_s(const struct cost *cost)
{
	return fmax(cost->unit_s, cost->alone_s);
}

double cost_job_s(const struct cost *cost, double units)
{
	double together = cost->unit_s * fmax(units, cost->workers);
	double apart = apart_s(cost) * units;

	/* fmin() would pass over NAN */
	return cost->start_s + (apart < together ? apart : together);
}

/* From how many units on all workers at once are no slower. */
static double bend_of(const struct cost *cost)
{
	return fmax(1, cost->unit_s * cost->workers / apart_s(cost));
}

double cost_overtakes(const struct cost *a, const struct cost *b)
{
	double sizes[] = { 1, bend_of(a), bend_of(b), a->workers, b->workers };
	double gain_s = b->unit_s - a->unit_s;
	size_t last = sizeof(sizes) / sizeof(*sizes) - 1;
	double behind[sizeof(sizes) / sizeof(*sizes)];

	gsl_sort(sizes, 1, last + 1);
	for (size_t i = 0; i <= last; i++) {
		behind[i] = cost_job_s(a, sizes[i]) - cost_job_s(b, sizes[i]);
		if (isnan(behind[i]))
			return NAN;
	}
	if (gain_s < 0 || (gain_s == 0 && behind[last] >= 0))
		return INFINITY;
	if (behind[last] > 0)
		return sizes[last] + behind[last] / gain_s;
	/* between two sizes the gap is a line */
	for (size_t i = last; i > 0; i--)
		if (behind[i - 1] > 0)
			return sizes[i] - (sizes[i] - sizes[i - 1]) *
						  behind[i] /
						  (behind[i] - behind[i - 1]);
	return 0;
}
