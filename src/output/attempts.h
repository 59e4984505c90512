/*
 * Whose rows are these? Files that stand beside the samples (latencies/,
 * metrics/, holds/) have rows of every attempt; some of them count.
 */
#ifndef GILBENCH_OUTPUT_ATTEMPTS_H
#define GILBENCH_OUTPUT_ATTEMPTS_H

#include <stdbool.h>

#include "model/history.h"

struct attempts;

/* Metered attempts, or timed ones. Histories are borrowed. */
struct attempts *attempts_new(const struct history *histories, unsigned n_cells,
			      bool metered);
void attempts_free(struct attempts *attempts);

/*
 * Has this part's attempt all its samples, was it not disturbed, and is it the
 * last such one of its invocation, as several calls may have made? Quick where
 * rows of a block stand together, and blocks of a cell in their order.
 */
bool attempts_valid(struct attempts *attempts, unsigned part, int cell,
		    int64_t block, int64_t attempt);

#endif
