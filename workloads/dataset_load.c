/*
 * dataset-load: one unit is one shard of a data set on its way to a
 * training loop: open, read, gunzip, parse IDX, normalise to float.
 * dataset_load.py is its twin. Unit u reads shard u modulo their number.
 *
 * Where the shards come from, and which page of them is in memory before a
 * stage, is settled here; how a shard is laid out is not (idx.h, shards.h).
 *
 * The unit's checksum is the CRC-32 of every STRIDE-th normalised value, as
 * a float, and above it the number of values. gunzip has checked all bytes
 * by then, so a sparse sample proves the normalisation and costs nothing.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/alloc.h"
#include "workloads/http_client.h"
#include "workloads/idx.h"
#include "workloads/page_cache.h"
#include "workloads/shards.h"
#include "workloads/workload.h"

/* A prime: over the units every position of an image takes its turn. */
#define STRIDE 61

/*
 * Enough for 20 units of each worker: a cold job reads no shard twice, so
 * its sets are larger.
 */
#define N_WARM 32
#define N_COLD 160
#define MAX_SHARDS 100000

static const struct param params[] = {
	{ "data", PARAM_DIRECTORY, "", NULL, 0, 0,
	  "read the *idx3-ubyte[.gz] files of this directory" },
	{ "source", PARAM_CHOICE, "file", "file,http", 0, 0,
	  "from files, or from the local server as from an object store" },
	{ "cache", PARAM_CHOICE, "warm", "warm,cold", 0, 0,
	  "shards in the page cache, or evicted from it before each sample" },
	{ "shards", PARAM_COUNT, "0", NULL, 0, MAX_SHARDS,
	  "how many; 0: 32 (cold: 160), or all that are in data" },
	{ "shard_bytes", PARAM_BYTES, "1MiB", NULL, 1 << 20, 1 << 28,
	  "pixels in a generated shard" },
	{ "prefetch", PARAM_COUNT, "0", NULL, 0, 1024,
	  "batches that each worker loads ahead of a consumer; 0: there is "
	  "none",
	  .later = true },
	{ "batch", PARAM_COUNT, "16384", NULL, 1, 1 << 24,
	  "images in a batch for the consumer", .later = true },
	{ "consume", PARAM_SECONDS, "20ms", NULL, 0, 10,
	  "how long the consumer computes on a batch, undisturbed",
	  .later = true },
	{ 0 },
};

/* With prefetch: what prefetch.py measures, in this order. */
static const struct metric metrics[] = {
	{ "first_batch_s", "s", METRIC_MIN,
	  "from the start until the consumer got a batch" },
	{ "consumer_slowdown", "", METRIC_MEAN,
	  "the consumer's time for a batch over that alone" },
	/* over the time of the slowest worker: all took equal shares */
	{ "images_per_s", "/s", METRIC_MIN,
	  "images that the consumer got in a second" },
	{ 0 },
};

struct dataset_load {
	struct shards shards;
	size_t n_shards; /* the first so many are used */
	int cold;
	struct http_client *client; /* NULL: from files */
	float table[256];           /* a pixel's normalised value */
	struct idx idx;
	float *values;
	size_t room;
	float *sample; /* every STRIDE-th of the values */
};

static bool hands_over(const struct settings *settings)
{
	return settings_count(settings, "prefetch") > 0;
}

static bool needs_server(const struct settings *settings)
{
	return settings_is(settings, "source", "http");
}

/* Over HTTP a name is part of a path: no characters that need quoting. */
static int check_name(const char *path, const char *name, struct why *why)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789._-";

	if (name[0] != '.' && strspn(name, plain) == strlen(name))
		return 0;
	return why_set(why,
		       "%s: this name cannot be fetched with source=http: "
		       "only letters, digits, '.', '_' and '-'",
		       path);
}

