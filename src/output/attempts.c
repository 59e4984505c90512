/* Looks attempts up in the histories of their cells. */
#include "output/attempts.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define N_INVOCATIONS (ROLL_MAX_INVOCATION + 1)

struct attempts {
	const struct history *histories;
	bool metered;
	struct roll_reader *readers; /* of each cell: before a block */
	struct entry entry;
	/* the block that was looked at last, and what counts in it */
	int cell;
	int64_t block;
	struct {
		bool any;
		unsigned part, attempt;
	} counts[N_INVOCATIONS];
};

struct attempts *attempts_new(const struct history *histories, unsigned n_cells,
			      bool metered)
{
	struct attempts *attempts = alloc_zero(1, sizeof(*attempts));

	*attempts = (struct attempts){
		.histories = histories,
		.metered = metered,
		.readers = alloc_zero(n_cells, sizeof(*attempts->readers)),
		.cell = -1,
	};
	for (unsigned i = 0; i < n_cells; i++)
		attempts->readers[i] = roll_read(metered ? &histories[i].metered
							 : &histories[i].timed);
	return attempts;
}

void attempts_free(struct attempts *attempts)
{
	entry_fini(&attempts->entry);
	free(attempts->readers);
	free(attempts);
}

/* Of an invocation the last counts: they are read in order. */
static void take(struct attempts *attempts, const struct history *history)
{
	const struct entry *entry = &attempts->entry;
	const struct sample *row = &entry->row;

	if (row->status != CELL_OK ||
	    (!attempts->metered && entry->n_samples < history->n_samples))
		return;
	attempts->counts[row->invocation].any = true;
	attempts->counts[row->invocation].part = row->part;
	attempts->counts[row->invocation].attempt = row->attempt;
}

/* The reader stays before the block: it may be asked for again. */
static void look_at(struct attempts *attempts, int cell, int64_t block)
{
	struct roll_reader *reader = &attempts->readers[cell];
	const struct sample *row = &attempts->entry.row;
	bool found = false;

	attempts->cell = cell;
	attempts->block = block;
	memset(attempts->counts, 0, sizeof(attempts->counts));
	for (int again = 0; again < 2 && !found; again++) {
		struct roll_reader before = *reader;

		while (roll_next(reader, &attempts->entry) &&
		       row->block <= block) {
			if (row->block < block) {
				before = *reader;
				continue;
			}
			take(attempts, &attempts->histories[cell]);
			found = true;
		}
		/* not from here on: perhaps before */
		*reader = found || again ? before : roll_read(reader->roll);
	}
}

bool attempts_valid(struct attempts *attempts, unsigned part, int cell,
		    int64_t block, int64_t attempt)
{
	if (cell != attempts->cell || block != attempts->block)
		look_at(attempts, cell, block);
	for (unsigned i = 0; i < N_INVOCATIONS; i++)
		if (attempts->counts[i].any &&
		    attempts->counts[i].attempt == attempt &&
		    (!attempts->counts[i].part ||
		     attempts->counts[i].part == part))
			return true;
	return false;
}
