/* Finding cells by their id: quick in plans of any size. */
#ifndef GILBENCH_MODEL_CELL_INDEX_H
#define GILBENCH_MODEL_CELL_INDEX_H

#include "model/cell.h"

struct cell_index;

/* The cells are borrowed. */
struct cell_index *cell_index_new(const struct cell *cells, unsigned n_cells);
void cell_index_free(struct cell_index *index);

/* The cell's number, or -1. Quickest for the same as before. */
int cell_index_find(struct cell_index *index, const char *id);

#endif
