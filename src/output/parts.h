/*
 * The folders of a run directory in which each call of `run` has one CSV file
 * of its own, named after its host and process: samples/, holds/, latencies/.
 * Two calls never write to the same file.
 */
#ifndef GILBENCH_OUTPUT_PARTS_H
#define GILBENCH_OUTPUT_PARTS_H

#include <stddef.h>

#include "base/why.h"

/*
 * Make the file of this call in `folder`, which must be there: it is named
 * HOST-JOB-RESTART, by SLURM_* or else the process, with the first RESTART that
 * no other has. All its files have this name from now on. A descriptor to
 * append with, or -1 with why.
 */
int parts_claim(const char *dir, const char *folder, struct why *why);

/* The file of this call, there or not: free(). */
char *parts_own(const char *dir, const char *folder);
/* Its name without directory and extension. */
const char *parts_name(void);
/* Not 0, and the same for all files of a call: PATH is of one. */
unsigned parts_number(const char *path);

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
 * Hand the path of each CSV or JSON file of a folder to `each`, in the order of
 * the bytes of their names, until it returns -1. No folder is no error. 0 or
 * -1.
 */
int parts_read(const char *dir, const char *folder,
	       int (*each)(void *context, const char *path, struct why *why),
	       void *context, struct why *why);

#endif
