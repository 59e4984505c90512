/*
 * The intake: rows of samples.csv go in one by one, in the order of the file,
 * and histories come out. Nothing is kept of a row but what they hold, so
 * that memory is bounded by the number of invocations.
 *
 *	sample_next() -> intake_add() ... -> intake_finish() -> estimates
 *
 * Rows of an attempt must stand together, by sample, as `run` writes them.
 * Attempts may come in any order.
 */
#ifndef GILBENCH_MODEL_INTAKE_H
#define GILBENCH_MODEL_INTAKE_H

#include "model/cell.h"
#include "model/history.h"

struct intake;

enum intake_rows {
	INTAKE_ALL,
	INTAKE_TIMED, /* of metered rows only the checksums: half the memory */
};

/* The cells are borrowed. */
struct intake *intake_new(const struct cell *cells, unsigned n_cells,
			  enum intake_rows rows);
/*
 * 0, or -1 for a row that cannot stand here: see why, which does not name
 * file and line. The row is copied.
 */
int intake_add(struct intake *intake, const struct sample *row,
	       struct why *why);
/*
 * Histories of all cells, freed with history_free(), and how many rows went
 * in. NULL if an attempt is there twice: *twice has its cell, block, attempt.
 * The intake is freed.
 */
struct history *intake_finish(struct intake *intake, size_t *n_rows,
			      struct sample *twice);

#endif
