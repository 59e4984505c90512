/* The parts of the table on the terminal. Private to table.c. */
#ifndef GILBENCH_OUTPUT_TABLE_PARTS_H
#define GILBENCH_OUTPUT_TABLE_PARTS_H

#include <stdio.h>

#include "output/contest.h"

/* The table of jobs. */
void table_jobs(FILE *file, const struct results *results,
		const struct contest *contests, unsigned n);
/* Speed-ups over one worker of the same executor; nothing if none is known. */
void table_self(FILE *file, const struct results *results,
		const struct contest *contests, unsigned n);
/* NOT MEASURED: what failed or was skipped, by reason; nothing if all is. */
void table_gaps(FILE *file, const struct results *results,
		const struct contest *contests, unsigned n);
/* USE HERE: what to choose, from the estimates. */
void table_advice(FILE *file, const struct results *results,
		  const struct contest *contests, unsigned n);

/*
 * Call print() for each contest, those of one interpreter and GIL state one
 * after the other, below a line that names it if there are several. What
 * cannot run at all is left to table_gaps().
 */
void table_by_python(FILE *file, const struct results *results,
		     const struct contest *contests, unsigned n,
		     void (*print)(void *context,
				   const struct contest *contest),
		     void *context);

#endif
