/* Which cells belong together, and how bundles are dealt out. */
#include "model/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"

/* Axes in params that are compared within a bundle. */
static const char *const axes[] = {
	"blas_threads", "env.", "gil", "mp_start", "switch_interval_s", NULL,
};

struct keyed {
	uint64_t key;
	unsigned at;
};

static uint64_t add_text(uint64_t hash, const char *text)
{
	return hash_bytes(hash, text, strlen(text) + 1);
}

static uint64_t key_of(const struct cell *cell)
{
	char *params = cell_params_without(cell, axes);
	uint64_t key = add_text(HASH_START, cell->workload);

	key = add_text(key, cell->pin);
	key = add_text(key, cell->scaling);
	key = add_text(key, cell->size);
	key = add_text(key, params);
	free(params);
	return key;
}

static int by_key(const void *pa, const void *pb)
{
	const struct keyed *a = pa, *b = pb;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->at < b->at ? -1 : 1;
}

unsigned *bundle_cells(const struct cell *cells, unsigned n_cells,
		       unsigned *n_bundles)
{
	struct keyed *keyed = alloc_zero(n_cells, sizeof(*keyed));
	unsigned *first = alloc_zero(n_cells, sizeof(*first));
	unsigned *bundles = alloc_zero(n_cells, sizeof(*bundles));

	for (unsigned i = 0; i < n_cells; i++)
		keyed[i] = (struct keyed){ key_of(&cells[i]), i };
	qsort(keyed, n_cells, sizeof(*keyed), by_key);
	for (unsigned i = 0; i < n_cells; i++)
		first[keyed[i].at] = i && keyed[i].key == keyed[i - 1].key
					     ? first[keyed[i - 1].at]
					     : keyed[i].at;
	*n_bundles = 0;
	for (unsigned i = 0; i < n_cells; i++)
		bundles[i] = first[i] == i ? (*n_bundles)++ : bundles[first[i]];
	free(first);
	free(keyed);
	return bundles;
}

/* Without looking at what was skipped: it may run on another machine. */
static unsigned weight_of(const struct cell *cell)
{
	unsigned timed = cell_is_baseline(cell) ? 2 : 1;

	return strcmp(cell->executor, "ceiling") == 0 ? timed : timed + 1;
}

static int by_weight(const void *pa, const void *pb)
{
	const struct keyed *a = pa, *b = pb;

	if (a->key != b->key)
		return a->key > b->key ? -1 : 1;
	return a->at < b->at ? -1 : 1;
}

/* The heaviest first, each to the shard that has least. */
unsigned *bundle_shards(const struct cell *cells, unsigned n_cells,
			const unsigned *bundles, unsigned n_bundles,
			unsigned n_shards)
{
	struct keyed *heavy = alloc_zero(n_bundles, sizeof(*heavy));
	uint64_t *loads = alloc_zero(n_shards, sizeof(*loads));
	unsigned *shards = alloc_zero(n_bundles, sizeof(*shards));

	for (unsigned b = 0; b < n_bundles; b++)
		heavy[b].at = b;
	for (unsigned i = 0; i < n_cells; i++)
		heavy[bundles[i]].key += weight_of(&cells[i]);
	qsort(heavy, n_bundles, sizeof(*heavy), by_weight);
	for (unsigned b = 0; b < n_bundles; b++) {
		unsigned least = 0;

		for (unsigned s = 1; s < n_shards && loads[least]; s++)
			if (loads[s] < loads[least])
				least = s;
		loads[least] += heavy[b].key;
		shards[heavy[b].at] = least;
	}
	free(heavy);
	free(loads);
	return shards;
}
