/* Looks attempts up in the histories of their cells. */
#include "output/attempts.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

struct attempts {
	const struct cell *cells;
	const struct history *histories;
	unsigned n_cells;
	struct roll_reader *readers; /* of the timed attempts of each cell */
	struct entry entry;
	int near; /* the cell that was found last, or -1 */
	/* of the attempt that was looked for last */
	int cell;
	int64_t block, attempt;
	bool valid;
};

struct attempts *attempts_new(const struct cell *cells,
			      const struct history *histories, unsigned n_cells)
{
	struct attempts *attempts = alloc_zero(1, sizeof(*attempts));

	*attempts = (struct attempts){
		.cells = cells,
		.histories = histories,
		.n_cells = n_cells,
		.readers = alloc_zero(n_cells, sizeof(*attempts->readers)),
		.near = -1,
		.cell = -1,
	};
	for (unsigned i = 0; i < n_cells; i++)
		attempts->readers[i] = roll_read(&histories[i].timed);
	return attempts;
}

void attempts_free(struct attempts *attempts)
{
	entry_fini(&attempts->entry);
	free(attempts->readers);
	free(attempts);
}

int attempts_cell(struct attempts *attempts, const char *id)
{
	int near = attempts->near;

	if (near >= 0 && strcmp(attempts->cells[near].id, id) == 0)
		return near;
	attempts->near = -1;
	for (unsigned i = 0; i < attempts->n_cells; i++)
		if (strcmp(attempts->cells[i].id, id) == 0)
			attempts->near = (int)i;
	return attempts->near;
}

bool attempts_valid(struct attempts *attempts, int cell, int64_t block,
		    int64_t attempt)
{
	const struct history *history = &attempts->histories[cell];
	struct entry *entry = &attempts->entry;

	if (cell == attempts->cell && block == attempts->block &&
	    attempt == attempts->attempt)
		return attempts->valid;
	attempts->cell = cell;
	attempts->block = block;
	attempts->attempt = attempt;
	attempts->valid = roll_find(&attempts->readers[cell], (unsigned)block,
				    (unsigned)attempt, entry) &&
			  entry->row.status == CELL_OK &&
			  entry->n_samples == history->n_samples;
	return attempts->valid;
}
