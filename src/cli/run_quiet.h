/* Is the machine quiet enough to start a run? */
#ifndef GILBENCH_CLI_RUN_QUIET_H
#define GILBENCH_CLI_RUN_QUIET_H

#include <jansson.h>
#include <stdbool.h>

#include "cli/progress.h"

/*
 * If either is set, look who else uses the CPUs; with `wait` until nobody does,
 * or for ten minutes. 0: go on; a machine that is still busy gets a warning.
 * -1: if `strict` it is refused, with why.
 */
int run_quiet(bool strict, bool wait, struct progress *progress,
	      json_t *warnings, struct why *why);

#endif
