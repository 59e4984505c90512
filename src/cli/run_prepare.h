/* Everything of a run that comes before its first sample. */
#ifndef GILBENCH_CLI_RUN_PREPARE_H
#define GILBENCH_CLI_RUN_PREPARE_H

#include "cli/run_work.h"

/* An exit status, or -1: go on. What was wrong has been said. */
int run_prepare(struct run_work *work, int argc, char **argv);

/* An empty one: what cannot be written to is known before anybody waits. */
int run_make_directory(struct run_work *work, struct why *why);
/* run.json, plan.csv and topology.xml of a new directory. 0 or -1. */
int run_write_start(struct run_work *work, int argc, char **argv,
		    struct why *why);
/* plan.csv. 0 or -1. */
int run_write_plan(struct run_work *work, struct why *why);

#endif
