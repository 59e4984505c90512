/*
 * classic: one unit is a task that ccbench, the concurrency benchmark that
 * CPython had from 2010 on, is known for: two that hold the GIL, three that
 * call C which releases it. So its numbers can be held against those of today.
 * The tasks are those that it was published with, written anew in classic.py:
 * units take other times, ratios compare.
 *
 * There is a Python kernel only: what a task is, is how Python gets at it.
 */
#include "workloads/workload.h"

static const struct param params[] = {
	{ "task", PARAM_CHOICE, "pidigits", "pidigits,regex,zlib,bz2,sha1", 0,
	  0, "what is computed; pidigits and regex hold the GIL" },
	{ "digits", PARAM_COUNT, "200", NULL, 1, 100000,
	  "of pi, for pidigits" },
	{ "bytes", PARAM_BYTES, "64KiB", NULL, 64, 64 << 20,
	  "of text that is searched, compressed or hashed" },
	{ 0 },
};

const struct workload classic_workload = {
	.name = "classic",
	.module = "classic",
	.summary = "tasks of ccbench: pi, a regular expression, compression, "
		   "a hash",
	.unit = "task",
	.class = CLASS_CPU,
	.kernels = 1u << KERNEL_PYTHON,
	.chain = 1,
	.n_proof = 8,
	.params = params,
};
