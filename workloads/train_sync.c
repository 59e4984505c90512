/*
 * The all-reduce of a step, as a ring does it in two parts: each worker sums
 * its slice of all gradients (reduce-scatter), then all see all slices
 * (all-gather). A sum goes over the micro-batches from the first to the last,
 * whoever computed them, so that its rounding does not depend on the number
 * of workers.
 *
 * The shared memory: a gradient for each micro-batch, then the sum. Nobody
 * writes gradients of the next step before the second barrier of this one,
 * nor a slice of the next sum before its first: by then all have read.
 */
#include "workloads/train_sync.h"

#include <stdlib.h>
#include <string.h>

#include "workloads/lines.h"

size_t train_sync_bytes(unsigned n_micro, size_t n_weights)
{
	return (n_micro + 1) * lines_doubles(n_weights) * sizeof(double);
}

static int nobody_to_meet(void *context)
{
	(void)context;
	return 0;
}

int train_sync_init(struct train_sync *sync, unsigned n_micro, size_t n_weights)
{
	*sync = (struct train_sync){
		.n_micro = n_micro,
		.stride = lines_doubles(n_weights),
		.own = lines_alloc(train_sync_bytes(n_micro, n_weights)),
	};
	sync->crew = (struct crew){
		.n_workers = 1,
		.shared = sync->own,
		.meet = nobody_to_meet,
	};
	return sync->own ? 0 : -1;
}

void train_sync_join(struct train_sync *sync, const struct crew *crew)
{
	sync->crew = *crew;
	free(sync->own);
	sync->own = NULL;
}

void train_sync_fini(struct train_sync *sync)
{
	free(sync->own);
}

/* The first micro-batch of a worker; that of the next one ends its share. */
static unsigned first_of(const struct train_sync *sync, unsigned worker)
{
	return sync->n_micro * worker / sync->crew.n_workers;
}

bool train_sync_is_own(const struct train_sync *sync, unsigned m)
{
	return m >= first_of(sync, sync->crew.worker) &&
	       m < first_of(sync, sync->crew.worker + 1);
}

double *train_sync_gradient(const struct train_sync *sync, unsigned m)
{
	return (double *)sync->crew.shared + m * sync->stride;
}

/* In whole cache lines, or two workers would write into one. */
static size_t slice_of(const struct train_sync *sync, unsigned worker)
{
	size_t per_line = lines_doubles(1);

	return sync->stride / per_line * worker / sync->crew.n_workers *
	       per_line;
}

const double *train_sync_sum(const struct train_sync *sync)
{
	const struct crew *crew = &sync->crew;
	double *sum = train_sync_gradient(sync, sync->n_micro);
	size_t from = slice_of(sync, crew->worker);
	size_t to = slice_of(sync, crew->worker + 1);

	if (crew->meet(crew->context) < 0)
		return NULL;
	memcpy(sum + from, train_sync_gradient(sync, 0) + from,
	       (to - from) * sizeof(double));
	for (unsigned m = 1; m < sync->n_micro; m++) {
		const double *gradient = train_sync_gradient(sync, m);

		for (size_t i = from; i < to; i++)
			sum[i] += gradient[i];
	}
	return crew->meet(crew->context) < 0 ? NULL : sum;
}
