/*
 * What to choose for a job, among what was measured. Of choices within 5 % the
 * simplest one wins: fewer workers, threads before processes. Controls are no
 * choice.
 */
#ifndef GILBENCH_OUTPUT_CHOICE_H
#define GILBENCH_OUTPUT_CHOICE_H

#include "output/contest.h"

/* Cells; -1: there is none. */
struct choice {
	int python; /* the best in pure Python */
	int other;  /* of other kernels, if that is worth the writing */
};

/* Was it measured, and did it not fail in the end? */
bool choice_works(const struct results *results, unsigned cell);

struct choice choice_find(const struct results *results,
			  const struct contest *contest);

/* As many threads as the processes `cell`, with the same kernel; or -1. */
int choice_rival(const struct results *results, const struct contest *contest,
		 unsigned cell);

/*
 * Threads of a job that waits pay off until the GIL is never free: as many at
 * once as one unit's time has room for holds. NAN: the cell is no such job,
 * that is not known, or it has as many already.
 */
double choice_room(const struct results *results, unsigned cell);

#endif
