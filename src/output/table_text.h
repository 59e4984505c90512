/*
 * Text in columns for a terminal: never wider than 79, never a control
 * character, whatever names there are.
 */
#ifndef GILBENCH_OUTPUT_TABLE_TEXT_H
#define GILBENCH_OUTPUT_TABLE_TEXT_H

#include <stdio.h>

#define TABLE_COLUMNS 79

/* Characters, not bytes. */
unsigned text_width(const char *text);

/*
 * Print in a field of `width` columns, to the left or the right of it; what
 * is too long is cut and ends with '~'.
 */
void text_left(FILE *file, const char *text, unsigned width);
void text_right(FILE *file, const char *text, unsigned width);

/*
 * Print `head` in a field of `indent` columns (on a line of its own if it is
 * longer), then words, wrapped below each other.
 */
void text_wrap(FILE *file, const char *head, unsigned indent,
	       const char *words);
/* Items that must not be broken, `gap` blanks apart, wrapped. */
void text_items(FILE *file, char *const *items, unsigned n, unsigned gap);

#endif
