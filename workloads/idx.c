/* Reading and writing IDX files. What the items mean is the caller's affair. */
#include "workloads/idx.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/alloc.h"

#define GZIP_WINDOW (15 + 16) /* zlib: the largest window, a gzip header */

static int ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), n_end = strlen(end);

	return n >= n_end && strcmp(text + n - n_end, end) == 0;
}

int idx_is_images(const char *name)
{
	return ends_in(name, "idx3-ubyte") || ends_in(name, "idx3-ubyte.gz");
}

static void reserve(struct idx_buffer *buffer, size_t room)
{
	if (room <= buffer->room)
		return;
	buffer->bytes = alloc_resize(buffer->bytes, room, 1);
	buffer->room = room;
}

/* Read to the end of the file; room for the size and one byte is there. */
static int read_all(struct idx_buffer *buffer, int fd)
{
	buffer->n = 0;
	for (;;) {
		if (buffer->n == buffer->room) {
			if (buffer->room > IDX_MAX_BYTES) {
				errno = EFBIG;
				return -1;
			}
			reserve(buffer, 2 * buffer->room);
		}
		ssize_t n = read(fd, buffer->bytes + buffer->n,
				 buffer->room - buffer->n);

		if (n == 0)
			return 0;
		if (n > 0)
			buffer->n += n;
		else if (errno != EINTR)
			return -1;
	}
}

int idx_slurp(struct idx_buffer *buffer, const char *path, struct why *why)
{
	struct stat status;
	/* O_NONBLOCK: opening a pipe would wait for its writer */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return why_errno(why, "%s", path);
	int failed = fstat(fd, &status) < 0;

	if (!failed && !S_ISREG(status.st_mode)) {
		close(fd);
		return why_set(why, "%s: not a regular file", path);
	}

	if (!failed && (uint64_t)status.st_size <= IDX_MAX_BYTES)
		reserve(buffer, (size_t)status.st_size + 1);
	reserve(buffer, 4096);
	failed = failed || read_all(buffer, fd) < 0;
	if (failed)
		why_errno(why, "%s", path);
	close(fd);
	return failed ? -1 : 0;
}

/* All zero: padding that may follow the last gzip member. */
static int is_padding(const unsigned char *bytes, size_t n)
{
	while (n && *bytes == 0) {
		bytes++;
		n--;
	}
	return n == 0;
}

/* Inflate what `stream` holds, member after member, into *to. */
static int inflate_all(z_stream *stream, const char *path, size_t n,
		       struct idx_buffer *to, struct why *why)
{
	size_t n_done = 0; /* bytes of earlier members */

	to->n = 0;
	for (;;) {
		if (to->n == to->room)
			reserve(to, 2 * to->room);
		stream->next_out = to->bytes + to->n;
		stream->avail_out = to->room - to->n;
		int rc = inflate(stream, Z_NO_FLUSH);

		to->n = to->room - stream->avail_out;
		size_t offset = n_done + stream->total_in;

		if (to->n > IDX_MAX_BYTES)
			return why_set(why,
				       "%s: offset %zu: gzip: more than 1 GiB "
				       "of data",
				       path, offset);
		if (rc == Z_STREAM_END) {
			if (is_padding(stream->next_in, stream->avail_in))
				return 0;
			n_done = offset;
			inflateReset(stream);
		} else if (rc == Z_BUF_ERROR ||
			   (rc == Z_OK && offset == n && stream->avail_out)) {
			return why_set(why, "%s: offset %zu: gzip: truncated",
				       path, n);
		} else if (rc != Z_OK) {
			return why_set(why, "%s: offset %zu: gzip: %s", path,
				       offset,
				       stream->msg ? stream->msg : "corrupt");
		}
	}
}

static int gunzip(struct idx_buffer *to, const char *path,
		  const unsigned char *bytes, size_t n, struct why *why)
{
	z_stream stream = { .next_in = (unsigned char *)bytes };

	if (n > IDX_MAX_BYTES)
		return why_set(why, "%s: larger than 1 GiB", path);
	stream.avail_in = n;
	if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK)
		return why_set(why, "%s: zlib does not start", path);
	reserve(to, 1 << 16);
	int rc = inflate_all(&stream, path, n, to, why);

	inflateEnd(&stream);
	return rc;
}

