/* plan.csv, read back: the cells of a plan. */
#ifndef GILBENCH_OUTPUT_PLAN_CSV_H
#define GILBENCH_OUTPUT_PLAN_CSV_H

#include "base/why.h"
#include "model/cell.h"

/* Of a run directory. Freed with plan_csv_free() in either case. 0 or -1. */
int plan_csv_read(const char *dir, struct cell **cells, unsigned *n_cells,
		  struct why *why);
void plan_csv_free(struct cell *cells, unsigned n_cells);

#endif
