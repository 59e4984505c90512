/*
 * FNV-1a, 64 bits (Fowler, Noll, Vo): names cells, plans and shards. Stable
 * over versions and machines; not meant to resist an adversary.
 */
#ifndef GILBENCH_BASE_HASH_H
#define GILBENCH_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HASH_START UINT64_C(0xcbf29ce484222325)

static inline uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* With its end: the terminating 0 keeps neighbours apart. */
static inline uint64_t hash_text(uint64_t hash, const char *text)
{
	return hash_bytes(hash, text, strlen(text) + 1);
}

#endif
