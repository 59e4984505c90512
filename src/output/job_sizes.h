/*
 * The CSV files in jobs/ of a run directory: what pilots found out, so that a
 * call that goes on does the same jobs as those before it on equal hardware.
 */
#ifndef GILBENCH_OUTPUT_JOB_SIZES_H
#define GILBENCH_OUTPUT_JOB_SIZES_H

#include <jansson.h>
#include <stdbool.h>

#include "base/why.h"
#include "model/cell.h"

struct job_row {
	uint64_t size; /* units; 0: not known */
	unsigned loops;
	double unit_s; /* of the cell that was piloted */
	bool proven;
	uint64_t checksum; /* of the proof */
	double merit;
};

/* Append those of n cells to the file of this call. 0 or -1. */
int job_sizes_append(const char *dir, const struct cell *cells,
		     const unsigned *which, const struct job_row *rows,
		     unsigned n, const char *hardware, struct why *why);

/*
 * By cell, of this hardware, the first that was found out: freed with free().
 * NULL: see why.
 */
struct job_row *job_sizes_load(const char *dir, const struct cell *cells,
			       unsigned n_cells, const char *hardware,
			       struct why *why);

/* As it stands in "jobs" of run.json. The caller owns it. */
json_t *job_sizes_json(unsigned group, const struct job_row *row);

#endif
