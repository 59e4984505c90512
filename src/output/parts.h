/*
 * The folders of a run directory in which each call of `run` has one CSV file
 * of its own, named after its host and process: samples/, holds/, latencies/.
 * Two calls never write to the same file.
 */
#ifndef GILBENCH_OUTPUT_PARTS_H
#define GILBENCH_OUTPUT_PARTS_H

#include <stddef.h>

#include "base/why.h"

/* The file of this call, there or not: free(). */
char *parts_own(const char *dir, const char *folder);

/* Append by one write and one fsync, or leave the file as it was. 0 or -1. */
int parts_append(int fd, const char *path, const char *bytes, size_t n,
		 struct why *why);

/*
 * Append rows to the file of this call; make the folder and, with a header of
 * these columns (up to NULL), the file, if it is not there. 0 or -1.
 */
int parts_add(const char *dir, const char *folder, const char *const *columns,
	      const char *rows, size_t n, struct why *why);

/*
 * Hand the path of each CSV file of a folder to `each`, in the order of the
 * bytes of their names, until it returns -1. No folder is no error. 0 or -1.
 */
int parts_read(const char *dir, const char *folder,
	       int (*each)(void *context, const char *path, struct why *why),
	       void *context, struct why *why);

#endif
