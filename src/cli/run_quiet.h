/* Is the machine quiet enough to start a run? */
#ifndef GILBENCH_CLI_RUN_QUIET_H
#define GILBENCH_CLI_RUN_QUIET_H

#include <jansson.h>

#include "cli/progress.h"

/*
 * With --strict or --wait look who else uses the CPUs; with --wait until
 * nobody does, or for ten minutes. 0: go on; a machine that is still busy gets
 * a warning. -1: with --strict it is refused, with why.
 */
int run_quiet(const struct run_settings *settings, struct progress *progress,
	      json_t *warnings, struct why *why);

#endif