static uint32_t big_endian(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

static int check_start(const char *path, const unsigned char *bytes, size_t n,
		       unsigned n_dimensions, struct why *why)
{
	size_t n_header = 4 + 4 * (size_t)n_dimensions;

	if (n >= 2 && (bytes[0] || bytes[1]))
		return why_set(why,
			       "%s: offset 0: not IDX: it starts with 0x%02x "
			       "0x%02x and not with two zero bytes",
			       path, bytes[0], bytes[1]);
	if (n >= 3 && bytes[2] != 8)
		return why_set(why,
			       "%s: offset 2: element type 0x%02x; only 0x08, "
			       "unsigned byte, is read",
			       path, bytes[2]);
	if (n >= 4 && bytes[3] != n_dimensions)
		return why_set(why,
			       "%s: offset 3: %u dimensions; there must be %u",
			       path, bytes[3], n_dimensions);
	if (n < n_header)
		return why_set(why,
			       "%s: offset %zu: truncated within the header of "
			       "%zu bytes",
			       path, n, n_header);
	return 0;
}

/* "60000 images of 28x28" or "60000 labels". */
static const char *describe(const uint32_t *sizes, unsigned n_dimensions,
			    char *text, size_t n)
{
	if (n_dimensions == 3)
		snprintf(text, n, "%u images of %u\303\227%u", sizes[0],
			 sizes[1], sizes[2]);
	else
		snprintf(text, n, "%u items", sizes[0]);
	return text;
}

static int parse(struct idx *idx, const char *path, const unsigned char *bytes,
		 size_t n, unsigned n_dimensions, struct why *why)
{
	size_t n_header = 4 + 4 * (size_t)n_dimensions, n_items = 1;
	char says[64];

	if (check_start(path, bytes, n, n_dimensions, why) < 0)
		return -1;
	for (unsigned i = 0; i < n_dimensions; i++) {
		idx->sizes[i] = big_endian(bytes + 4 + 4 * i);
		if (idx->sizes[i] == 0)
			return why_set(why, "%s: offset %u: a size of 0", path,
				       4 + 4 * i);
		/* more than the limit stays more: no overflow, no match */
		if (n_items <= IDX_MAX_BYTES)
			n_items *= idx->sizes[i];
	}
	describe(idx->sizes, n_dimensions, says, sizeof(says));
	if (n_items > n - n_header)
		return why_set(why,
			       "%s: offset %zu: truncated: header says %s, "
			       "%zu bytes follow",
			       path, n_header, says, n - n_header);
	if (n_items < n - n_header)
		return why_set(why,
			       "%s: offset %zu: %zu bytes too many: header "
			       "says %s",
			       path, n_header + n_items, n - n_header - n_items,
			       says);
	idx->items = bytes + n_header;
	idx->n_items = n_items;
	return 0;
}

int idx_decode(struct idx *idx, const char *path, const unsigned char *bytes,
	       size_t n, unsigned n_dimensions, struct why *why)
{
	if (ends_in(path, ".gz")) {
		if (gunzip(&idx->decoded, path, bytes, n, why) < 0)
			return -1;
		bytes = idx->decoded.bytes;
		n = idx->decoded.n;
	}
	return parse(idx, path, bytes, n, n_dimensions, why);
}

int idx_read(struct idx *idx, const char *path, unsigned n_dimensions,
	     struct why *why)
{
	if (idx_slurp(&idx->file, path, why) < 0)
		return -1;
	return idx_decode(idx, path, idx->file.bytes, idx->file.n, n_dimensions,
			  why);
}

void idx_fini(struct idx *idx)
{
	free(idx->file.bytes);
	free(idx->decoded.bytes);
	*idx = (struct idx){ 0 };
}

/* Compress header and items into a block of its own: free(). */
static unsigned char *pack(const unsigned char header[16],
			   const unsigned char *items, size_t n_items,
			   size_t *n_packed)
{
	z_stream stream = { .next_in = (unsigned char *)header,
			    .avail_in = 16 };

	if (deflateInit2(&stream, 6, Z_DEFLATED, GZIP_WINDOW, 8,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return NULL;
	/* deflateBound() counts gzip's own header and trailer too */
	size_t room = deflateBound(&stream, 16 + n_items) + 64;
	unsigned char *packed = alloc_zero(room, 1);

	stream.next_out = packed;
	stream.avail_out = room;
	deflate(&stream, Z_NO_FLUSH);
	stream.next_in = (unsigned char *)items;
	stream.avail_in = n_items;
	int rc = deflate(&stream, Z_FINISH);

	*n_packed = stream.total_out;
	deflateEnd(&stream);
	if (rc == Z_STREAM_END)
		return packed;
	free(packed);
	return NULL;
}

static int write_all(int fd, const unsigned char *bytes, size_t n)
{
	while (n) {
		ssize_t written = write(fd, bytes, n);

		if (written < 0 && errno != EINTR)
			return -1;
		if (written > 0) {
			bytes += written;
			n -= written;
		}
	}
	/* a clean page can be evicted; and a power cut leaves no half file */
	return fdatasync(fd);
}

int idx_write_images(const char *path, const unsigned char *items,
		     uint32_t n_images, uint32_t rows, uint32_t columns,
		     struct why *why)
{
	const uint32_t words[4] = { 0x00000803, n_images, rows, columns };
	size_t n_items = (size_t)n_images * rows * columns, n_packed;
	unsigned char header[16];

	for (unsigned i = 0; i < 16; i++)
		header[i] = words[i / 4] >> (24 - 8 * (i % 4));
	unsigned char *packed = pack(header, items, n_items, &n_packed);

	if (!packed)
		return why_set(why, "%s: zlib does not compress", path);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int failed = fd < 0 || write_all(fd, packed, n_packed) < 0;

	if (failed)
		why_errno(why, "%s", path);
	if (fd >= 0)
		close(fd);
	free(packed);
	return failed ? -1 : 0;
}
