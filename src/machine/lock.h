/*
 * One run at a time on a machine: a lock on a file of local disk, which ends
 * with the process that holds it and those it forked, however they end.
 */
#ifndef GILBENCH_MACHINE_LOCK_H
#define GILBENCH_MACHINE_LOCK_H

#include "base/why.h"

/* The file that all users of this machine share. */
const char *lock_path(void);

/*
 * Take it, and write into the file who holds it and what for: `note`. 1: it is
 * ours until the process ends; 0: another holds it, and
 * `holder` has what that one wrote, in printable characters; -1: see why.
 */
int lock_take(const char *path, const char *note, struct why *holder,
	      struct why *why);

#endif
