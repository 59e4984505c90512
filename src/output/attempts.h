/*
 * Whose rows are these? Files that stand beside the samples (latencies/,
 * metrics/) have rows of every attempt; only those of valid attempts count.
 */
#ifndef GILBENCH_OUTPUT_ATTEMPTS_H
#define GILBENCH_OUTPUT_ATTEMPTS_H

#include <stdbool.h>

#include "model/cell.h"
#include "model/history.h"

struct attempts;

/* Cells and histories are borrowed. */
struct attempts *attempts_new(const struct cell *cells,
			      const struct history *histories,
			      unsigned n_cells);
void attempts_free(struct attempts *attempts);

/* The cell of this id, or -1. */
int attempts_cell(struct attempts *attempts, const char *id);
/*
 * Has the attempt all its samples, was it not disturbed, and is it the one that
 * counts of those that several calls made? The file at `path` is read from now
 * on. Quick where rows of an attempt stand together, and attempts of a cell in
 * their order.
 */
void attempts_read(struct attempts *attempts, const char *path);
bool attempts_valid(struct attempts *attempts, int cell, int64_t block,
		    int64_t attempt);

#endif
