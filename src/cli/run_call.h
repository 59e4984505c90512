/* The record of this call in calls/ of its run directory. */
#ifndef GILBENCH_CLI_RUN_CALL_H
#define GILBENCH_CLI_RUN_CALL_H

#include "cli/run_work.h"

/* Before the first sample; and after the last. 0 or -1. */
int run_call_begin(struct run_work *work, struct why *why);
int run_call_end(struct run_work *work, int exit_status, bool finished,
		 struct why *why);

#endif
