/* One run at a time on this machine. */
#ifndef GILBENCH_CLI_RUN_LOCK_H
#define GILBENCH_CLI_RUN_LOCK_H

#include "cli/run_work.h"

/*
 * Take the lock, with --wait for as long as it takes. `dir` is told to others.
 * An exit status, of which has been said why, or -1: it is ours.
 */
int run_lock(struct run_work *work, const char *dir);

#endif
