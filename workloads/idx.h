/*
 * The IDX format of MNIST (LeCun, Cortes and Burges, "The MNIST database of
 * handwritten digits", file formats), elements of one unsigned byte, plain
 * or compressed with gzip. Headers are big-endian:
 *
 *   0  0x00 0x00  0x08 (unsigned byte)  number of dimensions
 *   4  one 32-bit size per dimension, then the elements, last index fastest
 *
 * Errors name the file and the offset: into the file for gzip, into the
 * decoded bytes for IDX.
 */
#ifndef GILBENCH_IDX_H
#define GILBENCH_IDX_H

#include <stddef.h>
#include <stdint.h>

#include "base/why.h"

#define IDX_MAX_DIMENSIONS 3
/* No file decodes to more: a gzip bomb ends here. */
#define IDX_MAX_BYTES ((size_t)1 << 30)

/* Bytes that grow and are kept from one file to the next. */
struct idx_buffer {
	unsigned char *bytes;
	size_t n, room;
};

/* All zero at first. The buffers are reused; items point into them. */
struct idx {
	struct idx_buffer file, decoded;
	uint32_t sizes[IDX_MAX_DIMENSIONS];
	const unsigned char *items;
	size_t n_items;
};

/* Is this the name of an images file: "...idx3-ubyte" or "...idx3-ubyte.gz"? */
int idx_is_images(const char *name);

/* Read a whole file. 0, or -1: see why. */
int idx_slurp(struct idx_buffer *buffer, const char *path, struct why *why);

/*
 * Decode the n bytes of a file called `path`, which is compressed if that
 * ends in ".gz". 0, or -1: see why.
 */
int idx_decode(struct idx *idx, const char *path, const unsigned char *bytes,
	       size_t n, unsigned n_dimensions, struct why *why);

/* Both. */
int idx_read(struct idx *idx, const char *path, unsigned n_dimensions,
	     struct why *why);

void idx_fini(struct idx *idx);

/*
 * Write images, rows x columns bytes each, compressed with zlib's default
 * level 6 and without a time stamp, and bring them to the disk. 0 or -1.
 */
int idx_write_images(const char *path, const unsigned char *items,
		     uint32_t n_images, uint32_t rows, uint32_t columns,
		     struct why *why);

#endif
