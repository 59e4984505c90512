/*
 * The files of a run directory that can be made again from the others:
 * samples.csv, all samples files as one; cells.csv, the estimates; and where
 * there are such, hosts.csv and metrics.csv.
 */
#ifndef GILBENCH_OUTPUT_DERIVE_H
#define GILBENCH_OUTPUT_DERIVE_H

#include "output/results.h"
#include "output/rundir.h"

/* 0 or -1. */
int derive_write(const struct rundir *dir, const struct results *results,
		 struct why *why);

#endif
