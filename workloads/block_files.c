/* Listing, opening and making the files. Not here: reading the blocks. */
#include "workloads/block_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/rng.h"

#define N_WORDS 65536 /* written at once */

static int by_path(const void *a, const void *b)
{
	const struct block_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

/* Takes the path. 1 if the file was added, 0 if it is none, -1: see why. */
static int add(struct block_files *files, char *path, struct why *why)
{
	struct block_file file = { .path = path, .fd = -1 };
	struct stat status;

	if (stat(path, &status) < 0) {
		why_errno(why, "%s", path);
		free(path);
		return -1;
	}
	if (!S_ISREG(status.st_mode)) {
		free(path);
		return 0;
	}
	file.n_bytes = (uint64_t)status.st_size;
	files->items =
		alloc_grow(files->items, files->n, sizeof(*files->items));
	files->items[files->n++] = file;
	return 1;
}

static int add_all(struct block_files *files, const char *directory,
		   struct why *why)
{
	DIR *stream = opendir(directory);
	const struct dirent *entry;
	int rc = 0;

	if (!stream)
		return why_errno(why, "%s", directory);
	while (rc >= 0 && (entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			rc = add(
				files,
				alloc_printf("%s/%s", directory, entry->d_name),
				why);
	closedir(stream);
	if (rc < 0)
		return -1;
	if (files->n == 0)
		return why_set(why, "%s: no files there", directory);
	qsort(files->items, files->n, sizeof(*files->items), by_path);
	return 0;
}

static int list(struct block_files *files, const char *path, struct why *why)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return why_errno(why, "%s", path);
	if (S_ISDIR(status.st_mode))
		return add_all(files, path, why);
	int added = add(files, alloc_copy(path), why);

	if (added == 0)
		return why_set(why, "%s: neither a file nor a directory", path);
	return added < 0 ? -1 : 0;
}

static int open_file(struct block_files *files, struct block_file *file,
		     struct why *why)
{
	if (file->n_bytes == 0)
		return why_set(why, "%s: an empty file has no block to read",
			       file->path);
	file->fd = open(file->path, O_RDONLY | O_CLOEXEC);
	if (file->fd < 0 && errno == EMFILE)
		return why_set(why,
			       "%s: too many open files: %zu for each worker "
			       "(fewer and larger files, or ulimit -n)",
			       file->path, files->n);
	if (file->fd < 0)
		return why_errno(why, "%s", file->path);
	file->first_block = files->n_blocks;
	files->n_blocks +=
		(file->n_bytes + files->block_bytes - 1) / files->block_bytes;
	return 0;
}

int block_files_open(struct block_files *files, const char *path,
		     uint64_t block_bytes, struct why *why)
{
	*files = (struct block_files){ .block_bytes = block_bytes };
	int rc = list(files, path, why);

	for (size_t i = 0; i < files->n && rc == 0; i++)
		rc = open_file(files, &files->items[i], why);
	if (rc < 0)
		block_files_fini(files);
	return rc;
}

void block_files_fini(struct block_files *files)
{
	for (size_t i = 0; i < files->n; i++) {
		if (files->items[i].fd >= 0)
			close(files->items[i].fd);
		free(files->items[i].path);
	}
	free(files->items);
	*files = (struct block_files){ 0 };
}

struct block_place block_files_find(const struct block_files *files,
				    uint64_t block)
{
	size_t low = 0, high = files->n; /* the file is in [low, high) */

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (files->items[middle].first_block <= block)
			low = middle;
		else
			high = middle;
	}
	const struct block_file *file = &files->items[low];
	uint64_t offset = (block - file->first_block) * files->block_bytes;
	uint64_t left = file->n_bytes - offset;

	return (struct block_place){
		.file = file,
		.offset = offset,
		.n_bytes =
			left < files->block_bytes ? left : files->block_bytes,
	};
}

static int write_all(int fd, const void *from, size_t n)
{
	const char *bytes = from;

	while (n) {
		ssize_t written = write(fd, bytes, n);

		if (written < 0 && errno != EINTR)
			return -1;
		if (written > 0) {
			bytes += written;
			n -= (size_t)written;
		}
	}
	return 0;
}

static int write_file(int fd, const struct block_recipe *recipe, unsigned i)
{
	uint64_t *words = alloc_zero(N_WORDS, sizeof(*words));
	uint64_t left = recipe->n_bytes;
	struct rng rng;
	int rc = 0;

	rng_init(&rng, recipe->seed, i);
	while (left && rc == 0) {
		uint64_t n = N_WORDS * sizeof(*words);

		for (size_t k = 0; k < N_WORDS; k++)
			words[k] = rng_next(&rng);
		if (n > left)
			n = left;
		rc = write_all(fd, words, n);
		left -= n;
	}
	free(words);
	/* clean pages can be evicted; a power cut leaves no half file */
	return rc == 0 ? fdatasync(fd) : -1;
}

int block_files_write(void *context, const char *directory, struct why *why)
{
	const struct block_recipe *recipe = context;
	int rc = 0;

	for (unsigned i = 0; i < recipe->n && rc == 0; i++) {
		char *path = alloc_printf("%s/file-%05u", directory, i);
		int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			      0644);

		if (fd < 0 || write_file(fd, recipe, i) < 0)
			rc = why_errno(why, "%s", path);
		if (fd >= 0)
			close(fd);
		free(path);
	}
	return rc;
}
