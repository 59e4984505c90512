/*
 * The plan: every cell of the matrix that the user asked for, in groups that
 * share a serial baseline, with the cells that cannot run here as rows with
 * a reason. A plan is a function of the options and the machine's shape
 * alone; nothing is measured for it.
 */
#ifndef GILBENCH_ENGINE_PLAN_H
#define GILBENCH_ENGINE_PLAN_H

#include <hwloc.h>
#include <stdbool.h>
#include <stdio.h>

#include "engine/plan_options.h"
#include "model/cell.h"

/* A selected workload with one combination of its parameters. */
struct job_kind {
	const struct workload *workload;
	struct settings settings;
	struct settings given; /* without what provide() and paths add */
	bool for_ceiling;      /* nobody selected it; it is no group's */
};

struct group {
	const struct job_kind *kind;
	enum kernel kernel;
	const struct python *python; /* NULL: the ceiling, plain C */
	int gil;                     /* to set: 1, 0; -1: as it is */
	const char *switch_interval; /* seconds, or "": as it is */
	const struct settings *env;  /* to set; "": to unset */
	unsigned blas_threads;       /* 0: not its business */
	int baseline;      /* cell, or -1: serial is not in the plan */
	unsigned *members; /* the other cells that can run */
	unsigned n_members;
	unsigned multiple;    /* the job's size is a multiple of this */
	unsigned max_workers; /* of its cells */
};

struct plan {
	struct cell *cells;
	unsigned n_cells;
	struct group *groups;
	unsigned n_groups;
	struct job_kind *kinds;
	unsigned n_kinds;
	struct settings **envs; /* what groups point to */
	size_t n_envs;
	uint64_t hash;
};

/* 0, or -1: what the user asked for is wrong (a usage error). */
int plan_make(struct plan *plan, const struct plan_options *options,
	      hwloc_topology_t topology, struct why *why);
void plan_fini(struct plan *plan);

/* Of its cells, and of the seed, blocks and samples of `options`. */
void plan_hash(struct plan *plan, const struct plan_options *options);

/* Let every workload check its data and make what is missing. 0 or -1. */
int plan_provide(struct plan *plan, const char *cache_dir, struct why *why);

/* plan.csv. */
void plan_write(FILE *file, const struct plan *plan);

/* Default worker counts: 2, 4, 8 ... cores; at most four of them. */
unsigned plan_default_workers(hwloc_topology_t topology, unsigned counts[4]);

#endif
