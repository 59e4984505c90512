/*
 * The CSV files in holds/ of a run directory: which worker held the GIL when,
 * in the metered samples of threads. Each call of `run` has a file of its
 * own, to which it appends.
 */
#ifndef GILBENCH_OUTPUT_HOLDS_H
#define GILBENCH_OUTPUT_HOLDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/why.h"
#include "model/cell.h"
#include "model/history.h"
#include "model/hold.h"

/* Append to this host's and process's file in the run directory. 0 or -1. */
int holds_append(const char *dir, const struct cell *cells,
		 const struct hold *holds, size_t n, struct why *why);

/* More than these are not kept in memory: about 25 MB. */
#define HOLDS_MAX 500000

/*
 * All holds of a run directory, of cells in its plan; none is no error. If
 * there are more than HOLDS_MAX, those of every second attempt at each cell,
 * or fourth ... Freed with free(). 0 or -1.
 */
int holds_load(const char *dir, const struct cell *cells, unsigned n_cells,
	       struct hold **holds, size_t *n, struct why *why);
/* Say of each whether its attempt was tainted, or does not count. */
void holds_judge(struct hold *holds, size_t n, const struct history *histories,
		 unsigned n_cells);
bool holds_same_attempt(const struct hold *a, const struct hold *b);

#endif
