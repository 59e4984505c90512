/*
 * Numbers that one workload alone has, beside its times (struct metric of
 * workloads/workload.h): what a sample had, and what a cell's samples come to.
 */
#ifndef GILBENCH_MODEL_METRIC_H
#define GILBENCH_MODEL_METRIC_H

#include <stddef.h>

#include "model/stats.h"

#define METRIC_N_NAME 64

/* One number of one timed sample, folded over its workers. */
struct metric_value {
	unsigned cell, block, invocation, attempt, sample;
	const char *metric, *unit; /* borrowed from the workload */
	double value;
};

/*
 * What the valid attempts of a cell say: the median over invocations of the
 * invocation's median over samples, and its 95 % sign interval.
 */
struct metric_estimate {
	unsigned cell;
	char metric[METRIC_N_NAME], unit[METRIC_N_NAME];
	unsigned n; /* invocations */
	double median;
	struct interval ci;
};

/* Values of one metric of one cell, in any order, from attempts that count. */
struct metric_values {
	unsigned cell;
	char metric[METRIC_N_NAME], unit[METRIC_N_NAME];
	struct metric_point {
		unsigned block, invocation;
		double value;
	} * points;
	size_t n;
};

/* Sorts the points. */
struct metric_estimate metric_estimate(struct metric_values *values);

#endif