/* A file that was read once is not cold any more. */
static uint64_t max_units(const struct settings *settings)
{
	bool cold = settings_is(settings, "cache", "cold");

	return cold ? settings_count(settings, "shards") : 0;
}

/* Read every shard once: it is whole, and now in the page cache. */
static int check_shards(struct settings *settings, const struct shards *shards,
			size_t n, struct why *why)
{
	struct idx idx = { 0 };
	double counts[256] = { 0 }, sum = 0, squares = 0, n_pixels = 0;
	char text[32];
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		if (needs_server(settings))
			rc = check_name(shards->paths[i], shards->names[i],
					why);
		if (rc == 0)
			rc = idx_read(&idx, shards->paths[i], 3, why);
		for (size_t k = 0; k < idx.n_items && rc == 0; k++)
			counts[idx.items[k]]++;
	}
	idx_fini(&idx);
	if (rc < 0)
		return -1;
	for (int v = 0; v < 256; v++) {
		n_pixels += counts[v];
		sum += v * counts[v];
		squares += (double)v * v * counts[v];
	}
	double mean = sum / n_pixels;
	double variance = squares / n_pixels - mean * mean;

	/* 17 digits: every kernel reads back the same number */
	snprintf(text, sizeof(text), "%.17g", mean);
	settings_set(settings, "pixel_mean", text);
	snprintf(text, sizeof(text), "%.17g",
		 variance > 0 ? sqrt(variance) : 1);
	settings_set(settings, "pixel_std", text);
	return 0;
}

static int provide(struct settings *settings, const char *cache_dir,
		   struct why *why)
{
	uint64_t n = settings_count(settings, "shards");
	const char *given = settings_get(settings, "data");
	struct shards shards;
	char *directory, text[24];
	int rc = 0;

	if (given && *given) {
		directory = alloc_copy(given);
	} else {
		if (n == 0)
			n = settings_is(settings, "cache", "cold") ? N_COLD
								   : N_WARM;
		if (shards_make(cache_dir, settings_get(settings, "shipped"),
				settings_count(settings, "seed"), (unsigned)n,
				settings_count(settings, "shard_bytes"),
				&directory, why) < 0)
			return -1;
	}
	rc = shards_list(&shards, directory, why);
	if (rc == 0 && n > shards.n)
		rc = why_set(why, "%s: %zu shards; shards=%llu asks for more",
			     directory, shards.n, (unsigned long long)n);
	if (rc == 0) {
		n = n ? n : shards.n;
		rc = check_shards(settings, &shards, n, why);
	}
	snprintf(text, sizeof(text), "%llu", (unsigned long long)n);
	settings_set(settings, "shards", text);
	settings_set(settings, "shards_dir", directory);
	shards_fini(&shards);
	free(directory);
	return rc;
}

static void discard(void *state)
{
	struct dataset_load *load = state;

	shards_fini(&load->shards);
	if (load->client)
		http_client_free(load->client);
	idx_fini(&load->idx);
	free(load->values);
	free(load->sample);
	free(load);
}

static void *prepare(const struct settings *settings, struct why *why)
{
	struct dataset_load *load = alloc_zero(1, sizeof(*load));
	double mean = settings_number(settings, "pixel_mean");
	double std = settings_number(settings, "pixel_std");
	int rc = shards_list(&load->shards,
			     settings_get(settings, "shards_dir"), why);

	load->n_shards = settings_count(settings, "shards");
	load->cold = settings_is(settings, "cache", "cold");
	for (int v = 0; v < 256; v++)
		load->table[v] = (float)((v - mean) / std);
	if (rc == 0 && load->shards.n < load->n_shards)
		rc = why_set(why, "shards are gone from %s",
			     settings_get(settings, "shards_dir"));
	if (rc == 0 && needs_server(settings)) {
		load->client = http_client_new(
			(unsigned)settings_count(settings, "server"), why);
		rc = load->client ? 0 : -1;
	}
	if (rc == 0)
		return load;
	discard(load);
	return NULL;
}

