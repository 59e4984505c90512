/* What is text, and not syntax, in markdown as GitHub reads it. */
#ifndef GILBENCH_OUTPUT_MARKDOWN_ESCAPE_H
#define GILBENCH_OUTPUT_MARKDOWN_ESCAPE_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Write one line of UTF-8 so that it shows itself. It must also read well as it
 * is, so only what would be syntax is escaped. at_start: a list, a quote, a
 * heading could begin here.
 */
void markdown_escape(FILE *file, const char *line, bool at_start);

#endif
