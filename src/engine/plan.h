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

#include "base/why.h"
#include "engine/select.h"
#include "machine/python.h"
#include "model/cell.h"
#include "workloads/workload.h"

#define PLAN_MAX_WORKERS 1024

/* What the user asked for; lists that are empty mean the default. */
struct plan_options {
	struct text_list workloads, kernels, executors, params;
	const char *pins; /* as pin_split() takes them, or NULL */
	unsigned *workers;
	size_t n_workers;
	const char *size; /* "auto" or a number */
	const char *scaling;
	const char *filter;   /* extended regular expression, or NULL */
	const char *mp_start; /* "" or a start method */
	int gil[2];           /* --gil: 1 on, 0 off */
	size_t n_gil;         /* 0: as the interpreter is */
	struct text_list
		switch_intervals; /* seconds, canonical; may be empty */
	unsigned blas_threads;    /* of kernel numpy, each worker */
	uint64_t seed;
	unsigned blocks, samples;
	const struct python *pythons; /* at least one */
	unsigned n_pythons;
	const char *shipped; /* directory of shipped data */
};

/* A selected workload with its resolved parameters. */
struct job_kind {
	const struct workload *workload;
	struct settings settings;
	struct settings given; /* without what provide() and paths add */
};

struct group {
	const struct job_kind *kind;
	enum kernel kernel;
	const struct python *python; /* NULL: the ceiling, plain C */
	int gil;                     /* to set: 1, 0; -1: as it is */
	const char *switch_interval; /* seconds, or "": as it is */
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
	uint64_t hash;
};

/* 0, or -1: what the user asked for is wrong (a usage error). */
int plan_make(struct plan *plan, const struct plan_options *options,
	      hwloc_topology_t topology, struct why *why);
void plan_fini(struct plan *plan);

/* Let every workload check its data and make what is missing. 0 or -1. */
int plan_provide(struct plan *plan, const char *cache_dir, struct why *why);

/* plan.csv. */
void plan_write(FILE *file, const struct plan *plan);

/* Default worker counts: 2, 4, 8 ... cores; at most four of them. */
unsigned plan_default_workers(hwloc_topology_t topology, unsigned counts[4]);

#endif
