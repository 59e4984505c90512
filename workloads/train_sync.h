/*
 * Synchronous data-parallel training: the micro-batches of a step are shared
 * out to the workers, which exchange the gradients at a barrier.
 */
#ifndef GILBENCH_WORKLOADS_TRAIN_SYNC_H
#define GILBENCH_WORKLOADS_TRAIN_SYNC_H

#include <stdbool.h>

#include "workloads/workload.h"

struct train_sync {
	struct crew crew;
	unsigned n_micro; /* micro-batches of a step */
	size_t stride;    /* doubles of a gradient, in whole cache lines */
	double *own;      /* what a crew would share, before there is one */
};

/* Bytes that the workers share, for a block of n_weights. */
size_t train_sync_bytes(unsigned n_micro, size_t n_weights);

/* For a state that is all workers. 0, or -1: out of memory. */
int train_sync_init(struct train_sync *sync, unsigned n_micro,
		    size_t n_weights);
/* From here on one of several workers; gradients found before are gone. */
void train_sync_join(struct train_sync *sync, const struct crew *crew);
void train_sync_fini(struct train_sync *sync);

/* Does this worker compute micro-batch m of a step? */
bool train_sync_is_own(const struct train_sync *sync, unsigned m);
/* Where its gradient goes. */
double *train_sync_gradient(const struct train_sync *sync, unsigned m);
/*
 * The sum over all micro-batches of the step, once all workers have computed
 * theirs: valid until this worker's next call. NULL: a worker has ended.
 */
const double *train_sync_sum(const struct train_sync *sync);

#endif
