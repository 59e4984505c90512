/*
 * The ledger: which invocations of a plan are done, on which hardware, by the
 * rows that are there. Rows go in as they stand in their files, file by file.
 *
 * An invocation is done when an attempt at it is valid, or when its repeats are
 * spent: the call went on to another, or it was tried LEDGER_MAX_ATTEMPTS
 * times. A cell is done that failed LEDGER_MAX_FAILURES times or was skipped.
 */
#ifndef GILBENCH_MODEL_LEDGER_H
#define GILBENCH_MODEL_LEDGER_H

#include "model/sample.h"

#define LEDGER_MAX_ATTEMPTS 4
#define LEDGER_MAX_FAILURES 2

struct ledger;

/* Cells are borrowed. n_samples: of an attempt that has all. */
struct ledger *ledger_new(const struct cell *cells, unsigned n_cells,
			  unsigned n_blocks, unsigned n_samples);
void ledger_free(struct ledger *ledger);

/* A row. Those of an attempt stand together. */
void ledger_add(struct ledger *ledger, const struct sample *row);
/* The file ends here; `finished`: its call ended in order. */
void ledger_end_file(struct ledger *ledger, bool finished);
/* The cell cannot be run there, or not be metered. */
void ledger_skip(struct ledger *ledger, const char *hardware, unsigned cell,
		 bool metered);

/* The hardware that rows were from, by its number; -1: none of this name. */
unsigned ledger_n_hardware(const struct ledger *ledger);
int ledger_find(const struct ledger *ledger, const char *hardware);

/* The rest is of one hardware; -1: of one of which there is nothing. */

bool ledger_done(const struct ledger *ledger, int hardware, unsigned cell,
		 unsigned block, unsigned invocation, bool metered);
/* The number of the next attempt at a cell in a block. */
unsigned ledger_next_attempt(const struct ledger *ledger, int hardware,
			     unsigned cell, unsigned block);
/* How often it failed, and why the last time: NULL if never. */
unsigned ledger_failures(const struct ledger *ledger, int hardware,
			 unsigned cell, const char **reason);
bool ledger_skipped(const struct ledger *ledger, int hardware, unsigned cell);

/* Invocations of a cell: with the meter, too? And those that are left. */
unsigned ledger_steps(const struct ledger *ledger, unsigned cell, bool metered);
unsigned ledger_left(const struct ledger *ledger, int hardware, unsigned cell,
		     bool metered);

#endif
