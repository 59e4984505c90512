/* The files of other run directories of the same plan, copied into one. */
#ifndef GILBENCH_OUTPUT_GATHER_H
#define GILBENCH_OUTPUT_GATHER_H

#include "base/why.h"

/*
 * Bring the files of all calls in `from` into `to`. A file that is there is
 * left; one that has grown is taken. 0; or -1: also if two differ otherwise.
 */
int gather_parts(const char *to, const char *from, struct why *why);

#endif
