/* What a run directory says is done of its plan, and by whom. */
#ifndef GILBENCH_OUTPUT_DONE_H
#define GILBENCH_OUTPUT_DONE_H

#include "model/ledger.h"
#include "output/calls.h"

struct done {
	struct ledger *ledger;
	struct calls calls;
	unsigned next_order; /* after the last of all rows */
};

/*
 * Read calls/, samples/ and skips/. With `host` only the rows of that host
 * count. 0, or -1 with why. Freed with done_fini() in either case.
 */
int done_read(struct done *done, const char *dir, const struct cell *cells,
	      unsigned n_cells, unsigned n_blocks, unsigned n_samples,
	      const char *host, struct why *why);
void done_fini(struct done *done);

/*
 * The hardware on which a bundle has the least left, and how much: -1 and all
 * of it if there is none. `metered`: of each cell, whether it has a GIL.
 */
struct bundle_left {
	int hardware;
	unsigned n_left;
};

/* One for each bundle: free(). Skipped cells of the plan have nothing left. */
struct bundle_left *done_bundles(const struct done *done,
				 const struct cell *cells, unsigned n_cells,
				 const unsigned *bundles, unsigned n_bundles,
				 const bool *metered);

#endif
