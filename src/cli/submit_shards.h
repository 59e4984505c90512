/* Which shards of a run directory are not done. */
#ifndef GILBENCH_CLI_SUBMIT_SHARDS_H
#define GILBENCH_CLI_SUBMIT_SHARDS_H

#include "cli/submit.h"

/*
 * Read the run directory; settle into how many shards it is split, and list
 * those of which something is missing. 0 or -1.
 */
int submit_find_shards(struct submit *submit, struct why *why);

#endif
