/* Words and numbers for cells, as tables and reports show them. */
#ifndef GILBENCH_OUTPUT_CELL_TEXT_H
#define GILBENCH_OUTPUT_CELL_TEXT_H

#include <stdbool.h>

#include "output/contest.h"

/* "2 threads", "1 thread", "1 process"; "1 asyncio". free(). */
char *cell_count_text(unsigned workers, const char *executor);
/* The same for a table; of a serial cell "1". free(). */
char *cell_workers_text(const struct cell *cell);
/* "train-step (batch=32) native 2 threads", for a list. free(). */
char *cell_name_text(const struct results *results,
		     const struct contest *contests, unsigned n_contests,
		     unsigned cell);

/* What a parallel cell takes longer to start than serial; or NAN. */
double cell_start_s(const struct results *results, unsigned cell);

/* Three digits, zeros behind: "42600", "587", "4.12"; "-". Returns text. */
const char *cell_rate_text(double x, char *text, unsigned n);
/* "1.96", "72.3", "120". Returns text. */
const char *cell_ratio_text(double x, char *text, unsigned n);

/*
 * The cells that share a status and a reason, of those that are not ok, are
 * one gap; its first cell stands for it. Is that this cell?
 */
bool cell_leads_gap(const struct results *results, unsigned cell);
/* Names of the gap's cells, by commas; beyond n_named they are counted. free().
 */
char *cell_gap_text(const struct results *results,
		    const struct contest *contests, unsigned n_contests,
		    unsigned first, unsigned n_named);

#endif
