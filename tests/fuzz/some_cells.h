/* A plan of three cells whose ids are short, for seeds made by hand. */
#ifndef GILBENCH_TESTS_SOME_CELLS_H
#define GILBENCH_TESTS_SOME_CELLS_H

#include "model/cell.h"

#define N_SOME_CELLS 3

/* Serial "s", two threads "t" and two processes "p" of train-step. */
struct cell *some_cells_new(void);
void some_cells_free(struct cell *cells);

#endif
