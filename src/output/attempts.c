/* Looks attempts up in the histories of their cells. */
#include "output/attempts.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/cell_index.h"
#include "output/parts.h"

struct attempts {
	const struct cell *cells;
	const struct history *histories;
	struct cell_index *index;
	unsigned part;               /* that is being read */
	struct roll_reader *readers; /* of the timed attempts of each cell */
	struct entry entry;
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
		.index = cell_index_new(cells, n_cells),
		.readers = alloc_zero(n_cells, sizeof(*attempts->readers)),
		.cell = -1,
	};
	for (unsigned i = 0; i < n_cells; i++)
		attempts->readers[i] = roll_read(&histories[i].timed);
	return attempts;
}

void attempts_free(struct attempts *attempts)
{
	entry_fini(&attempts->entry);
	cell_index_free(attempts->index);
	free(attempts->readers);
	free(attempts);
}

int attempts_cell(struct attempts *attempts, const char *id)
{
	return cell_index_find(attempts->index, id);
}

void attempts_read(struct attempts *attempts, const char *path)
{
	attempts->part = parts_number(path);
	attempts->cell = -1;
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
	attempts->valid =
		roll_find(&attempts->readers[cell], (unsigned)block,
			  (unsigned)attempt, entry) &&
		entry->row.status == CELL_OK &&
		(!entry->row.part || entry->row.part == attempts->part) &&
		entry->n_samples == history->n_samples;
	return attempts->valid;
}