static int refresh(void *state, uint64_t first, uint64_t count, struct why *why)
{
	struct dataset_load *load = state;

	/* a shard that is read twice is warm the second time */
	if (load->cold && first + count > load->n_shards)
		return why_set(why,
			       "skipped: too-few-shards: a cold sample of %llu "
			       "units or more needs as many shards, there are "
			       "%zu (--param shards=N)",
			       (unsigned long long)(first + count),
			       load->n_shards);
	if (count > load->n_shards)
		count = load->n_shards;
	for (uint64_t u = first; u < first + count; u++) {
		const char *path = load->shards.paths[u % load->n_shards];
		int rc = load->cold ? page_cache_evict(path, why)
				    : idx_slurp(&load->idx.file, path, why);

		if (rc < 0)
			return -1;
	}
	return 0;
}

/* Get shard number s and decode it. */
static int fetch(struct dataset_load *load, size_t s, struct why *why)
{
	const unsigned char *reply;
	size_t n_reply;

	if (!load->client)
		return idx_read(&load->idx, load->shards.paths[s], 3, why);
	char *path = alloc_printf("/shards/%s", load->shards.names[s]);
	int rc = http_client_request(load->client, "GET", path, NULL, 0, &reply,
				     &n_reply, why);

	if (rc == 0)
		rc = idx_decode(&load->idx, path, reply, n_reply, 3, why);
	free(path);
	return rc;
}

static void normalise(float *restrict values,
		      const unsigned char *restrict pixels, size_t n,
		      const float *restrict table)
{
	for (size_t i = 0; i < n; i++)
		values[i] = table[pixels[i]];
}

static int compute(void *state, uint64_t u, uint64_t *checksum, struct why *why)
{
	struct dataset_load *load = state;

	if (fetch(load, u % load->n_shards, why) < 0)
		return -1;
	size_t n = load->idx.n_items, n_sample = 0;

	if (n > load->room) {
		load->values = alloc_resize(load->values, n, sizeof(float));
		load->sample = alloc_resize(load->sample, n / STRIDE + 1,
					    sizeof(float));
		load->room = n;
	}
	normalise(load->values, load->idx.items, n, load->table);
	for (size_t i = u % STRIDE; i < n; i += STRIDE)
		load->sample[n_sample++] = load->values[i];
	*checksum += crc32_z(0, (const unsigned char *)load->sample,
			     n_sample * sizeof(float)) +
		     ((uint64_t)n << 32);
	return 0;
}

static int load_shard(void *state, uint64_t u, size_t *n_items, size_t *n_bytes,
		      struct why *why)
{
	struct dataset_load *load = state;

	if (fetch(load, u % load->n_shards, why) < 0)
		return -1;
	*n_items = load->idx.sizes[0];
	*n_bytes = load->idx.n_items * sizeof(float);
	return 0;
}

static void store_values(void *state, char *to)
{
	struct dataset_load *load = state;

	/* from malloc(), so aligned for floats */
	normalise((float *)(void *)to, load->idx.items, load->idx.n_items,
		  load->table);
}

const struct workload dataset_load_workload = {
	.name = "dataset-load",
	.module = "dataset_load",
	.summary = "shards of images: read, gunzip, parse, normalise",
	.unit = "shard",
	.class = CLASS_IO,
	.in_default_plan = true,
	.kernels = 1u << KERNEL_PYTHON | 1u << KERNEL_NATIVE |
		   1u << KERNEL_NATIVE_HELD,
	.chain = 1,
	.n_proof = 8,
	/* the same floats in all kernels, down to the bit */
	.tolerance = 0,
	.params = params,
	.needs_server = needs_server,
	.max_units = max_units,
	.provide = provide,
	.prepare = prepare,
	.refresh = refresh,
	.compute = compute,
	.metrics = metrics,
	.hands_over = hands_over,
	.load = load_shard,
	.store = store_values,
	.discard = discard,
};
