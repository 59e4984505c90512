/*
 * What the samples say, put in order: for each cell its invocations, block
 * by block, and values per block that can be paired with another cell's.
 * Which attempt counts is decided here; what the numbers mean is not.
 */
#ifndef GILBENCH_MODEL_HISTORY_H
#define GILBENCH_MODEL_HISTORY_H

#include "model/cell.h"
#include "model/sample.h"
#include "model/split.h"
#include "model/stats.h"

/* One invocation with at least one attempt that has all its samples. */
struct invocation {
	unsigned block, number; /* number: in its block, serial has 0 and 1 */
	/* The last valid attempt: its first row, and medians of its samples.
	 * NULL and NAN: all attempts were tainted. */
	const struct sample *row;
	double unit_s;     /* wall time / units */
	double job_s;      /* wall time / loops */
	double cpu_share;  /* CPU time / (wall time x workers) */
	double unit_all_s; /* unit_s, median over tainted attempts too */
};

/* One value per block, in the order of blocks. */
struct point {
	unsigned block;
	double value;
};

struct series {
	struct point *points;
	size_t n;
};

struct history {
	struct invocation *invocations; /* by block and number */
	size_t n_invocations, n_valid;
	unsigned n_blocks;            /* in which the cell was tried */
	unsigned n_tainted, n_failed; /* attempts */
	/* The last complete attempt; the last that was tainted or failed. */
	const struct sample *complete, *tainted, *failed;
	/* Of metered samples; no points: there are none. Shares; where the
	 * parts of the time end; per second of wall time; seconds a unit. */
	struct series gil_wait, gil_hold;
	struct series edges[N_SPLIT_PARTS];
	struct series gil_forced, metered_unit_s;
};

enum history_rows {
	ROWS_VALID,
	ROWS_ALL, /* tainted ones too */
};

/*
 * Histories of all cells, n_cells elements; freed with history_free().
 * Samples are borrowed; those of cells beyond n_cells are passed over.
 */
struct history *history_make(const struct cell *cells, unsigned n_cells,
			     const struct sample *samples, size_t n_samples);
void history_free(struct history *histories, unsigned n_cells);

/* Seconds per unit: the mean of the invocations of each block. */
struct series series_of_time(const struct history *history,
			     enum history_rows rows);
/* a / b in the blocks that have both. */
struct series series_divide(const struct series *a, const struct series *b);
void series_fini(struct series *series);

/* Median and sign interval. */
struct summary {
	double value;
	struct interval ci;
	unsigned n;
};

struct summary series_summary(const struct series *series);

#endif
