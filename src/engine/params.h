/*
 * --param [WORKLOAD.]NAME=VALUE[,VALUE...]: from what was typed to settings.
 */
#ifndef GILBENCH_ENGINE_PARAMS_H
#define GILBENCH_ENGINE_PARAMS_H

#include "base/why.h"
#include "workloads/workload.h"

/* Of all lists of one workload together; more are a mistake. */
#define PARAMS_MAX_COMBINATIONS 1000

/* Settings of one workload: one for each combination of its values. */
struct combinations {
	struct settings *items;
	size_t n;
};

/*
 * The settings of one workload: defaults, then what was given for it or for
 * every workload, the last of a name; values checked and in canonical form.
 * Several values of a number or a choice, by commas, are an axis: there is one
 * combination for each, without repeats, those of the workload's last
 * parameter next to each other. A directory is never split. 0, or -1.
 */
int params_resolve(struct combinations *all, const struct workload *workload,
		   char *const *given, size_t n_given, struct why *why);
void params_fini(struct combinations *all);

/*
 * Is every given parameter one of a selected workload's? -1 names the first
 * that is not, with the nearest that exists.
 */
int params_check(const struct workload *const *workloads, size_t n_workloads,
		 char *const *given, size_t n_given, struct why *why);

/* Copies the settings that name a cell: all but later ones at their default. */
void params_copy_naming(struct settings *to, const struct settings *settings,
			const struct workload *workload);

/* "cache=warm;shards=32", sorted by name: for cell.params. free(). */
char *params_text(const struct settings *settings);

#endif
