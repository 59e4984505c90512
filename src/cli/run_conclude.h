/* What follows from the samples of a run. */
#ifndef GILBENCH_CLI_RUN_CONCLUDE_H
#define GILBENCH_CLI_RUN_CONCLUDE_H

#include "cli/run_work.h"

/*
 * Derived files, figures, report, table. Returns the exit status. `broken`
 * says what ended the measuring, or is NULL.
 */
int run_conclude(struct run_work *work, const char *broken);

/* Of a shard, or a survey's host: only how it ended. The exit status. */
int run_conclude_part(struct run_work *work, const char *broken);

#endif
