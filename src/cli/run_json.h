/* run.json: everything one must know to trust a run or to repeat it. */
#ifndef GILBENCH_CLI_RUN_JSON_H
#define GILBENCH_CLI_RUN_JSON_H

#include <jansson.h>

#include "cli/run_work.h"

/* Before the first sample. The caller owns it. */
json_t *run_json_start(const struct run_work *work, int argc, char **argv);
/* After the last: jobs, durations, exit status. */
void run_json_finish(json_t *json, const struct run *run, double wall_s,
		     double driver_cpu_s, double making_cpu_s, int exit_status);

/* Of each: label, path, version, gil and facts. The caller owns it. */
json_t *run_json_pythons(const struct run_pythons *pythons);

#endif
