/* Evicting, and looking whether it happened. Not here: when it has to. */
#include "workloads/page_cache.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/alloc.h"

#define TMPFS 0x01021994 /* statfs(2): TMPFS_MAGIC */
#define ZFS 0x2fc12fc1   /* ZFS_SUPER_MAGIC, of OpenZFS */

/* Pages may be on their way in, by another reader's read-ahead. */
#define N_TRIES 3

/* At least as large as the folios of most file systems; a multiple of pages */
#define FOLIO (UINT64_C(4) << 20)

/* How many pages of a range are in memory; -1: errno. It starts on a page. */
static long n_resident(int fd, uint64_t offset, uint64_t n_bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), n = 0;
	size_t n_pages = (n_bytes + page - 1) / page;
	void *map =
		mmap(NULL, n_bytes, PROT_READ, MAP_SHARED, fd, (off_t)offset);

	if (map == MAP_FAILED)
		return -1;
	unsigned char *pages = alloc_zero(n_pages, 1);
	int failed = mincore(map, n_bytes, pages) < 0;

	for (size_t i = 0; i < n_pages && !failed; i++)
		n += pages[i] & 1;
	munmap(map, n_bytes);
	free(pages);
	return failed ? -1 : (long)n;
}

/*
 * The file systems that keep files in memory in their own way, by name, or
 * NULL. ZFS reads from its own cache, which DONTNEED does not reach and of
 * which mincore() knows nothing.
 */
static const char *keeper(int fd)
{
	struct statfs fs;

	if (fstatfs(fd, &fs) < 0)
		return NULL;
	return fs.f_type == TMPFS ? "tmpfs" : fs.f_type == ZFS ? "ZFS" : NULL;
}

static int cannot_evict(const char *path, int fd, long n, struct why *why)
{
	const char *name = keeper(fd);

	if (name)
		return why_set(why, "skipped: cannot-evict: %s is on %s", path,
			       name);
	/* of a file of somebody else the kernel says that all is resident */
	return why_set(why,
		       "skipped: cannot-evict: %s: %ld pages stay in the page "
		       "cache (or the file is not ours to look at)",
		       path, n);
}

/*
 * The kernel keeps pages together in folios of up to some MiB, and DONTNEED
 * spares a folio that lies in the range in part: so at first a wider range is
 * dropped than asked for, and then the whole file.
 */
static void drop(int fd, uint64_t first, uint64_t n_bytes, int try)
{
	uint64_t low = first / FOLIO * FOLIO;
	uint64_t high = (first + n_bytes + FOLIO - 1) / FOLIO * FOLIO;

	if (try) {
		fdatasync(fd); /* dirty pages stay; may fail on read-only */
		low = high = 0;
	}
	posix_fadvise(fd, (off_t)low, (off_t)(high - low), POSIX_FADV_DONTNEED);
}

int page_cache_evict_range(int fd, const char *path, uint64_t offset,
			   uint64_t n_bytes, struct why *why)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t first = offset / page * page;
	long n = 0;

	if (n_bytes == 0)
		return 0;
	n_bytes += offset - first;
	for (int i = 0; i < N_TRIES; i++) {
		drop(fd, first, n_bytes, i);
		n = n_resident(fd, first, n_bytes);
		if (n <= 0)
			break;
	}
	if (n < 0)
		return why_errno(why, "%s", path);
	return n > 0 || keeper(fd) ? cannot_evict(path, fd, n, why) : 0;
}

int page_cache_evict(const char *path, struct why *why)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return why_errno(why, "%s", path);
	int rc = fstat(fd, &status) < 0
			 ? why_errno(why, "%s", path)
			 : page_cache_evict_range(
				   fd, path, 0, (uint64_t)status.st_size, why);

	close(fd);
	return rc;
}
