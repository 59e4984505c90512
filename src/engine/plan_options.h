/* What a plan is made from: what the user asked for. */
#ifndef GILBENCH_ENGINE_PLAN_OPTIONS_H
#define GILBENCH_ENGINE_PLAN_OPTIONS_H

#include "engine/own.h"
#include "engine/select.h"
#include "machine/python.h"

#define PLAN_MAX_WORKERS 1024

/* Lists that are empty mean the default. */
struct plan_options {
	struct text_list workloads, kernels, executors, params;
	/* the users' own among the workloads, asked; n_own */
	struct own **own;
	size_t n_own;
	const char *pins; /* as pin_split() takes them, or NULL */
	unsigned *workers;
	size_t n_workers;
	/* What stands for an empty list of workers; NULL: by the cores here. */
	const unsigned *default_workers;
	size_t n_default_workers;
	const char *size; /* "auto" or a number */
	const char *scaling;
	const char *filter;   /* extended regular expression, or NULL */
	const char *mp_start; /* "" or a start method */
	int gil[2];           /* --gil: 1 on, 0 off */
	size_t n_gil;         /* 0: as the interpreter is */
	struct text_list
		switch_intervals; /* seconds, canonical; may be empty */
	unsigned blas_threads;    /* of numpy and torch, each worker */
	struct text_list env;     /* as env_axis_add() made it */
	uint64_t seed;
	unsigned blocks, samples;
	const struct python *pythons;
	unsigned n_pythons;  /* 0: the ceiling alone */
	const char *shipped; /* directory of shipped data */
};

#endif
