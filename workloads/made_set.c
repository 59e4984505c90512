/* Making a directory under a passing name, then giving it its own. */
#include "workloads/made_set.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"

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

/* A set has files only. */
static void remove_set(const char *directory)
{
	DIR *stream = opendir(directory);
	const struct dirent *entry;

	if (!stream)
		return;
	while ((entry = readdir(stream)))
		unlinkat(dirfd(stream), entry->d_name, 0);
	closedir(stream);
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

static int make_set(const char *directory, made_set_fill *fill, void *context,
		    struct why *why)
{
	char *passing = alloc_printf("%s.XXXXXX", directory);

	remove_stale(directory);
	int rc = mkdtemp(passing) && chmod(passing, 0755) == 0
			 ? 0
			 : why_errno(why, "%s", passing);

	if (rc == 0)
		rc = fill(context, passing, why);
	if (rc == 0 && rename(passing, directory) < 0) {
		/* somebody else was faster, with the same set */
		if (errno != EEXIST && errno != ENOTEMPTY)
			rc = why_errno(why, "%s", directory);
	}
	remove_set(passing);
	free(passing);
	return rc;
}

int made_set(const char *cache_dir, const char *name, made_set_fill *fill,
	     void *context, char **directory, struct why *why)
{
	int rc = make_path(cache_dir, why);

	*directory = alloc_printf("%s/%s", cache_dir, name);
	if (rc == 0 && access(*directory, F_OK) < 0)
		rc = make_set(*directory, fill, context, why);
	if (rc < 0) {
		free(*directory);
		*directory = NULL;
	}
	return rc;
}
