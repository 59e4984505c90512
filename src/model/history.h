/*
 * What the samples of a cell say, put in order: its invocations, block by
 * block. Which attempt counts is decided here; what the numbers mean is not.
 *
 * Histories are made by an intake (intake.h) and stay packed, about 15 bytes
 * for a row of samples.csv: a walk unpacks one invocation after the other.
 */
#ifndef GILBENCH_MODEL_HISTORY_H
#define GILBENCH_MODEL_HISTORY_H

#include "model/roll.h"

/* Samples with the same units and loops, and what they computed. */
struct task {
	uint64_t units;
	unsigned loops;
	uint64_t checksum, other; /* of the first; of one that differs */
	unsigned first, last;     /* blocks; last: before `other` */
	unsigned other_block;
	bool differs; /* there is an `other` */
};

/* What the rows of an attempt say of how it ran. */
struct witness {
	uint64_t units;
	unsigned loops; /* 0: there is no such attempt */
	int gil_before, server_shares_cpu, oversubscribed; /* as in a row */
};

struct history {
	unsigned n_samples; /* of an attempt that has all of them */
	double n_parallel;  /* interpreters whose time the wall time holds */
	struct roll timed, metered;
	struct task *tasks;
	unsigned n_tasks;
	size_t n_valid;               /* invocations */
	unsigned n_blocks;            /* in which the cell was tried */
	unsigned n_tainted, n_failed; /* attempts */
	size_t n_twice; /* attempts that another part has too: left out */
	struct witness complete; /* the last attempt that is */
	/* Why the last attempt was tainted that was, or failed: owned; NULL:
	 * none was. */
	char *tainted, *failed;
};

void history_free(struct history *histories, unsigned n_cells);
/* Of the last complete attempt, borrowed; NULL: there is none. */
const struct witness *history_complete(const struct history *history);

/* One invocation with at least one attempt that has all its samples. */
struct invocation {
	unsigned block, number; /* number: in its block, serial has 0 and 1 */
	double unit_all_s;      /* as unit_s, median over tainted ones too */
	bool valid; /* an attempt is: the last one that is, NAN and 0 if not */
	unsigned n_samples;
	const double *wall_s; /* borrowed until the next invocation */
	double unit_s;        /* median of wall time / units */
	double job_s;         /* median of wall time / loops */
	double cpu_share;     /* CPU time / (wall time x workers) */
	double startup_s, dispatch_s, teardown_s, pss_bytes;
	double foreign_share; /* foreign_s / watched_s */
	double fairness;      /* median */
};

/* Private, but for the caller's stack. */
struct history_walk {
	const struct history *history;
	struct roll_reader reader;
	struct entry next, valid;
	double *all, *sorted;
	bool more;
};

/* Begin a walk. It must go on until history_next() says false, or end. */
struct history_walk history_walk(const struct history *history);
/* The next invocation, by block and number. False: the end. */
bool history_next(struct history_walk *walk, struct invocation *invocation);
void history_end(struct history_walk *walk);

#endif
