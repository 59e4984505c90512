/* Rows of samples/ into the ledger, with a look at their calls. */
#include "output/done.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/sample_files.h"
#include "output/skips.h"

struct reading {
	struct done *done;
	const char *host;              /* NULL: any */
	unsigned part;                 /* that is being read; 0: none */
	struct call *call;             /* its call, if it is known */
	unsigned cell, block, attempt; /* of the row before */
};

static void end_file(struct reading *reading)
{
	if (reading->part)
		ledger_end_file(reading->done->ledger,
				reading->call && reading->call->finished);
}

/* Add to the time that the call spent in process trees, as far as it is known.
 */
static void count(struct reading *reading, const struct sample *row)
{
	struct call *call = reading->call;
	bool first = row->cell != reading->cell ||
		     row->block != reading->block ||
		     row->attempt != reading->attempt;

	reading->cell = row->cell;
	reading->block = row->block;
	reading->attempt = row->attempt;
	if (!call)
		return;
	call->n_attempts += first;
	if (first && row->startup_s > 0)
		call->busy_s += row->startup_s;
	if (first && row->teardown_s > 0)
		call->busy_s += row->teardown_s;
	/* the first job of each invocation is discarded: as long as a sample */
	if (row->wall_s > 0)
		call->busy_s += row->wall_s * (first ? 2 : 1);
}

static int take(void *context, const struct sample *row, struct why *why)
{
	struct reading *reading = context;
	struct done *done = reading->done;

	(void)why;
	if (row->part != reading->part) {
		end_file(reading);
		reading->part = row->part;
		reading->call = calls_find(&done->calls, row->part);
		reading->attempt = UINT32_MAX;
	}
	if (row->order >= done->next_order)
		done->next_order = row->order + 1;
	count(reading, row);
	if (!reading->host || strcmp(row->host, reading->host) == 0)
		ledger_add(done->ledger, row);
	return 0;
}

static void take_skip(void *context, const struct skip *skip)
{
	ledger_skip(context, skip->hardware, skip->cell, skip->metered);
}

int done_read(struct done *done, const char *dir, const struct cell *cells,
	      unsigned n_cells, unsigned n_blocks, unsigned n_samples,
	      const char *host, struct why *why)
{
	struct reading reading = { .done = done, .host = host };

	*done = (struct done){
		.ledger = ledger_new(cells, n_cells, n_blocks, n_samples),
	};
	if (calls_read(&done->calls, dir, why) < 0 ||
	    sample_files_read(dir, cells, n_cells, take, &reading, why) < 0)
		return -1;
	end_file(&reading);
	return skips_read(dir, cells, n_cells, take_skip, done->ledger, why);
}

void done_fini(struct done *done)
{
	ledger_free(done->ledger);
	calls_fini(&done->calls);
	*done = (struct done){ 0 };
}

struct bundle_left *done_bundles(const struct done *done,
				 const struct cell *cells, unsigned n_cells,
				 const unsigned *bundles, unsigned n_bundles,
				 const bool *metered)
{
	struct bundle_left *left = alloc_zero(n_bundles, sizeof(*left));
	unsigned *n = alloc_zero(n_bundles, sizeof(*n));

	for (int h = -1; h < (int)ledger_n_hardware(done->ledger); h++) {
		memset(n, 0, n_bundles * sizeof(*n));
		for (unsigned i = 0; i < n_cells; i++)
			if (cells[i].status != CELL_SKIPPED)
				n[bundles[i]] += ledger_left(done->ledger, h, i,
							     metered[i]);
		for (unsigned b = 0; b < n_bundles; b++)
			if (h < 0 || n[b] < left[b].n_left)
				left[b] = (struct bundle_left){ h, n[b] };
	}
	free(n);
	return left;
}
