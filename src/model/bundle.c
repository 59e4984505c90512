/* Which cells belong together, and how bundles are dealt out. */
#include "model/bundle.h"

#include <stdbool.h>
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

static uint64_t key_of(const struct cell *cell)
{
	char *params = cell_params_without(cell, axes);
	uint64_t key = hash_text(HASH_START, cell->workload);

	key = hash_text(key, cell->pin);
	key = hash_text(key, cell->scaling);
	key = hash_text(key, cell->size);
	key = hash_text(key, params);
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

/* Is shard a to get the next bundle, rather than b? */
static bool has_less(const uint64_t *loads, unsigned a, unsigned b)
{
	return loads[a] != loads[b] ? loads[a] < loads[b] : a < b;
}

/* The first shard of the heap has more than before: put it in its place. */
static void sink(unsigned *heap, unsigned n, const uint64_t *loads)
{
	unsigned shard = heap[0], at = 0;

	for (unsigned next; (next = 2 * at + 1) < n; at = next) {
		if (next + 1 < n && has_less(loads, heap[next + 1], heap[next]))
			next++;
		if (has_less(loads, shard, heap[next]))
			break;
		heap[at] = heap[next];
	}
	heap[at] = shard;
}

/* The heaviest first, each to the shard that has least: the first of a heap. */
unsigned *bundle_shards(const struct cell *cells, unsigned n_cells,
			const unsigned *bundles, unsigned n_bundles,
			unsigned n_shards)
{
	struct keyed *heavy = alloc_zero(n_bundles, sizeof(*heavy));
	uint64_t *loads = alloc_zero(n_shards, sizeof(*loads));
	unsigned *heap = alloc_zero(n_shards, sizeof(*heap));
	unsigned *shards = alloc_zero(n_bundles, sizeof(*shards));

	for (unsigned b = 0; b < n_bundles; b++)
		heavy[b].at = b;
	for (unsigned s = 0; s < n_shards; s++)
		heap[s] = s;
	for (unsigned i = 0; i < n_cells; i++)
		heavy[bundles[i]].key += weight_of(&cells[i]);
	qsort(heavy, n_bundles, sizeof(*heavy), by_weight);
	for (unsigned b = 0; b < n_bundles; b++) {
		shards[heavy[b].at] = heap[0];
		loads[heap[0]] += heavy[b].key;
		sink(heap, n_shards, loads);
	}
	free(heavy);
	free(loads);
	free(heap);
	return shards;
}
