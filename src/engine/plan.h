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

#include "machine/python.h"
#include "model/cell.h"
#include "workload.h"

struct text_list {
	char **items;
	size_t n;
};

/* What the user asked for; lists that are empty mean the default. */
struct plan_options {
	struct text_list workloads, kernels, executors, pins, params;
	unsigned *workers;
	size_t n_workers;
	const char *size; /* "auto" or a number */
	const char *scaling;
	const char *filter;   /* extended regular expression, or NULL */
	const char *mp_start; /* "" or a start method */
	uint64_t seed;
	unsigned blocks, samples;
	const struct python *pythons;
	unsigned n_pythons;
	const char *data_dir;  /* shipped data */
	const char *cache_dir; /* where workloads keep what they make */
};

struct group {
	const struct workload *workload;
	const struct python *python; /* NULL: the ceiling, plain C */
	struct settings settings;    /* resolved */
	unsigned *members;           /* cells that can run, baseline excluded */
	unsigned n_members;
	int baseline;      /* cell, or -1: serial is not in the plan */
	unsigned multiple; /* the job's size is a multiple of this */
};

struct plan {
	struct cell *cells;
	unsigned n_cells;
	struct group *groups;
	unsigned n_groups;
	uint64_t hash;
};

/* 0, or -1: what the user asked for is wrong (a usage error). */
int plan_make(struct plan *plan, const struct plan_options *options,
	      hwloc_topology_t topology, struct why *why);
void plan_fini(struct plan *plan);

/* plan.csv. */
void plan_write(FILE *file, const struct plan *plan);

/* The executors there are, in order, with one line each. NULL name ends. */
struct executor {
	const char *name, *summary;
	bool parallel;
};

extern const struct executor plan_executors[];

/* Default worker counts: 2, 4, 8 ... cores; at most four of them. */
unsigned plan_default_workers(hwloc_topology_t topology, unsigned counts[4]);

#endif
