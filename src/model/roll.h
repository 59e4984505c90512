/*
 * What is kept of an attempt at a cell: the wall times of all its samples,
 * and the rest that estimates need, packed. Attempts of one kind, timed or
 * metered, follow each other in a roll, one per cell and kind.
 */
#ifndef GILBENCH_MODEL_ROLL_H
#define GILBENCH_MODEL_ROLL_H

#include "model/packed.h"
#include "model/sample.h"

/* Rows beyond these cannot be kept. */
#define ROLL_MAX_INVOCATION 3
#define ROLL_MAX_ATTEMPT 0xffff
#define ROLL_MAX_SAMPLES 1000000

struct entry {
	/*
	 * Its first row. Kept of it are block, invocation, attempt, status;
	 * if timed, startup_s ... pss_bytes, watched_s and foreign_s; if
	 * metered, wall_s, sample, CPU times, run_delay_s, and of the meter
	 * all but the numbers of acquisitions. And `part` of both.
	 */
	struct sample row;
	unsigned task; /* index into the tasks of the cell */
	/* Timed: wall times of the samples; and CPU time / wall, a median. */
	unsigned n_samples;
	double *wall_s; /* owned */
	double cpu_per_wall;
	double fairness; /* likewise */
};

void entry_fini(struct entry *entry);

/* What the next entry is kept as the difference from. */
struct roll_state {
	int64_t last[12];
	unsigned task, n_samples, part;
};

struct roll {
	bool metered;
	bool unsorted; /* or something is there twice */
	struct packed packed;
	size_t n_entries;
	size_t n_twice; /* left out by roll_sort() */
	uint64_t last_key;
};

/* `state` is { 0 } for the first: the caller keeps it from one to the next. */
void roll_add(struct roll *roll, struct roll_state *state,
	      const struct entry *entry);
/*
 * Sort by block, invocation, attempt. Of those that several parts have one is
 * kept, the first that was added unless only others are valid. 0, or -1 when
 * one part has an attempt twice, which *twice then is of, and the roll of no
 * further use.
 */
int roll_sort(struct roll *roll, struct sample *twice);
void roll_fini(struct roll *roll);

/* Reading a roll from its start. */
struct roll_reader {
	const struct roll *roll;
	const unsigned char *at;
	struct roll_state state;
};

struct roll_reader roll_read(const struct roll *roll);
/* The next attempt, in `entry`, which begins as { 0 }. False: the end. */
bool roll_next(struct roll_reader *reader, struct entry *entry);
/* An attempt of a sorted roll; asking in order goes through it once. False:
 * it is not there. */
bool roll_find(struct roll_reader *reader, unsigned block, unsigned attempt,
	       struct entry *entry);

#endif
