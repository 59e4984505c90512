/*
 * A comparison of run directories, and what a reader must be told with it.
 * Printed by compare_formats.h. The same directories give the same bytes.
 */
#ifndef GILBENCH_OUTPUT_COMPARISON_H
#define GILBENCH_OUTPUT_COMPARISON_H

#include <jansson.h>

#include "model/compare.h"

/* Lines of text, owned. */
struct lines {
	char **items;
	size_t n;
};

struct comparison_run {
	char *dir;
	json_t *json; /* run.json */
};

struct comparison_side {
	struct comparison_run *runs;
	struct compare_run *times; /* of the same runs */
	unsigned n_runs;
};

struct comparison {
	struct comparison_side sides[2]; /* A, B */
	struct compare_gate gate;
	const char *gate_text; /* as typed, borrowed; NULL */
	struct compare result;
	unsigned n_fail, n_suspected; /* cells, by the gate */
	struct lines warnings; /* A and B should not be compared at all */
	struct lines notes;    /* what explains a difference */
	struct lines settle;   /* commands that would settle what is unclear */
};

/*
 * Read the directories of both sides and compare them. 0, and comparison_fini()
 * is due; or -1 with why.
 */
int comparison_make(struct comparison *comparison, char *const *dirs[2],
		    const unsigned n_dirs[2], uint64_t seed, struct why *why);
void comparison_fini(struct comparison *comparison);

/* "2 threads", "serial", "ceiling of 2". free(). */
char *comparison_workers(const struct cell *cell);
/*
 * What tells the cell from others with the same workload, kernel, executor and
 * workers: "3.13.0t, pin core, gil=off"; or "". free().
 */
char *comparison_detail(const struct compare *compare, unsigned cell);
/* "train-step python, 2 threads (3.13.0t)". free(). */
char *comparison_name(const struct compare *compare, unsigned cell);

#endif
