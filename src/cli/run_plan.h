/* From options to a plan. */
#ifndef GILBENCH_CLI_RUN_PLAN_H
#define GILBENCH_CLI_RUN_PLAN_H

#include "cli/run_work.h"

/*
 * Read the command line, the environment and a plan file into sections and
 * settings. `done`: all that was asked for has been printed. 0 or -1.
 */
int run_plan_read(struct run_work *work, const struct command_help *help,
		  int argc, char **argv, bool *done, struct why *why);

/* Ask the machine and the interpreters, and make the plan. 0 or -1. */
int run_plan_make(struct run_work *work, struct why *why);

#endif
