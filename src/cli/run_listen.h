/* Who listens to a run: rows go into the run directory, the rest to the
 * terminal. */
#ifndef GILBENCH_CLI_RUN_LISTEN_H
#define GILBENCH_CLI_RUN_LISTEN_H

#include <jansson.h>

#include "cli/progress.h"
#include "engine/plan.h"
#include "engine/run_listener.h"
#include "output/job_sizes.h"
#include "output/rundir.h"

/* All of it is borrowed. */
struct listening {
	struct rundir *dir;
	const struct plan *plan;
	struct progress *progress;
	json_t *warnings;
	const struct job_row *known; /* by cell; NULL: nothing is */
};

/* `listening` is its context. */
struct run_listener run_listen(struct listening *listening);

#endif
