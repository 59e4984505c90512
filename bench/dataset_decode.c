/*
 * How long decoding takes that dataset-load does beside reading:
 *
 *   dataset_decode DIR    s per shard: gunzip, parse, normalise
 *
 * All shards of the directory are read into memory first; then they are
 * decoded in turn, on one thread, by zlib and a loop as one would write it,
 * with none of the workload's code: what it costs to do no more than must be
 * done.
 */
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "workloads/idx.h"
#include "workloads/shards.h"

#define LONG_NS 500000000

enum {
	IDX_HEADER = 16,  /* bytes: three dimensions */
	GZIP_WINDOW = 31, /* inflateInit2(): a gzip header, 32 KiB */
};

static int fail(const char *text)
{
	fprintf(stderr, "dataset_decode: %s\n", text);
	return 1;
}

/* What a gzip file decodes to, by its last four bytes. */
static size_t decoded_bytes(const struct idx_buffer *file)
{
	const unsigned char *at = file->bytes + file->n - 4;

	return at[0] | (size_t)at[1] << 8 | (size_t)at[2] << 16 |
	       (size_t)at[3] << 24;
}

/* The room for decoded bytes and for values is enough for any of the files. */
static int decode(z_stream *zlib, const struct idx_buffer *file,
		  unsigned char *decoded, const float *table, float *values)
{
	size_t n = decoded_bytes(file);

	zlib->next_in = file->bytes;
	zlib->avail_in = (uInt)file->n;
	zlib->next_out = decoded;
	zlib->avail_out = (uInt)n;
	if (inflateReset(zlib) != Z_OK ||
	    inflate(zlib, Z_FINISH) != Z_STREAM_END)
		return -1;
	for (size_t i = IDX_HEADER; i < n; i++)
		values[i - IDX_HEADER] = table[decoded[i]];
	return 0;
}

int main(int argc, char **argv)
{
	struct shards shards;
	struct why why;
	float table[256];
	size_t n_done = 0, room = 0;
	z_stream zlib = { 0 };
	double sink = 0;

	if (argc != 2) {
		fputs("usage: dataset_decode DIR\n", stderr);
		return 2;
	}
	if (shards_list(&shards, argv[1], &why) < 0)
		return fail(why.text);
	struct idx_buffer *files = alloc_zero(shards.n, sizeof(*files));

	for (int v = 0; v < 256; v++)
		table[v] = (float)v / 16;
	for (size_t i = 0; i < shards.n; i++) {
		if (idx_slurp(&files[i], shards.paths[i], &why) < 0)
			return fail(why.text);
		if (decoded_bytes(&files[i]) > room)
			room = decoded_bytes(&files[i]);
	}
	unsigned char *decoded = alloc_zero(room, 1);
	float *values = alloc_zero(room, sizeof(*values));

	if (inflateInit2(&zlib, GZIP_WINDOW) != Z_OK)
		return fail("zlib");
	uint64_t start_ns = clock_now_ns(), end_ns = start_ns;

	for (; end_ns < start_ns + LONG_NS; end_ns = clock_now_ns()) {
		if (decode(&zlib, &files[n_done++ % shards.n], decoded, table,
			   values) < 0)
			return fail("a shard that zlib cannot decode");
		sink += values[room / 2];
	}
	printf("%.9g\n", (double)(end_ns - start_ns) * 1e-9 / (double)n_done);
	return sink < 0;
}
