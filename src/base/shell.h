/* Words as a POSIX shell reads them. */
#ifndef GILBENCH_BASE_SHELL_H
#define GILBENCH_BASE_SHELL_H

#include <stdio.h>

/* The word bare, if nothing in it means anything to a shell; or quoted. */
void shell_put(FILE *file, const char *word);

#endif
