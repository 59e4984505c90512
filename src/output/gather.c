/*
 * A file belongs to one call, which only ever appends to it: of two with the
 * same name one is the other's beginning, or something is wrong. Records of
 * calls are replaced as a whole: the one that ended counts.
 */
#include "output/gather.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "output/parts.h"
#include "output/rundir.h"

static const char *const folders[] = { "samples", "latencies", "metrics",
				       "holds",   "jobs",      "skips",
				       "calls",   NULL };

/* Does the longer begin with all of the shorter? `longer`: 1: b is, 0: a. */
static int is_prefix(FILE *a, FILE *b, bool *b_is_longer)
{
	static char x[1 << 16], y[1 << 16];
	size_t n_x, n_y;

	do {
		n_x = fread(x, 1, sizeof(x), a);
		n_y = fread(y, 1, sizeof(y), b);
		if (memcmp(x, y, n_x < n_y ? n_x : n_y) != 0)
			return 0;
	} while (n_x && n_x == n_y);
	*b_is_longer = n_y > n_x;
	return !ferror(a) && !ferror(b);
}

static int copy(const struct rundir *dir, const char *name, FILE *from,
		struct why *why)
{
	static char bytes[1 << 16];
	FILE *file = rundir_begin(dir, name, why);
	size_t n;

	if (!file)
		return -1;
	rewind(from);
	while ((n = fread(bytes, 1, sizeof(bytes), from)) > 0)
		fwrite(bytes, 1, n, file);
	bool whole = !ferror(from);

	if (!whole)
		why_errno(why, "cannot copy to %s/%s", dir->path, name);
	return rundir_end(dir, name, file, whole, why);
}

/* Does the record of a call say how it ended? */
static bool has_ended(const char *path)
{
	json_t *json = json_load_file(path, 0, NULL);
	bool ended = json_is_integer(json_object_get(json, "exit_status"));

	json_decref(json);
	return ended;
}

static bool is_record(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && strcmp(dot, ".json") == 0;
}

/* 0: `there` stays; 1: the new one is to be taken; -1 with why. */
static int compare(const char *to, const char *path, FILE *from,
		   struct why *why)
{
	bool longer = false;
	FILE *there = fopen(to, "re");

	if (!there)
		return errno == ENOENT ? 1 : why_errno(why, "%s", to);
	int same = is_prefix(there, from, &longer);

	fclose(there);
	if (same)
		return longer;
	if (is_record(to))
		return !has_ended(to);
	return why_set(why,
		       "%s and %s have the same name and differ: they are of "
		       "two calls",
		       to, path);
}

struct gathering {
	struct rundir to;
	const char *folder;
};

static int take(void *context, const char *path, struct why *why)
{
	const struct gathering *all = context;
	char *name = alloc_printf("%s/%s", all->folder, strrchr(path, '/') + 1);
	char *to = alloc_printf("%s/%s", all->to.path, name);
	FILE *from = fopen(path, "re");
	int status = from ? compare(to, path, from, why)
			  : why_errno(why, "%s", path);

	if (status > 0)
		status = copy(&all->to, name, from, why);
	if (from)
		fclose(from);
	free(to);
	free(name);
	return status;
}

int gather_parts(const char *to, const char *from, struct why *why)
{
	struct gathering all;
	int status = 0;

	rundir_open(&all.to, to);
	for (size_t i = 0; folders[i] && status == 0; i++) {
		char *folder = alloc_printf("%s/%s", to, folders[i]);
		char *source = alloc_printf("%s/%s", from, folders[i]);

		all.folder = folders[i];
		if (access(source, F_OK) == 0) {
			status = rundir_make_path(folder, why);
			if (status == 0)
				status = parts_read(from, folders[i], take,
						    &all, why);
		}
		free(source);
		free(folder);
	}
	rundir_close(&all.to);
	return status;
}
