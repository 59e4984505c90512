/*
 * file-read: one unit is one block read from a file, and nothing else: what
 * reading costs under the GIL, without decoding. file_read.py is its twin.
 *
 * Unit u reads block u modulo their number, or with pattern=random the block
 * in that place of a permutation drawn from the seed: in either case n units
 * in a row read n different blocks, so workers read disjoint ranges. No hint
 * is given to the kernel (posix_fadvise), as a loader that calls pread()
 * gives none. Where a block lies, and what is in the files: block_files.h.
 *
 * The unit's checksum is the sum of N_WORDS words that are spread over the
 * block, and the block's number: some nanoseconds beside the microseconds of
 * the read, and a block that was read from elsewhere or in part is seen.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/rng.h"
#include "workloads/block_files.h"
#include "workloads/lines.h"
#include "workloads/made_set.h"
#include "workloads/page_cache.h"
#include "workloads/workload.h"

#define N_WORDS 8
/* Shorter ones are summed byte by byte. */
#define MIN_WORDS_BYTES 64
/* The random order of more would take a Python worker long to draw. */
#define MAX_RANDOM (UINT64_C(1) << 22)
#define ORDER_STREAM (UINT64_C(1) << 32) /* the files have 0, 1, ... */
/* Part of a set's name: a change of what is generated must change it. */
#define FORMAT_VERSION 1

static const struct param params[] = {
	{ "data", PARAM_PATH, "", NULL, 0, 0,
	  "read this file, or the files of this directory" },
	{ "block", PARAM_BYTES, "128KiB", NULL, 512, 1 << 30,
	  "bytes that one read asks for" },
	{ "pattern", PARAM_CHOICE, "sequential", "sequential,random", 0, 0,
	  "block after block, or in a random order, each once" },
	{ "cache", PARAM_CHOICE, "warm", "warm,cold", 0, 0,
	  "blocks in the page cache, or evicted from it before each sample" },
	{ "files", PARAM_COUNT, "4", NULL, 1, 1024, "how many are made" },
	{ "file_bytes", PARAM_BYTES, "64MiB", NULL, 4096, 1ull << 40,
	  "bytes in each of them" },
	{ 0 },
};

struct file_read {
	struct block_files files;
	unsigned *order; /* NULL: sequential */
	unsigned char *buffer;
	int cold;
};

/* A block that was read once is not cold any more. */
static uint64_t max_units(const struct settings *settings)
{
	return settings_is(settings, "cache", "cold")
		       ? settings_count(settings, "blocks")
		       : 0;
}

static int make_files(const struct settings *settings, const char *cache_dir,
		      char **path, struct why *why)
{
	struct block_recipe recipe = {
		.seed = settings_count(settings, "seed"),
		.n_bytes = settings_count(settings, "file_bytes"),
		.n = (unsigned)settings_count(settings, "files"),
	};
	char *key = alloc_printf("%d;%llu;%u;%llu", FORMAT_VERSION,
				 (unsigned long long)recipe.seed, recipe.n,
				 (unsigned long long)recipe.n_bytes);
	uint64_t hash = hash_bytes(HASH_START, key, strlen(key));
	char *name = alloc_printf("files-%016llx", (unsigned long long)hash);
	int rc = made_set(cache_dir, name, block_files_write, &recipe, path,
			  why);

	free(name);
	free(key);
	return rc;
}

static int check_files(struct settings *settings, const char *path,
		       struct why *why)
{
	struct block_files files;
	char text[24];

	if (block_files_open(&files, path, settings_count(settings, "block"),
			     why) < 0)
		return -1;
	uint64_t n = files.n_blocks;

	block_files_fini(&files);
	if (settings_is(settings, "pattern", "random") && n > MAX_RANDOM)
		return why_set(why,
			       "%s: %llu blocks; pattern=random takes %llu at "
			       "most: --param block=SIZE larger",
			       path, (unsigned long long)n,
			       (unsigned long long)MAX_RANDOM);
	snprintf(text, sizeof(text), "%llu", (unsigned long long)n);
	settings_set(settings, "blocks", text);
	settings_set(settings, "files_path", path);
	return 0;
}

static int provide(struct settings *settings, const char *cache_dir,
		   struct why *why)
{
	const char *given = settings_get(settings, "data");
	char *path = NULL;
	int rc = 0;

	if (given && *given)
		path = alloc_copy(given);
	else
		rc = make_files(settings, cache_dir, &path, why);
	if (rc == 0)
		rc = check_files(settings, path, why);
	free(path);
	return rc;
}

static void discard(void *state)
{
	struct file_read *reader = state;

	block_files_fini(&reader->files);
	free(reader->order);
	free(reader->buffer);
	free(reader);
}

