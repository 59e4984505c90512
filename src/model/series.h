/*
 * Values of a cell by block, which can be paired with another cell's.
 */
#ifndef GILBENCH_MODEL_SERIES_H
#define GILBENCH_MODEL_SERIES_H

#include "model/history.h"
#include "model/split.h"
#include "model/stats.h"

/* One value per block, in the order of blocks. */
struct point {
	unsigned block;
	double value;
};

struct series {
	struct point *points;
	size_t n;
};

enum history_rows {
	ROWS_VALID,
	ROWS_ALL, /* tainted ones too */
};

/* Seconds per unit: the mean of the invocations of each block. */
struct series series_of_time(const struct history *history,
			     enum history_rows rows);
/* a / b in the blocks that have both. */
struct series series_divide(const struct series *a, const struct series *b);
void series_fini(struct series *series);

/* Of metered samples that were not tainted. No points: there are none. */
struct metered {
	struct series gil_wait, gil_hold;   /* shares */
	struct series edges[N_SPLIT_PARTS]; /* where parts of the time end */
	struct series gil_forced;           /* per second of wall time */
	struct series unit_s;
};

struct metered metered_series(const struct history *history);
void metered_fini(struct metered *metered);

/* Median and sign interval. */
struct summary {
	double value;
	struct interval ci;
	unsigned n;
};

struct summary series_summary(const struct series *series);

#endif
