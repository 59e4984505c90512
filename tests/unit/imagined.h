/* Interpreters and machines that there are not, for the tests of plans. */
#ifndef GILBENCH_TESTS_IMAGINED_H
#define GILBENCH_TESTS_IMAGINED_H

#include "engine/plan.h"
#include "engine/plan_options.h"

/* What an interpreter is, besides a CPython whose _gilbench works. */
enum {
	IMAGINED_FREE_THREADED = 1, /* built so, and the GIL is off */
	IMAGINED_NUMPY = 2,
};

struct python imagined_python(const char *label, const char *version,
			      unsigned what);

/* The default options of `gilbench run --seed 7` for these interpreters. */
struct plan_options imagined_options(const struct python *pythons,
				     unsigned n_pythons);

/* A list of names for the options, which lives as long as the block. */
#define LIST(...)                                                              \
	((struct text_list){ (char *[]){ __VA_ARGS__ },                        \
			     sizeof((char *[]){ __VA_ARGS__ }) /               \
				     sizeof(char *) })

/* plan_make() on a machine of n_cores; fails the test if it does. */
void imagined_plan(struct plan *plan, const struct plan_options *options,
		   unsigned n_cores);
/* The same where plan_make() must fail; `words` stand in what it says. */
void imagined_refusal(const struct plan_options *options, const char *words);

/* "workload/kernel/executor/workers": borrowed until the next call. */
const char *imagined_name(const struct cell *cell);
/* How many cells have `text` in "that name/pin/python/params". */
unsigned imagined_count(const struct plan *plan, const char *text);

#endif
