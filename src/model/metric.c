/* From the values of a metric to its estimate. Which attempts count is known
 * before. */
#include "model/metric.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static int by_invocation(const void *a, const void *b)
{
	const struct metric_point *p = a, *q = b;

	if (p->block != q->block)
		return p->block < q->block ? -1 : 1;
	if (p->invocation != q->invocation)
		return p->invocation < q->invocation ? -1 : 1;
	return (p->value > q->value) - (p->value < q->value);
}

struct metric_estimate metric_estimate(struct metric_values *values)
{
	double *samples = alloc_zero(values->n + 1, sizeof(*samples));
	double *medians = alloc_zero(values->n + 1, sizeof(*medians));
	struct metric_estimate estimate = { .cell = values->cell };
	size_t n = 0;

	strcpy(estimate.metric, values->metric);
	strcpy(estimate.unit, values->unit);
	if (values->n)
		qsort(values->points, values->n, sizeof(*values->points),
		      by_invocation);
	for (size_t i = 0; i < values->n; i++) {
		const struct metric_point *at = &values->points[i];
		const struct metric_point *next =
			i + 1 < values->n ? at + 1 : NULL;

		samples[n++] = at->value;
		if (next && next->block == at->block &&
		    next->invocation == at->invocation)
			continue;
		medians[estimate.n++] = stats_median(samples, n);
		n = 0;
	}
	estimate.median = stats_median(medians, estimate.n);
	estimate.ci = stats_sign_interval(medians, estimate.n);
	free(medians);
	free(samples);
	return estimate;
}
