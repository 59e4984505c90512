/* A run directory as `todo`, `status` and `merge` see it: plan and progress. */
#ifndef GILBENCH_CLI_BATCH_H
#define GILBENCH_CLI_BATCH_H

#include <jansson.h>

#include "output/done.h"

struct batch {
	const char *dir; /* borrowed */
	json_t *run;     /* run.json */
	struct cell *cells;
	unsigned n_cells;
	unsigned n_blocks, n_samples;
	bool *metered; /* of each cell: it has a GIL */
	unsigned *bundles, n_bundles;
	struct done done;
	struct bundle_left *left; /* of each bundle */
};

/* 0, or -1 with why. Freed with batch_fini() in either case. */
int batch_open(struct batch *batch, const char *dir, struct why *why);
void batch_fini(struct batch *batch);
/* What is left, and the calls, are known: drop the cells and their ledger,
 * which take most of the memory. After it batch_total() cannot be asked. */
void batch_drop_cells(struct batch *batch);

/* Invocations of the plan, and those that are left. */
unsigned batch_total(const struct batch *batch);
unsigned batch_left(const struct batch *batch);

/* Of each of n_shards: is anything of it left? free(). */
bool *batch_missing(const struct batch *batch, unsigned n_shards);

/* What one takes, by those that were measured; NAN: none was. */
double batch_pace_s(const struct batch *batch);

#endif
