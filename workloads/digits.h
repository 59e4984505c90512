/*
 * The handwritten digits that are shipped, as train-step learns them: real
 * numbers in a split that is the same for every seed.
 */
#ifndef GILBENCH_WORKLOADS_DIGITS_H
#define GILBENCH_WORKLOADS_DIGITS_H

#include "base/why.h"

#define N_PIXELS 64
#define N_CLASSES 10

struct digits {
	unsigned n;
	double *images; /* n rows of N_PIXELS, 0 ... 1 */
	unsigned char *labels;
	unsigned *order; /* the first n_training are trained on */
	unsigned n_training;
};

/* From `directory`. 0, or -1 with why; digits_fini() in any case. */
int digits_load(struct digits *digits, const char *directory, struct why *why);
void digits_fini(struct digits *digits);

#endif
