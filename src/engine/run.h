/*
 * A run: pilot, then block after block of invocations, each repeated at once
 * when other programs disturbed it. Rows go out as soon as an attempt ends.
 */
#ifndef GILBENCH_ENGINE_RUN_H
#define GILBENCH_ENGINE_RUN_H

#include "engine/invoke.h"
#include "engine/job.h"
#include "engine/run_listener.h"
#include "engine/schedule.h"
#include "model/ledger.h"
#include "model/tally.h"

/* Repeats of a disturbed invocation. */
#define RUN_MAX_REPEATS 3
/* Of all invocations: this many at once, then one in so many. A machine that
 * is always busy does not get quieter by repeating. */
#define RUN_FREE_REPEATS 10
#define RUN_STEPS_PER_REPEAT 4

struct run {
	struct bench bench;
	struct plan *plan; /* cells get their status */
	uint64_t seed;
	unsigned n_blocks; /* at most */
	double precision;  /* stop when it is reached; 0: at n_blocks */
	double max_time_s; /* no block begins that would end later; 0: any */
	struct job_limits limits;
	/* of a call that goes on; NULL: nothing is done, all is ours */
	const struct ledger *done;
	int hardware;         /* this machine's, in the ledger */
	const bool *wanted;   /* groups of this shard */
	unsigned first_order; /* goes on counting from there */
	const struct run_listener *listener;
	/* what came of it */
	uint64_t started_ns;
	struct job *jobs;   /* per group */
	struct tally tally; /* of what is stored */
	unsigned n_blocks_done;
	bool is_out_of_time;
	const struct python **no_meter; /* not tried again; the plan's */
	unsigned n_no_meter;
	unsigned n_repeated, n_tainted, n_failed;
	bool mismatch; /* checksums or the GIL's state */
	char mismatch_text[512];
};

/* Find the job sizes and compare the kernels' proofs. 0 or -1 (stopped). */
int run_pilot(struct run *run, struct why *why);

/* Seconds that the blocks will take, by the pilot. */
double run_estimate_s(const struct run *run);

/* All blocks. 0; or -1 when interrupted or when rows could not be kept. */
int run_blocks(struct run *run, struct why *why);

void run_fini(struct run *run);

#endif
