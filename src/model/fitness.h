/*
 * Is a machine fit to measure on? Facts about it become items, each with a
 * grade and what to do about it, and a verdict. Where facts come from is not
 * known here: a machine may be imagined.
 */
#ifndef GILBENCH_MODEL_FITNESS_H
#define GILBENCH_MODEL_FITNESS_H

#include "model/fitness_facts.h"

/* All facts not known. */
void fitness_init(struct fitness_facts *facts);

enum fitness_grade {
	FITNESS_GOOD,
	FITNESS_FAIR, /* measure, and know this */
	FITNESS_BAD,
	FITNESS_UNKNOWN,
};

/* What it takes to mend a bad item; only such decide. */
enum fitness_weight {
	WEIGHT_NONE, /* convenience */
	WEIGHT_NOW,  /* waiting; not knowing counts too */
	WEIGHT_ABLE, /* another machine, or other limits on this one */
};

struct fitness_item {
	const char *name; /* "noise-floor" */
	enum fitness_grade grade;
	enum fitness_weight weight;
	char value[160];
	char advice[280]; /* "": nothing to do */
};

enum {
	FITNESS_MAX_ITEMS = 24
};

enum fitness_verdict {
	FITNESS_FIT,
	FITNESS_NOISY, /* it cannot be told, or not now */
	FITNESS_UNABLE,
};

/* Returns how many items there are. */
unsigned fitness_judge(const struct fitness_facts *facts,
		       struct fitness_item items[FITNESS_MAX_ITEMS]);
enum fitness_verdict fitness_verdict(const struct fitness_item *items,
				     unsigned n);
/* "Fit to measure: with care (boost)." free(). */
char *fitness_sentence(const struct fitness_item *items, unsigned n);

extern const char *const fitness_grade_names[];
extern const char *const fitness_verdict_names[];

#endif
