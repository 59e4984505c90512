/* Measuring: what lies between run_prepare() and run_conclude(). */
#ifndef GILBENCH_CLI_RUN_MEASURE_H
#define GILBENCH_CLI_RUN_MEASURE_H

#include "cli/run_work.h"

/* 0; or -1 when interrupted or when rows could not be kept. */
int run_measure(struct run_work *work, struct why *why);

#endif
