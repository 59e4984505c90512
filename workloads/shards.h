/*
 * Shards: the image files that dataset-load reads. Listing those of a
 * directory, and making a set from the shipped digits.
 */
#ifndef GILBENCH_SHARDS_H
#define GILBENCH_SHARDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/why.h"

struct shards {
	char **names; /* sorted by their bytes */
	char **paths;
	size_t n;
};

/* Every images file (idx.h) of a directory. 0; or -1, also if there is none. */
int shards_list(struct shards *shards, const char *directory, struct why *why);
void shards_fini(struct shards *shards);

/*
 * A set of n shards of at least n_bytes pixels each, resampled from the
 * images in the directory `shipped`; made below cache_dir unless it is there
 * already. Shard s is a function of (seed, s). The set appears at once and
 * complete, so runs at the same time do not disturb each other. *directory
 * is freed with free(). 0 or -1.
 */
int shards_make(const char *cache_dir, const char *shipped, uint64_t seed,
		unsigned n, size_t n_bytes, char **directory, struct why *why);

#endif
