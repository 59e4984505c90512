/*
 * Corpora: directories of text files, a document each, read into memory.
 */
#ifndef GILBENCH_CORPUS_H
#define GILBENCH_CORPUS_H

#include <stddef.h>
#include <stdint.h>

#include "base/why.h"

/* All documents together: every worker holds them. */
#define CORPUS_MAX_BYTES ((size_t)1 << 28)

struct document {
	char *path;
	unsigned char *bytes;
	size_t n_bytes;
};

struct corpus {
	struct document *documents; /* sorted by the bytes of their names */
	size_t n;
	size_t n_bytes; /* all together */
	uint32_t names; /* CRC-32 of the names, each with a 0 at its end */
};

/*
 * Read the files of a directory, the first n of them; 0: all. Hidden files
 * and directories are none. 0; or -1, also if there is none, fewer than n,
 * or one that is no regular file or cannot be read: see why. corpus_fini()
 * in any case.
 */
int corpus_read(struct corpus *corpus, const char *directory, size_t n,
		struct why *why);
void corpus_fini(struct corpus *corpus);

/* Is every document UTF-8? -1: see why, which has the file and the offset. */
int corpus_check(const struct corpus *corpus, struct why *why);

#endif
