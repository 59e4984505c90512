/* A sorted array: small, and quick enough for what is built once. */
#include "multimap.h"

#include <stdlib.h>

#include "alloc.h"

void multimap_fini(struct multimap *map)
{
	free(map->items);
	*map = (struct multimap){ NULL, 0 };
}

void multimap_add(struct multimap *map, uint64_t key, unsigned number)
{
	map->items = alloc_grow(map->items, map->n, sizeof(*map->items));
	map->items[map->n++] = (struct multimap_item){ key, number };
}

static int compare(const void *pa, const void *pb)
{
	const struct multimap_item *a = pa, *b = pb;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

void multimap_sort(struct multimap *map)
{
	if (map->n)
		qsort(map->items, map->n, sizeof(*map->items), compare);
}

const struct multimap_item *multimap_find(const struct multimap *map,
					  uint64_t key, size_t *n)
{
	size_t low = 0, high = map->n, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (map->items[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < map->n && map->items[end].key == key;)
		end++;
	*n = end - low;
	return *n ? &map->items[low] : NULL;
}
