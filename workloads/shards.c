/* Shards on disk. Not here: what is in them (idx.c) and what reads them. */
#include "workloads/shards.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/rng.h"
#include "workloads/idx.h"

/* Part of a set's name: a change of what is generated must change it. */
#define FORMAT_VERSION 1

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int shards_list(struct shards *shards, const char *directory, struct why *why)
{
	DIR *stream = opendir(directory);
	const struct dirent *entry;

	*shards = (struct shards){ 0 };
	if (!stream)
		return why_errno(why, "%s", directory);
	while ((entry = readdir(stream))) {
		if (!idx_is_images(entry->d_name))
			continue;
		shards->names = alloc_grow(shards->names, shards->n,
					   sizeof(*shards->names));
		shards->names[shards->n++] = alloc_copy(entry->d_name);
	}
	closedir(stream);
	if (shards->n == 0)
		return why_set(why,
			       "%s: no images there: no file is named "
			       "*idx3-ubyte or *idx3-ubyte.gz",
			       directory);
	qsort(shards->names, shards->n, sizeof(*shards->names), by_bytes);
	shards->paths = alloc_zero(shards->n, sizeof(*shards->paths));
	for (size_t i = 0; i < shards->n; i++)
		shards->paths[i] =
			alloc_printf("%s/%s", directory, shards->names[i]);
	return 0;
}

void shards_fini(struct shards *shards)
{
	for (size_t i = 0; i < shards->n; i++) {
		free(shards->names[i]);
		if (shards->paths)
			free(shards->paths[i]);
	}
	free(shards->names);
	free(shards->paths);
	*shards = (struct shards){ 0 };
}

/* A directory and what leads to it. 0 or -1. */
static int make_path(const char *path, struct why *why)
{
	char *copy = alloc_copy(path);
	int failed = 0;

	for (char *p = copy + 1; *p && !failed; p++)
		if (*p == '/') {
			*p = '\0';
			failed = mkdir(copy, 0777) < 0 && errno != EEXIST;
			*p = '/';
		}
	failed = failed || (mkdir(copy, 0777) < 0 && errno != EEXIST);
	free(copy);
	return failed ? why_errno(why, "%s", path) : 0;
}

/* The directory of this set, without its parent. free() */
static char *set_name(const struct idx *digits, uint64_t seed, unsigned n,
		      size_t n_bytes)
{
	uint64_t hash = hash_bytes(HASH_START, digits->items, digits->n_items);
	char *key = alloc_printf("%d;%llu;%u;%zu", FORMAT_VERSION,
				 (unsigned long long)seed, n, n_bytes);

	hash = hash_bytes(hash, key, strlen(key));
	free(key);
	return alloc_printf("shards-%016llx", (unsigned long long)hash);
}

/* Write shard number s of the set into a directory. */
static int write_shard(const char *directory, const struct idx *digits,
		       uint64_t seed, unsigned s, size_t n_bytes,
		       struct why *why)
{
	size_t n_image = digits->n_items / digits->sizes[0];
	size_t n_images = (n_bytes + n_image - 1) / n_image;
	unsigned char *items = alloc_zero(n_images, n_image);
	char *path = alloc_printf("%s/shard-%05u-idx3-ubyte.gz", directory, s);
	struct rng rng;

	rng_init(&rng, seed, s);
	for (size_t i = 0; i < n_images; i++)
		memcpy(items + i * n_image,
		       digits->items +
			       rng_below(&rng, digits->sizes[0]) * n_image,
		       n_image);
	int rc = idx_write_images(path, items, n_images, digits->sizes[1],
				  digits->sizes[2], why);

	free(path);
	free(items);
	return rc;
}

static void remove_set(const char *directory)
{
	struct shards shards;
	struct why ignored;

	if (shards_list(&shards, directory, &ignored) == 0)
		for (size_t i = 0; i < shards.n; i++)
			unlink(shards.paths[i]);
	shards_fini(&shards);
	rmdir(directory);
}

