/* What a comparison tells besides its numbers. Private to it. */
#ifndef GILBENCH_OUTPUT_COMPARE_NOTES_H
#define GILBENCH_OUTPUT_COMPARE_NOTES_H

#include "output/comparison.h"

/* Fill in warnings and notes; the result is there. */
void compare_notes(struct comparison *comparison);
/* Fill in the commands that would settle what is unclear. */
void compare_settle(struct comparison *comparison);

/* Append a line that is formatted, to be freed with the others. */
void lines_add(struct lines *lines, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void lines_fini(struct lines *lines);

/* Text in run.json, "" where there is none. Borrowed. */
const char *compare_fact(const struct comparison_run *run, const char *key);

#endif
