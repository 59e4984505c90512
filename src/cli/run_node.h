/* In a job of a batch system: is the machine this run's alone? */
#ifndef GILBENCH_CLI_RUN_NODE_H
#define GILBENCH_CLI_RUN_NODE_H

#include "cli/run_work.h"

/* 0; or an exit status: --require-exclusive refuses, which has been said. */
int run_node_check(struct run_work *work);

#endif
