/*
 * How long the holds or the waits of a traced thread were: so many in each
 * bucket, two buckets an octave (gil_log_bucket_start()). Those that were not
 * over yet are not in it.
 */
#ifndef GILBENCH_MODEL_TRACE_HISTOGRAM_H
#define GILBENCH_MODEL_TRACE_HISTOGRAM_H

#include <stdint.h>

#include "base/gil_log.h"

struct trace_histogram {
	uint64_t counts[GIL_LOG_BUCKETS];
	double tick_s;    /* seconds per tick; 0: nothing was added yet */
	double longest_s; /* of them */
};

void trace_histogram_read(struct trace_histogram *histogram,
			  const uint32_t counts[GIL_LOG_BUCKETS], double tick_s,
			  double longest_s);
/* Add `more`, of the same process. */
void trace_histogram_add(struct trace_histogram *sum,
			 const struct trace_histogram *more);

uint64_t trace_histogram_n(const struct trace_histogram *histogram);
/* Where a bucket begins, in seconds. */
double trace_histogram_start_s(const struct trace_histogram *histogram,
			       unsigned bucket);

/*
 * Seconds that the share q of them (0 < q < 1) did not exceed: the end of the
 * bucket in which the quantile lies, so up to 50 % too much, never too
 * little. NAN: fewer than 10 are longer, the quantile would be chance.
 */
double trace_histogram_quantile(const struct trace_histogram *histogram,
				double q);

#endif
