/*
 * The end of a run on the terminal: what was measured, the findings, what to
 * use here. Shared by `run` and `merge`. Plain text, at most 79 columns. Of
 * more than RESULTS_MAX_SHOWN cells it says that there is none.
 */
#ifndef GILBENCH_OUTPUT_TABLE_H
#define GILBENCH_OUTPUT_TABLE_H

#include <stdio.h>

#include "output/results.h"

void table_print(FILE *file, const struct results *results);

#endif
