/*
 * The rules of gilbench-method(7): from the numbers of one cell to a
 * verdict, and from several verdicts to one. Private to the findings.
 */
#ifndef GILBENCH_MODEL_VERDICT_H
#define GILBENCH_MODEL_VERDICT_H

#include "model/trial.h"

typedef enum verdict verdict_rule(const struct evidence *evidence);

/* F1 of one cell; F3, F4, F5, F7a; F2; F6; F7b. Cannot tell: none fires. */
verdict_rule verdict_flat, verdict_gain, verdict_loss, verdict_near,
	verdict_cheap;

/* A gain below this is none. */
#define VERDICT_NO_GAIN 1.2

/* Judge by the rule, unless there is a reason for doubt. */
void verdict_judge(struct trial *trial, verdict_rule *rule);

/* How many of each verdict there are. */
struct tally {
	unsigned n[VERDICT_NOT_TESTED + 1];
};

/*
 * Many into one: all hold, all fail, or a decided mixture: partly. What is
 * undecided matters unless every outcome of it would give the same.
 */
enum verdict verdict_combine(const struct tally *tally);
/* F1, over the worker counts of one group: one that gains is enough. */
enum verdict verdict_any(const struct tally *tally);

#endif
