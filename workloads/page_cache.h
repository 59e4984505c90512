/*
 * Pushing files out of the page cache, for workloads that read cold: what
 * posix_fadvise(DONTNEED) left is counted with mincore(), and a range of
 * which a page stays is an error, never a sample that is called cold.
 */
#ifndef GILBENCH_PAGE_CACHE_H
#define GILBENCH_PAGE_CACHE_H

#include <stdint.h>

#include "base/why.h"

/*
 * Push the pages that hold [offset, offset + n_bytes) of an open file out of
 * the page cache, and see that none is left. `path` names it in errors. -1:
 * see why, which begins with "skipped: cannot-evict: " where it is the file
 * system or the kernel that does not do it.
 */
int page_cache_evict_range(int fd, const char *path, uint64_t offset,
			   uint64_t n_bytes, struct why *why);

/* The same with a whole file. */
int page_cache_evict(const char *path, struct why *why);

#endif
