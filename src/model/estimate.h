/*
 * From samples to estimates: one row of cells.csv per cell.
 *
 * The unit of analysis is the invocation: the median of its samples. A
 * speed-up is the median over blocks of (block's baseline / cell), where the
 * block's baseline is the mean of its two serial invocations, or the one that
 * is valid. Tainted attempts leave the estimates; the ones called _all keep
 * them. The last valid attempt of an invocation counts.
 */
#ifndef GILBENCH_MODEL_ESTIMATE_H
#define GILBENCH_MODEL_ESTIMATE_H

#include <stdio.h>

#include "model/cell.h"
#include "model/history.h"
#include "model/repetition.h"
#include "model/split.h"
#include "model/stats.h"

struct estimate {
	const struct cell *cell; /* borrowed */
	enum cell_status status;
	const char *reason; /* borrowed from the cell or its history; "" */
	unsigned n;         /* valid invocations */
	unsigned n_blocks, n_blocks_lost; /* lost: no valid pair there */
	unsigned n_tainted, n_failed;     /* attempts */
	double wall_s;                    /* of one job: of a sample / loops */
	struct interval wall;
	double throughput; /* units per second */
	double speedup;    /* over serial, which is 1 without interval */
	struct interval speedup_ci;
	unsigned n_pairs;
	double self_speedup; /* over one worker of the same executor */
	struct interval self_speedup_ci;
	/* S / C by block: the workload's own ceiling, or the plan's first. */
	double efficiency;
	struct interval efficiency_ci;
	double ceiling; /* C: the ceiling's own speed-up */
	struct interval ceiling_ci;
	double speedup_all, efficiency_all; /* with tainted rows */
	struct interval speedup_all_ci, efficiency_all_ci;
	double cpu_share; /* u: CPU time / (wall x workers) */
	struct interval cpu_share_ci;
	double aa; /* baseline only: median of |ln(first / last)| */
	/* Baseline only: the trend of its times, from first to last block. */
	double drift; /* .03: the last ones are 3 % longer */
	struct interval drift_ci;
	unsigned n_outliers;
	struct repetition repetition;
	double startup_s, dispatch_s, teardown_s, pss_bytes; /* medians */
	double foreign_share; /* median of foreign_s / watched_s */
	double gil_wait_share, gil_hold_share; /* NAN until metered */
	struct interval gil_hold_ci;
	/* By enum split_part: differences of medians, so they add up to 1. */
	double split[N_SPLIT_PARTS];
	double gil_forced_per_s;
	double meter_cost; /* metered / timed, paired by block, less 1 */
	struct interval meter_cost_ci;
	/* Share of the lost time, 1 - S / workers, that is GIL wait. */
	double loss_waiting;
	struct interval loss_waiting_ci;
	double lat_p50_s, lat_p99_s;
	double fairness;    /* of workers, median; NAN: one worker */
	uint64_t checksum;  /* of a sample */
	int checksum_known; /* all samples of the cell have the same */
};

/* Estimates of all cells, in their order, freed with free(). */
struct estimate *estimate_cells(const struct cell *cells,
				const struct history *histories,
				unsigned n_cells);

/* Forget all that is made of a speed-up: it has none after all. */
void estimate_drop_speedups(struct estimate *estimate);

/* cells.csv. */
void estimate_write(FILE *file, const struct estimate *estimates, unsigned n);

#endif
