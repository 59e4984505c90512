/*
 * --param [WORKLOAD.]NAME=VALUE: from what was typed to settings.
 */
#ifndef GILBENCH_ENGINE_PARAMS_H
#define GILBENCH_ENGINE_PARAMS_H

#include "base/why.h"
#include "workloads/workload.h"

/*
 * The settings of one workload: defaults, then what was given for it or for
 * every workload; values checked and in canonical form. 0 or -1.
 */
int params_resolve(struct settings *settings, const struct workload *workload,
		   char *const *given, size_t n_given, struct why *why);

/*
 * Is every given parameter one of a selected workload's? -1 names the first
 * that is not, with the nearest that exists.
 */
int params_check(const struct workload *const *workloads, size_t n_workloads,
		 char *const *given, size_t n_given, struct why *why);

/* "cache=warm;shards=32", sorted by name: for cell.params. free(). */
char *params_text(const struct settings *settings);

#endif
