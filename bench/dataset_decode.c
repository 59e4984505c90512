/*
 * How long decoding takes that dataset-load does beside reading:
 *
 *   dataset_decode DIR    s per shard: gunzip, parse, normalise
 *
 * All shards of the directory are read into memory first; then they are
 * decoded in turn, by the code of the workload, on one thread.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "workloads/idx.h"
#include "workloads/shards.h"

#define LONG_NS 500000000

static int fail(const struct why *why)
{
	fprintf(stderr, "dataset_decode: %s\n", why->text);
	return 1;
}

/* The same work as the workload's on what idx_decode() found. */
static double normalise(const struct idx *idx, const float *table, float *to)
{
	for (size_t i = 0; i < idx->n_items; i++)
		to[i] = table[idx->items[i]];
	return to[idx->n_items / 2];
}

int main(int argc, char **argv)
{
	struct shards shards;
	struct why why;
	struct idx idx = { 0 };
	float table[256], *values = NULL;
	size_t n_done = 0;
	double sink = 0;

	if (argc != 2) {
		fputs("usage: dataset_decode DIR\n", stderr);
		return 2;
	}
	if (shards_list(&shards, argv[1], &why) < 0)
		return fail(&why);
	struct idx_buffer *files = alloc_zero(shards.n, sizeof(*files));

	for (int v = 0; v < 256; v++)
		table[v] = (float)v / 16;
	for (size_t i = 0; i < shards.n; i++) {
		if (idx_slurp(&files[i], shards.paths[i], &why) < 0 ||
		    idx_decode(&idx, shards.paths[i], files[i].bytes,
			       files[i].n, 3, &why) < 0)
			return fail(&why);
		values = alloc_resize(values, idx.n_items, sizeof(*values));
	}
	uint64_t start_ns = clock_now_ns(), end_ns = start_ns;

	for (; end_ns < start_ns + LONG_NS; end_ns = clock_now_ns()) {
		size_t i = n_done++ % shards.n;

		if (idx_decode(&idx, shards.paths[i], files[i].bytes,
			       files[i].n, 3, &why) < 0)
			return fail(&why);
		values = alloc_resize(values, idx.n_items, sizeof(*values));
		sink += normalise(&idx, table, values);
	}
	printf("%.9g\n", (double)(end_ns - start_ns) * 1e-9 / (double)n_done);
	return sink < 0;
}
