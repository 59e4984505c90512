/*
 * Numbers under keys, any number of them under one: filled, sorted once, then
 * looked up in the time that a bisection takes. Keys are hashes mostly
 * (hash.h): whoever cannot live with two things under one key looks at what it
 * finds.
 */
#ifndef GILBENCH_BASE_MULTIMAP_H
#define GILBENCH_BASE_MULTIMAP_H

#include <stddef.h>
#include <stdint.h>

struct multimap_item {
	uint64_t key;
	unsigned number;
};

/* { 0 } is an empty one. */
struct multimap {
	struct multimap_item *items;
	size_t n;
};

void multimap_fini(struct multimap *map);
void multimap_add(struct multimap *map, uint64_t key, unsigned number);
/* After the last multimap_add(), before the first multimap_find(). */
void multimap_sort(struct multimap *map);
/* The first of *n items of this key, by their numbers; borrowed. NULL: none. */
const struct multimap_item *multimap_find(const struct multimap *map,
					  uint64_t key, size_t *n);

#endif