/* What others, that were killed an hour ago or more, had begun to fill. */
static void remove_stale(const char *directory)
{
	char *pattern = alloc_printf("%s.??????", directory);
	struct stat status;
	glob_t found;

	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			if (stat(found.gl_pathv[i], &status) == 0 &&
			    time(NULL) - status.st_mtime > 3600)
				remove_set(found.gl_pathv[i]);
		globfree(&found);
	}
	free(pattern);
}

/* Fill a directory of a passing name, then give it its own. */
static int write_set(const char *directory, const struct idx *digits,
		     uint64_t seed, unsigned n, size_t n_bytes, struct why *why)
{
	char *passing = alloc_printf("%s.XXXXXX", directory);

	remove_stale(directory);
	int rc = mkdtemp(passing) && chmod(passing, 0755) == 0
			 ? 0
			 : why_errno(why, "%s", passing);

	for (unsigned s = 0; s < n && rc == 0; s++)
		rc = write_shard(passing, digits, seed, s, n_bytes, why);
	if (rc == 0 && rename(passing, directory) < 0) {
		/* somebody else was faster, with the same set */
		if (errno != EEXIST && errno != ENOTEMPTY)
			rc = why_errno(why, "%s", directory);
	}
	remove_set(passing);
	free(passing);
	return rc;
}

int shards_make(const char *cache_dir, const char *shipped, uint64_t seed,
		unsigned n, size_t n_bytes, char **directory, struct why *why)
{
	char *path = alloc_printf("%s/digits-images-idx3-ubyte.gz", shipped);
	struct idx digits = { 0 };
	int rc = idx_read(&digits, path, 3, why);

	free(path);
	*directory = NULL;
	if (rc == 0)
		rc = make_path(cache_dir, why);
	if (rc == 0) {
		char *name = set_name(&digits, seed, n, n_bytes);

		*directory = alloc_printf("%s/%s", cache_dir, name);
		free(name);
		if (access(*directory, F_OK) < 0)
			rc = write_set(*directory, &digits, seed, n, n_bytes,
				       why);
	}
	idx_fini(&digits);
	if (rc < 0) {
		free(*directory);
		*directory = NULL;
	}
	return rc;
}

/* How many pages of the open file are in memory; -1: errno. */
static long n_resident(int fd, size_t n_bytes)
{
	size_t n_pages = (n_bytes + 4095) / 4096, n = 0;
	unsigned char *pages = alloc_zero(n_pages, 1);
	void *map = mmap(NULL, n_bytes, PROT_READ, MAP_SHARED, fd, 0);

	if (map == MAP_FAILED || mincore(map, n_bytes, pages) < 0) {
		if (map != MAP_FAILED)
			munmap(map, n_bytes);
		free(pages);
		return -1;
	}
	for (size_t i = 0; i < n_pages; i++)
		n += pages[i] & 1;
	munmap(map, n_bytes);
	free(pages);
	return (long)n;
}

static int cannot_evict(const char *path, int fd, long n, struct why *why)
{
	struct statfs fs;

	if (fstatfs(fd, &fs) == 0 && fs.f_type == 0x01021994)
		return why_set(why, "skipped: cannot-evict: %s is on tmpfs",
			       path);
	/* of a file of somebody else the kernel says that all is resident */
	return why_set(why,
		       "skipped: cannot-evict: %s: %ld pages stay in the page "
		       "cache (or the file is not ours to look at)",
		       path, n);
}

int shards_evict(const char *path, struct why *why)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	long n = 0;

	if (fd < 0)
		return why_errno(why, "%s", path);
	int failed = fstat(fd, &status) < 0;

	/* pages may be on their way in, by another reader's read-ahead */
	for (int i = 0; i < 3 && !failed && status.st_size > 0; i++) {
		fdatasync(fd); /* dirty pages stay; may fail on read-only */
		posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
		n = n_resident(fd, (size_t)status.st_size);
		failed = n < 0;
		if (n <= 0)
			break;
	}
	int rc = 0;

	if (failed)
		rc = why_errno(why, "%s", path);
	else if (n > 0)
		rc = cannot_evict(path, fd, n, why);
	close(fd);
	return rc;
}
