/*
 * The statements about the GIL: which cells each is about, its rule, its words.
 * Private to the findings.
 */
#ifndef GILBENCH_MODEL_STATEMENTS_H
#define GILBENCH_MODEL_STATEMENTS_H

#include "model/findings_text.h"

/* One statement: the cells that it is about, the rule, the words. */
struct statement {
	const char *kernel, *executor;
	/* of the serial cell; GIL-bound of native code: it computes */
	enum measured_class class;
	bool on_cpus;
	const char *control_by; /* as in struct trial */
	bool gil_off;
	verdict_rule *rule;
	enum verdict (*over_workers)(const struct tally *tally);
	trial_measure *measure;
	struct findings_words words;
};

/* F1 ... F6, F7a, F7b, in this order. */
extern const struct statement statements[N_FINDINGS];

#endif
