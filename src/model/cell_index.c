/* Numbers of cells, sorted by id. */
#include "model/cell_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

struct cell_index {
	const struct cell **by_id;
	const struct cell *cells;
	unsigned n_cells;
	const struct cell *last; /* rows of one cell stand together */
};

static int compare_ids(const void *a, const void *b)
{
	return strcmp((*(const struct cell *const *)a)->id,
		      (*(const struct cell *const *)b)->id);
}

static int compare_id(const void *id, const void *cell)
{
	return strcmp(id, (*(const struct cell *const *)cell)->id);
}

struct cell_index *cell_index_new(const struct cell *cells, unsigned n_cells)
{
	struct cell_index *index = alloc_zero(1, sizeof(*index));

	index->cells = cells;
	index->n_cells = n_cells;
	index->by_id = alloc_zero(n_cells, sizeof(*index->by_id));
	for (unsigned i = 0; i < n_cells; i++)
		index->by_id[i] = &cells[i];
	qsort(index->by_id, n_cells, sizeof(*index->by_id), compare_ids);
	return index;
}

void cell_index_free(struct cell_index *index)
{
	if (index)
		free(index->by_id);
	free(index);
}

int cell_index_find(struct cell_index *index, const char *id)
{
	if (!index->last || strcmp(index->last->id, id) != 0) {
		const struct cell **found =
			bsearch(id, index->by_id, index->n_cells,
				sizeof(*index->by_id), compare_id);

		if (!found)
			return -1;
		index->last = *found;
	}
	return (int)(index->last - index->cells);
}
