/*
 * Does the GIL hold a job back? One word for a job and kernel, from the
 * verdict on it; for jobs that no finding is about, by the same limits.
 */
#ifndef GILBENCH_OUTPUT_ANSWER_H
#define GILBENCH_OUTPUT_ANSWER_H

#include "output/contest.h"

enum answer_word {
	ANSWER_YES,
	ANSWER_PARTLY,
	ANSWER_NO,
	ANSWER_OTHER, /* threads do not gain, but not because of the GIL */
	ANSWER_CANNOT_TELL,
	ANSWER_NOT_MEASURED,
};

struct answer {
	enum answer_word word;
	int cell; /* the threads that show it; -1: not measured */
};

struct answer answer_find(const struct results *results,
			  const struct contest *contest, const char *kernel);

/* "yes"; "" of what was not measured. */
extern const char *const answer_words[];

#endif
