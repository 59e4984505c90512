/* run.json: everything one must know to trust a run or to repeat it. */
#ifndef GILBENCH_CLI_RUN_JSON_H
#define GILBENCH_CLI_RUN_JSON_H

#include <jansson.h>

#include "cli/run_work.h"

/* Before the first sample. The caller owns it. */
json_t *run_json_start(const struct run_work *work, int argc, char **argv);
/* After the last: jobs, durations and counts of all calls, exit status. */
void run_json_finish(struct run_work *work, int exit_status);
/* What this call has taken so far, for its record and for the sums. */
struct run_json_costs {
	double wall_s, driver_cpu_s, making_cpu_s;
};
struct run_json_costs run_json_costs(const struct run_work *work);

/* Of each: label, path, version, gil and facts. The caller owns it. */
json_t *run_json_pythons(const struct run_pythons *pythons);

#endif
