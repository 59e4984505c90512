/* Shards on disk. Not here: what is in them (idx.c) and what reads them. */
#include "workloads/shards.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/rng.h"
#include "workloads/idx.h"
#include "workloads/made_set.h"

/* Part of a set's name: a change of what is generated must change it. */
#define FORMAT_VERSION 1

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int shards_list(struct shards *shards, const char *directory, struct why *why)
{
	DIR *stream = opendir(directory);
	const struct dirent *entry;

	*shards = (struct shards){ 0 };
	if (!stream)
		return why_errno(why, "%s", directory);
	while ((entry = readdir(stream))) {
		if (!idx_is_images(entry->d_name))
			continue;
		shards->names = alloc_grow(shards->names, shards->n,
					   sizeof(*shards->names));
		shards->names[shards->n++] = alloc_copy(entry->d_name);
	}
	closedir(stream);
	if (shards->n == 0)
		return why_set(why,
			       "%s: no images there: no file is named "
			       "*idx3-ubyte or *idx3-ubyte.gz",
			       directory);
	qsort(shards->names, shards->n, sizeof(*shards->names), by_bytes);
	shards->paths = alloc_zero(shards->n, sizeof(*shards->paths));
	for (size_t i = 0; i < shards->n; i++)
		shards->paths[i] =
			alloc_printf("%s/%s", directory, shards->names[i]);
	return 0;
}

void shards_fini(struct shards *shards)
{
	for (size_t i = 0; i < shards->n; i++) {
		free(shards->names[i]);
		if (shards->paths)
			free(shards->paths[i]);
	}
	free(shards->names);
	free(shards->paths);
	*shards = (struct shards){ 0 };
}

/* The directory of this set, without its parent. free() */
static char *set_name(const struct idx *digits, uint64_t seed, unsigned n,
		      size_t n_bytes)
{
	uint64_t hash = hash_bytes(HASH_START, digits->items, digits->n_items);
	char *key = alloc_printf("%d;%llu;%u;%zu", FORMAT_VERSION,
				 (unsigned long long)seed, n, n_bytes);

	hash = hash_bytes(hash, key, strlen(key));
	free(key);
	return alloc_printf("shards-%016llx", (unsigned long long)hash);
}

/* Write shard number s of the set into a directory. */
static int write_shard(const char *directory, const struct idx *digits,
		       uint64_t seed, unsigned s, size_t n_bytes,
		       struct why *why)
{
	size_t n_image = digits->n_items / digits->sizes[0];
	size_t n_images = (n_bytes + n_image - 1) / n_image;
	unsigned char *items = alloc_zero(n_images, n_image);
	char *path = alloc_printf("%s/shard-%05u-idx3-ubyte.gz", directory, s);
	struct rng rng;

	rng_init(&rng, seed, s);
	for (size_t i = 0; i < n_images; i++)
		memcpy(items + i * n_image,
		       digits->items +
			       rng_below(&rng, digits->sizes[0]) * n_image,
		       n_image);
	int rc = idx_write_images(path, items, n_images, digits->sizes[1],
				  digits->sizes[2], why);

	free(path);
	free(items);
	return rc;
}

/* What a set of shards is made from. */
struct recipe {
	const struct idx *digits;
	uint64_t seed;
	unsigned n;
	size_t n_bytes;
};

static int write_shards(void *context, const char *directory, struct why *why)
{
	const struct recipe *recipe = context;

	for (unsigned s = 0; s < recipe->n; s++)
		if (write_shard(directory, recipe->digits, recipe->seed, s,
				recipe->n_bytes, why) < 0)
			return -1;
	return 0;
}

int shards_make(const char *cache_dir, const char *shipped, uint64_t seed,
		unsigned n, size_t n_bytes, char **directory, struct why *why)
{
	char *path = alloc_printf("%s/digits-images-idx3-ubyte.gz", shipped);
	struct idx digits = { 0 };
	struct recipe recipe = { &digits, seed, n, n_bytes };
	int rc = idx_read(&digits, path, 3, why);

	free(path);
	*directory = NULL;
	if (rc == 0) {
		char *name = set_name(&digits, seed, n, n_bytes);

		rc = made_set(cache_dir, name, write_shards, &recipe, directory,
			      why);
		free(name);
	}
	idx_fini(&digits);
	return rc;
}
