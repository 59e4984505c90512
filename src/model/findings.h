/*
 * The statements about the GIL, each decided by measurements. The rules
 * are those of gilbench-method(7); a verdict is never given when in doubt.
 */
#ifndef GILBENCH_MODEL_FINDINGS_H
#define GILBENCH_MODEL_FINDINGS_H

#include <stdbool.h>

#include "model/estimate.h"
#include "model/kin.h"

enum verdict {
	VERDICT_HOLDS,
	VERDICT_PARTLY,
	VERDICT_FAILS, /* "does not hold" */
	VERDICT_CANNOT_TELL,
	VERDICT_NOT_TESTED,
};
extern const char *const verdict_names[];

#define N_FINDINGS 8 /* F7 has two: what one gains, and what it costs */

/* What a group came to: in doubt with few workers, with more if these tell. */
struct finding_case {
	unsigned cell; /* that stands for it */
	enum verdict verdict;
};

struct finding {
	const char *id; /* "F1" */
	const char *statement;
	enum verdict verdict;
	char text[512]; /* the sentence with number and interval, or why not */
	struct finding_case *cases;
	size_t n_cases;
};

/* How an interpreter was built, as far as it decides its speed. */
struct findings_build {
	const char *label; /* as in cells */
	const char *version;
	const char *flags; /* compiler, options ...: the same text or not */
	bool free_threaded;
};

/* What the findings need to know besides the estimates. */
struct findings_input {
	const struct cell *cells;
	const struct history *histories;
	const struct estimate *estimates;
	unsigned n_cells;
	const struct findings_build *builds;
	unsigned n_builds;
	unsigned n_cpus, n_cores; /* usable */
	/* The speed-up that known waits allow for a cell (NAN: unknown). */
	double (*wait_bound)(const struct cell *cell, uint64_t size);
	/* A control, from whose speed nothing follows? NULL: none is. */
	bool (*is_control)(const struct cell *cell);
	const struct kin *kin; /* of the cells: findings_decide() finds it */
};

/* Fills in F1 ... F6, F7a, F7b; their cases are to be freed. */
void findings_decide(const struct findings_input *input,
		     struct finding findings[N_FINDINGS]);
void findings_free(struct finding findings[N_FINDINGS]);
/* Does it say more than the one before it, or is it to be left out? */
bool finding_adds(const struct finding findings[N_FINDINGS], unsigned i);

/* The class of a serial cell in Python: h is its GIL hold share, u its CPU time
 * over wall. Without h, u decides, and all that computes counts as bound. */
enum measured_class {
	MEASURED_GIL_BOUND, /* lo(h) >= .9 and lo(u) >= .9 */
	MEASURED_WAITING,   /* hi(u) <= .5 */
	MEASURED_MIXED,
	MEASURED_UNKNOWN,
};
enum measured_class findings_class(const struct estimate *serial);

#endif
