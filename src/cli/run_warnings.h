/*
 * What a user should know of a run beside its results: said on standard
 * error at once, and kept for run.json.
 */
#ifndef GILBENCH_CLI_RUN_WARNINGS_H
#define GILBENCH_CLI_RUN_WARNINGS_H

#include "engine/run.h"

/* Append it to the array `warnings` and say it, unless it is there. */
void run_warnings_add(json_t *warnings, const char *text);

/* What about a plan deserves a warning on a machine of n_cpus CPUs. */
void run_warnings_of_plan(json_t *warnings, const struct plan *plan,
			  unsigned n_cpus);

/* The GIL of the python with this label cannot be metered. */
void run_warnings_of_meter(json_t *warnings, const char *python,
			   const char *reason);

/* Once its blocks are done: what --max-time and --precision did to it. */
void run_warnings_of_end(json_t *warnings, const struct run *run);

#endif
