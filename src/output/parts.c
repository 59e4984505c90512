/* Files of the folders that calls of `run` share; see the header. */
#include "output/parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "model/csv.h"

/* A process is one call of `run`. */
static char own_name[160];

/* "n1", or what of it can stand in a file's name. */
static void put_host(char host[65])
{
	strcpy(host, "host");
	gethostname(host, 64);
	for (char *p = host; *p; p++)
		if (*p == '/' || (unsigned char)*p <= ' ')
			*p = '-';
}

static const char *variable(const char *name)
{
	const char *text = getenv(name);
	size_t n = text ? strspn(text, "0123456789") : 0;

	return n > 0 && n < 20 && !text[n] ? text : NULL;
}

static void name_call(unsigned restart)
{
	const char *array = variable("SLURM_ARRAY_JOB_ID");
	const char *task = variable("SLURM_ARRAY_TASK_ID");
	const char *job = variable("SLURM_JOB_ID");
	char host[65], own[48];

	put_host(host);
	if (array && task)
		snprintf(own, sizeof(own), "%s_%s", array, task);
	else if (job)
		snprintf(own, sizeof(own), "%s", job);
	else
		snprintf(own, sizeof(own), "p%d", getpid());
	snprintf(own_name, sizeof(own_name), "%s-%s-%u", host, own, restart);
}

const char *parts_name(void)
{
	if (!*own_name)
		name_call(0);
	return own_name;
}

char *parts_own(const char *dir, const char *folder)
{
	return alloc_printf("%s/%s/%s.csv", dir, folder, parts_name());
}

int parts_claim(const char *dir, const char *folder, struct why *why)
{
	const char *again = variable("SLURM_RESTART_COUNT");
	unsigned restart = again ? (unsigned)strtoul(again, NULL, 10) : 0;
	int fd = -1;

	for (; fd < 0; restart++) {
		name_call(restart);
		char *path = parts_own(dir, folder);

		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd < 0)
			why_errno(why, "cannot create %s", path);
		free(path);
		if (fd < 0 && errno != EEXIST)
			return -1;
	}
	return fd;
}

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t wrote = write(fd, bytes, n);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return -1;
		bytes += wrote;
		n -= (size_t)wrote;
	}
	return fsync(fd);
}

int parts_append(int fd, const char *path, const char *bytes, size_t n,
		 struct why *why)
{
	off_t end = lseek(fd, 0, SEEK_END);

	if (write_all(fd, bytes, n) == 0)
		return 0;
	why_errno(why, "cannot write %s", path);
	if (ftruncate(fd, end) < 0)
		return -1;
	return -1;
}

/* 0 or -1. */
static int append_header(int fd, const char *path, const char *const *columns,
			 struct why *why)
{
	char *text = NULL;
	size_t n = 0;
	FILE *file = open_memstream(&text, &n);
	struct csv_row row;

	csv_begin(&row, file);
	for (; *columns; columns++)
		csv_text(&row, *columns);
	csv_end(&row);
	fclose(file);
	int status = parts_append(fd, path, text, n, why);

	free(text);
	return status;
}

int parts_add(const char *dir, const char *folder, const char *const *columns,
	      const char *rows, size_t n, struct why *why)
{
	char *path = parts_own(dir, folder);
	char *parent = alloc_printf("%s/%s", dir, folder);

	mkdir(parent, 0777);
	free(parent);
	int fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
	int status = fd < 0 ? why_errno(why, "cannot write %s", path) : 0;

	if (status == 0 && lseek(fd, 0, SEEK_END) == 0)
		status = append_header(fd, path, columns, why);
	if (status == 0)
		status = parts_append(fd, path, rows, n, why);
	if (fd >= 0)
		close(fd);
	free(path);
	return status;
}

static bool ends_in(const char *name, size_t n, const char *end)
{
	size_t n_end = strlen(end);

	return n > n_end && strcmp(name + n - n_end, end) == 0;
}

/* A length without ".csv" or ".json"; 0: it has neither. */
static size_t stem_of(const char *name)
{
	size_t n = strlen(name);

	if (ends_in(name, n, ".csv"))
		return n - 4;
	return ends_in(name, n, ".json") ? n - 5 : 0;
}

static int is_part(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && stem_of(entry->d_name) > 0;
}

unsigned parts_number(const char *path)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	size_t n = stem_of(name);
	uint64_t hash = hash_bytes(HASH_START, name, n ? n : strlen(name));

	return (unsigned)(hash ^ hash >> 32) | 1;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int parts_read(const char *dir, const char *folder,
	       int (*each)(void *context, const char *path, struct why *why),
	       void *context, struct why *why)
{
	char *parent = alloc_printf("%s/%s", dir, folder);
	struct dirent **files = NULL;
	int n = scandir(parent, &files, is_part, by_bytes), status = 0;

	if (n < 0 && errno != ENOENT)
		status = why_errno(why, "%s", parent);
	for (int i = 0; i < n; i++) {
		char *path = alloc_printf("%s/%s", parent, files[i]->d_name);

		if (status == 0)
			status = each(context, path, why);
		free(path);
		free(files[i]);
	}
	free(files);
	free(parent);
	return status;
}
