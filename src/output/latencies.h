/*
 * The CSV files in latencies/ of a run directory: how long single units took
 * in the timed samples of jobs that wait for a server, counted in buckets. The
 * sum over workers; each bucket of a sample that is not empty is a row.
 */
#ifndef GILBENCH_OUTPUT_LATENCIES_H
#define GILBENCH_OUTPUT_LATENCIES_H

#include <stddef.h>

#include "base/why.h"
#include "model/cell.h"
#include "model/history.h"
#include "model/laps.h"

/* Append to the file of this call, synced. 0 or -1. */
int latencies_append(const char *dir, const struct cell *cells,
		     const struct lap_count *counts, size_t n, struct why *why);

/*
 * What was counted in valid attempts, by cell: n_cells elements, NULL for
 * those without any; freed with latencies_free(). NULL: see why.
 */
struct laps **latencies_load(const char *dir, const struct cell *cells,
			     const struct history *histories, unsigned n_cells,
			     struct why *why);
void latencies_free(struct laps **laps, unsigned n_cells);

#endif
