/*
 * Did anything change between two sides of one or several runs each? Cells
 * are matched by their id; the time is that of a unit of work. The rules are
 * in gilbench-method(7).
 */
#ifndef GILBENCH_MODEL_COMPARE_H
#define GILBENCH_MODEL_COMPARE_H

#include <stdbool.h>

#include "model/compare_side.h"

/* Fewer runs a side cannot tell a change from a machine in another mood. */
#define COMPARE_MIN_RUNS 3
/* Less is no change, however exactly it was measured. */
#define COMPARE_MIN_MARGIN 0.02

enum compare_verdict {
	COMPARE_FASTER,
	COMPARE_SLOWER,
	COMPARE_SAME,
	COMPARE_UNCLEAR,
	N_COMPARE_VERDICTS,
};

extern const char *const compare_verdict_names[N_COMPARE_VERDICTS];

/* "slower>5%": which change is too much. */
struct compare_gate {
	bool on, faster; /* faster: that one must not happen */
	double limit;    /* 0.05 */
};

struct compare_cell {
	const struct cell *cell; /* of A, borrowed */
	double time_s[2];        /* of a unit: A, B; NAN: not measured */
	unsigned n_runs[2];      /* with times */
	size_t n[2];             /* invocations */
	double ratio;            /* time of B over time of A */
	struct interval ci;
	double p, p_adjusted; /* of no change; Benjamini and Hochberg */
	double margin;        /* less than this is "same": 0.02 is 2 % */
	enum compare_verdict verdict;
	char reason[160]; /* of what is unclear; else "" */
	double p_gate;    /* of not being beyond the gate; Holm */
	/* Proven to be beyond it; beyond it, but not proven. */
	bool fails, suspected;
};

/* The geometric mean over the cells of a workload that have an interval. */
struct compare_workload {
	const char *name; /* borrowed from a cell */
	double ratio;
	struct interval ci;
	unsigned n_cells;
};

struct compare {
	struct compare_cell *cells; /* those that both sides have */
	unsigned n_cells, n_verdicts[N_COMPARE_VERDICTS];
	unsigned n_only[2]; /* cells that the other side's plans lack */
	struct compare_workload *workloads;
	unsigned n_workloads;
	bool few_runs; /* a side has fewer than COMPARE_MIN_RUNS */
};

/* sides: A, B. The runs must outlive the result. 0, or -1 with why. */
int compare_make(struct compare *compare, const struct compare_side sides[2],
		 const struct compare_gate *gate, uint64_t seed,
		 struct why *why);
void compare_fini(struct compare *compare);

#endif
