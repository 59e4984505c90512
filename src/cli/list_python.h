/* The capability table of one interpreter, as `gilbench list` prints it. */
#ifndef GILBENCH_CLI_LIST_PYTHON_H
#define GILBENCH_CLI_LIST_PYTHON_H

#include <stdio.h>

#include "machine/python.h"

/* What it is, what runs there, and what does not and why. */
void list_python(FILE *file, const struct python *python);

#endif
