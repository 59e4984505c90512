/*
 * Files as one sequence of blocks: file after file in the order of their
 * names' bytes, each from its start, its last block as short as it comes
 * out. What file-read reads.
 */
#ifndef GILBENCH_BLOCK_FILES_H
#define GILBENCH_BLOCK_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "base/why.h"

struct block_file {
	char *path;
	int fd; /* open for reading */
	uint64_t n_bytes, first_block;
};

struct block_files {
	struct block_file *items;
	size_t n;
	uint64_t block_bytes, n_blocks;
};

/* Where a block lies. */
struct block_place {
	const struct block_file *file;
	uint64_t offset, n_bytes;
};

/*
 * Open a file, or the files of a directory but hidden ones (no directory
 * below it is entered). An empty file is an error: it has no block. 0, or -1,
 * also if there is no file.
 */
int block_files_open(struct block_files *files, const char *path,
		     uint64_t block_bytes, struct why *why);
void block_files_fini(struct block_files *files);

/* Block number `block` < n_blocks. */
struct block_place block_files_find(const struct block_files *files,
				    uint64_t block);

/* Make n files of n_bytes each, of numbers that no file system compresses;
 * file i is a function of (seed, i). A made_set_fill (made_set.h). */
struct block_recipe {
	uint64_t seed, n_bytes;
	unsigned n;
};
int block_files_write(void *recipe, const char *directory, struct why *why);

#endif
