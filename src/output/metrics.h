/*
 * The CSV files in metrics/ of a run directory: numbers that one workload alone
 * has, a row for each of each timed sample; and metrics.csv, what they come to.
 */
#ifndef GILBENCH_OUTPUT_METRICS_H
#define GILBENCH_OUTPUT_METRICS_H

#include <stdio.h>

#include "base/why.h"
#include "model/cell.h"
#include "model/history.h"
#include "model/metric.h"

/* Append to the file of this call, synced. 0 or -1. */
int metrics_append(const char *dir, const struct cell *cells,
		   const struct metric_value *values, size_t n,
		   struct why *why);

/*
 * Estimates from the values of valid attempts, by cell and in the order in
 * which metrics first appear: free(). 0 or -1; none is no error.
 */
int metrics_load(const char *dir, const struct cell *cells,
		 const struct history *histories, unsigned n_cells,
		 struct metric_estimate **estimates, size_t *n,
		 struct why *why);

/* metrics.csv. */
void metrics_write(FILE *file, const struct cell *cells,
		   const struct metric_estimate *estimates, size_t n);

#endif
