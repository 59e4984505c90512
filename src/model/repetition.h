/*
 * What the samples of an invocation tell about each other: was the first one
 * warm, and does it pay to take more of them, or to start more invocations?
 */
#ifndef GILBENCH_MODEL_REPETITION_H
#define GILBENCH_MODEL_REPETITION_H

#include <stdbool.h>

#include "model/history.h"
#include "model/stats.h"
#include "model/variance.h"

/* A cold first sample is at least this much slower than the others. */
#define REPETITION_COLD 1.02

struct repetition {
	/* First sample / median of the others: the median over invocations;
	 * and the p value of it being 1, by Wilcoxon's signed rank test. */
	double first_ratio, first_p;
	struct interval first_ci;
	bool cold; /* see repetition_find_cold() */
	struct variance noise;
	unsigned best_samples; /* of an invocation; 0: not known */
};

/* Over the valid invocations; NAN and 0 with a single sample in each. */
struct repetition repetition_of(const struct history *history);

/*
 * Set `cold` where the first samples are slower by 2 % and that is no chance
 * among so many cells (Benjamini and Hochberg, .05). An element every `size`
 * bytes.
 */
void repetition_find_cold(struct repetition *first, size_t size,
			  unsigned n_cells);

#endif