static void *prepare(const struct settings *settings, struct why *why)
{
	struct file_read *reader = alloc_zero(1, sizeof(*reader));
	const char *path = settings_get(settings, "files_path");
	uint64_t block = settings_count(settings, "block");
	uint64_t n = settings_count(settings, "blocks");
	int rc = block_files_open(&reader->files, path, block, why);

	if (rc == 0 && reader->files.n_blocks != n)
		rc = why_set(why, "%s: %llu blocks at first, %llu now", path,
			     (unsigned long long)n,
			     (unsigned long long)reader->files.n_blocks);
	if (rc < 0) {
		discard(reader);
		return NULL;
	}
	reader->cold = settings_is(settings, "cache", "cold");
	/* the kernel copies a fifth faster into whole cache lines */
	reader->buffer = lines_alloc(block);
	if (!reader->buffer) {
		why_set(why, "block=%llu: out of memory",
			(unsigned long long)block);
		discard(reader);
		return NULL;
	}
	if (settings_is(settings, "pattern", "random")) {
		struct rng rng;

		reader->order = alloc_zero(n, sizeof(*reader->order));
		rng_init(&rng, settings_count(settings, "seed"), ORDER_STREAM);
		rng_shuffle(&rng, reader->order, (unsigned)n);
	}
	return reader;
}

static uint64_t block_of(const struct file_read *reader, uint64_t u)
{
	u %= reader->files.n_blocks;
	return reader->order ? reader->order[u] : u;
}

/* One pread() as a rule. 0 or -1. */
static int read_block(const struct file_read *reader,
		      const struct block_place *place, struct why *why)
{
	uint64_t n_done = 0;

	while (n_done < place->n_bytes) {
		ssize_t n = pread(place->file->fd, reader->buffer + n_done,
				  place->n_bytes - n_done,
				  (off_t)(place->offset + n_done));

		if (n < 0 && errno != EINTR)
			return why_errno(why, "%s: offset %llu",
					 place->file->path,
					 (unsigned long long)place->offset);
		if (n == 0)
			return why_set(why,
				       "%s: offset %llu: %llu bytes instead of "
				       "%llu: the file was cut",
				       place->file->path,
				       (unsigned long long)place->offset,
				       (unsigned long long)n_done,
				       (unsigned long long)place->n_bytes);
		if (n > 0)
			n_done += (uint64_t)n;
	}
	return 0;
}

static int refresh(void *state, uint64_t first, uint64_t count, struct why *why)
{
	struct file_read *reader = state;
	uint64_t n = reader->files.n_blocks;

	/* a block that is read twice is warm the second time */
	if (reader->cold && first + count > n)
		return why_set(why,
			       "skipped: too-few-blocks: a cold sample of %llu "
			       "units or more needs as many blocks, there are "
			       "%llu (--param files=N)",
			       (unsigned long long)(first + count),
			       (unsigned long long)n);
	if (count > n)
		count = n;
	for (uint64_t u = first; u < first + count; u++) {
		struct block_place place =
			block_files_find(&reader->files, block_of(reader, u));
		int rc = reader->cold
				 ? page_cache_evict_range(
					   place.file->fd, place.file->path,
					   place.offset, place.n_bytes, why)
				 : read_block(reader, &place, why);

		if (rc < 0)
			return -1;
	}
	return 0;
}

static uint64_t sum_of(const unsigned char *bytes, uint64_t n)
{
	uint64_t sum = 0, word;

	if (n < MIN_WORDS_BYTES) {
		for (uint64_t i = 0; i < n; i++)
			sum += bytes[i];
		return sum;
	}
	uint64_t stride = (n - sizeof(word)) / (N_WORDS - 1);

	for (unsigned i = 0; i < N_WORDS; i++) {
		memcpy(&word, bytes + i * stride, sizeof(word));
		sum += word;
	}
	return sum;
}

static int compute(void *state, uint64_t u, uint64_t *checksum, struct why *why)
{
	struct file_read *reader = state;
	uint64_t block = block_of(reader, u);
	struct block_place place = block_files_find(&reader->files, block);

	if (read_block(reader, &place, why) < 0)
		return -1;
	*checksum += sum_of(reader->buffer, place.n_bytes) + block;
	return 0;
}

const struct workload file_read_workload = {
	.name = "file-read",
	.module = "file_read",
	.summary = "raw reads of files, block by block",
	.unit = "block",
	.class = CLASS_IO,
	.kernels = 1u << KERNEL_PYTHON | 1u << KERNEL_NATIVE |
		   1u << KERNEL_NATIVE_HELD,
	.chain = 1,
	.n_proof = 16,
	.tolerance = 0,
	.params = params,
	.max_units = max_units,
	.provide = provide,
	.prepare = prepare,
	.refresh = refresh,
	.compute = compute,
	.discard = discard,
};
