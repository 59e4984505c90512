/*
 * A set of files that a workload makes once and finds again: a directory
 * below the cache. It appears at once and complete, so runs at the same time
 * do not disturb each other, and one that is killed leaves no half set.
 */
#ifndef GILBENCH_MADE_SET_H
#define GILBENCH_MADE_SET_H

#include "base/why.h"

/* Write the files of the set into a directory. 0 or -1. */
typedef int made_set_fill(void *context, const char *directory,
			  struct why *why);

/*
 * The directory CACHE_DIR/NAME, filled unless it is there. The name must say
 * all that the content depends on. *directory is freed with free(). 0 or -1.
 */
int made_set(const char *cache_dir, const char *name, made_set_fill *fill,
	     void *context, char **directory, struct why *why);

#endif
