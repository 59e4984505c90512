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

/* What metered samples say; the shares are of workers x wall time. */
enum series_metered {
	METERED_UNIT_S,   /* wall time / units */
	METERED_GIL_WAIT, /* share: waiting, and lost to the drop */
	METERED_GIL_HOLD, /* share */
	METERED_FORCED,   /* forced drops per second of wall time */
	METERED_EDGES,    /* + a part: the share where it ends (split.h) */
};

/* Of samples that were not tainted. No points: the meter does not say. */
struct series series_of_metered(const struct history *history, unsigned what);

/* Median and sign interval. */
struct summary {
	double value;
	struct interval ci;
	unsigned n;
};

struct summary series_summary(const struct series *series);

#endif
