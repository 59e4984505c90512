/* Ids are hashed, and compared when they are found. */
#include "model/cell_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/multimap.h"

struct cell_index {
	struct multimap by_id;
	const struct cell *cells;
	const struct cell *last; /* rows of one cell stand together */
};

static uint64_t key_of(const char *id)
{
	return hash_bytes(HASH_START, id, strlen(id));
}

struct cell_index *cell_index_new(const struct cell *cells, unsigned n_cells)
{
	struct cell_index *index = alloc_zero(1, sizeof(*index));

	index->cells = cells;
	for (unsigned i = 0; i < n_cells; i++)
		multimap_add(&index->by_id, key_of(cells[i].id), i);
	multimap_sort(&index->by_id);
	return index;
}

void cell_index_free(struct cell_index *index)
{
	if (index)
		multimap_fini(&index->by_id);
	free(index);
}

int cell_index_find(struct cell_index *index, const char *id)
{
	size_t n;

	if (index->last && strcmp(index->last->id, id) == 0)
		return (int)(index->last - index->cells);
	const struct multimap_item *found =
		multimap_find(&index->by_id, key_of(id), &n);

	for (size_t i = 0; i < n; i++) {
		const struct cell *cell = &index->cells[found[i].number];

		if (strcmp(cell->id, id) != 0)
			continue;
		index->last = cell;
		return (int)found[i].number;
	}
	return -1;
}
