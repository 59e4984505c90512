/* Sums and quantiles of histograms. */
#include "model/trace_histogram.h"

#include <math.h>

#include "base/gil_log_read.h"

enum {
	LEAST_ABOVE = 10 /* a quantile: so many must be expected above it */
};

void trace_histogram_read(struct trace_histogram *histogram,
			  const uint32_t counts[GIL_LOG_BUCKETS], double tick_s,
			  double longest_s)
{
	*histogram = (struct trace_histogram){
		.tick_s = tick_s,
		.longest_s = longest_s,
	};
	for (unsigned i = 0; i < GIL_LOG_BUCKETS; i++)
		histogram->counts[i] = counts[i];
}

void trace_histogram_add(struct trace_histogram *sum,
			 const struct trace_histogram *more)
{
	sum->tick_s = more->tick_s;
	sum->longest_s = fmax(sum->longest_s, more->longest_s);
	for (unsigned i = 0; i < GIL_LOG_BUCKETS; i++)
		sum->counts[i] += more->counts[i];
}

uint64_t trace_histogram_n(const struct trace_histogram *histogram)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < GIL_LOG_BUCKETS; i++)
		n += histogram->counts[i];
	return n;
}

double trace_histogram_start_s(const struct trace_histogram *histogram,
			       unsigned bucket)
{
	return (double)gil_log_bucket_start(bucket) * histogram->tick_s;
}

double trace_histogram_quantile(const struct trace_histogram *histogram,
				double q)
{
	double n = (double)trace_histogram_n(histogram);
	double below = 0;
	unsigned i = 0;

	/* in whole events: 1000 times .01 are 10, and not a bit less */
	if (round(n * (1 - q) * 1e6) < LEAST_ABOVE * 1e6)
		return NAN;
	for (; i < GIL_LOG_BUCKETS - 1; i++) {
		below += (double)histogram->counts[i];
		if (below >= n * q)
			break;
	}
	/* the last bucket has no end */
	if (i == GIL_LOG_BUCKETS - 1)
		return histogram->longest_s;
	return fmin(trace_histogram_start_s(histogram, i + 1),
		    histogram->longest_s);
}
