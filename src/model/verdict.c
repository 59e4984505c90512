/* Rules, doubts, and their combination. Texts of verdicts are elsewhere. */
#include "model/verdict.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A share of the ceiling above this is all that one can expect. */
#define FULL_SHARE 0.75

/* The least that the machine itself must gain, to show anything. */
#define LEAST_CEILING 1.5

enum verdict verdict_flat(const struct evidence *evidence)
{
	if (evidence->ratio.high < VERDICT_NO_GAIN)
		return VERDICT_HOLDS;
	if (evidence->share.low >= FULL_SHARE)
		return VERDICT_FAILS;
	if (evidence->ratio.low >= VERDICT_NO_GAIN)
		return VERDICT_PARTLY;
	return VERDICT_CANNOT_TELL;
}

enum verdict verdict_gain(const struct evidence *evidence)
{
	if (evidence->share.low >= FULL_SHARE)
		return VERDICT_HOLDS;
	if (evidence->ratio.high < VERDICT_NO_GAIN)
		return VERDICT_FAILS;
	if (evidence->ratio.low >= VERDICT_NO_GAIN)
		return VERDICT_PARTLY;
	return VERDICT_CANNOT_TELL;
}

enum verdict verdict_loss(const struct evidence *evidence)
{
	if (evidence->ratio.low >= 0.8)
		return VERDICT_HOLDS;
	if (evidence->ratio.low >= 0.5)
		return VERDICT_PARTLY;
	if (evidence->ratio.high < 0.5)
		return VERDICT_FAILS;
	return VERDICT_CANNOT_TELL;
}

enum verdict verdict_near(const struct evidence *evidence)
{
	if (evidence->ratio.low >= 0.9)
		return VERDICT_HOLDS;
	if (evidence->ratio.high < 0.9)
		return VERDICT_FAILS;
	return VERDICT_CANNOT_TELL;
}

enum verdict verdict_cheap(const struct evidence *evidence)
{
	if (evidence->ratio.high <= 1.1)
		return VERDICT_HOLDS;
	if (evidence->ratio.low > 1.1)
		return VERDICT_FAILS;
	return VERDICT_CANNOT_TELL;
}

__attribute__((format(printf, 2, 3))) static bool doubt(struct trial *trial,
							const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(trial->reason, sizeof(trial->reason), format, args);
	va_end(args);
	return true;
}

/* What failed has no times that count, whatever it did before. */
static bool has_failed(struct trial *trial, const char *what,
		       const struct estimate *estimate)
{
	return estimate && estimate->status == CELL_FAILED &&
	       doubt(trial, "%s failed (%.150s)", what, estimate->reason);
}

/* Too little was measured. */
static bool lacks_rows(struct trial *trial)
{
	const struct estimate *estimate = trial->estimate;

	if (has_failed(trial, "it", estimate) ||
	    has_failed(trial, "serial, its baseline,", trial->serial) ||
	    has_failed(trial, "what it is compared with", trial->rival) ||
	    has_failed(trial, "the control", trial->control))
		return true;
	if (trial->n_pairs < STATS_MIN_PAIRS)
		return doubt(trial, "%u valid blocks, %d are needed: %s",
			     trial->n_pairs, STATS_MIN_PAIRS,
			     estimate->n_tainted > trial->n_pairs
				     ? "a quieter machine would help"
				     : "more --blocks");
	for (int i = 0; i < 2; i++) {
		if (estimate &&
		    4 * estimate->n_blocks_lost > estimate->n_blocks)
			return doubt(trial,
				     "%u of %u blocks were lost: a quieter "
				     "machine would help",
				     estimate->n_blocks_lost,
				     estimate->n_blocks);
		estimate = trial->rival;
	}
	return false;
}

/* The machine, or the measurement, cannot show the effect. */
static bool lacks_control(struct trial *trial)
{
	const struct estimate *estimate = trial->estimate;
	const struct estimate *control = trial->control;

	if (trial->on_cpus && isnan(estimate->ceiling_ci.low))
		return doubt(trial, "what plain C gains is not known");
	if (trial->shows_nothing)
		return doubt(trial,
			     "this machine cannot show it: plain C gains "
			     "only %.2fx (%.2f-%.2f)",
			     estimate->ceiling, estimate->ceiling_ci.low,
			     estimate->ceiling_ci.high);
	if (control && control->speedup_ci.low >= VERDICT_NO_GAIN)
		return doubt(trial,
			     "this machine cannot show it: the control, GIL "
			     "kept, gains %.2fx",
			     control->speedup);
	if (trial->evidence[ROWS_VALID].ratio.low > 1.1 * trial->bound)
		return doubt(trial, "%.2fx is implausible: %.2fx is possible",
			     trial->value, trial->bound);
	if (trial->short_waits)
		return doubt(trial, "the server shares a CPU with the workers "
				    "and latency is under 5 ms");
	return false;
}

/* A gain is put down to the GIL only if keeping it takes the gain away. */
static bool lacks_proof(struct trial *trial, enum verdict verdict)
{
	const struct estimate *control = trial->control;

	if (!trial->control_by ||
	    (verdict != VERDICT_HOLDS && verdict != VERDICT_PARTLY))
		return false;
	/* without one, waiting is said to overlap, but not why */
	if (!control)
		return trial->on_cpus &&
		       doubt(trial, "no control: add %s", trial->control_by);
	if (isnan(control->speedup_ci.high))
		return doubt(trial, "the control, GIL kept, has too few valid "
				    "blocks");
	if (control->speedup_ci.high >= VERDICT_NO_GAIN)
		return doubt(trial,
			     "the control, GIL kept, is not clear: %.2fx "
			     "(%.2f-%.2f)",
			     control->speedup, control->speedup_ci.low,
			     control->speedup_ci.high);
	return false;
}

/* Might it be more than partly? The upper end alone would say so. */
static bool leaves_open(const struct evidence *evidence, verdict_rule *rule)
{
	const double ratio = evidence->ratio.high, share = evidence->share.high;
	const struct evidence upper = { { ratio, ratio }, { share, share } };

	return rule(evidence) == VERDICT_PARTLY &&
	       rule(&upper) != VERDICT_PARTLY;
}

void verdict_judge(struct trial *trial, verdict_rule *rule)
{
	const struct evidence *evidence = &trial->evidence[ROWS_VALID];
	enum verdict verdict = rule(evidence);

	trial->verdict = VERDICT_CANNOT_TELL;
	trial->leaves_open = leaves_open(evidence, rule);
	trial->shows_nothing = trial->on_cpus &&
			       trial->estimate->ceiling_ci.low < LEAST_CEILING;
	if (*trial->reason || lacks_rows(trial) || lacks_control(trial) ||
	    lacks_proof(trial, verdict))
		return;
	if (isnan(evidence->ratio.low))
		doubt(trial, "too few valid blocks: more --blocks");
	else if (verdict == VERDICT_CANNOT_TELL)
		doubt(trial, "%.2f (%.2f-%.2f) decides nothing: more --blocks",
		      trial->value, evidence->ratio.low, evidence->ratio.high);
	else if (rule(&trial->evidence[ROWS_ALL]) != verdict)
		doubt(trial, "disturbed rows, if counted, would change the "
			     "verdict: a quieter machine would help");
	else
		trial->verdict = verdict;
}

enum verdict verdict_combine(const struct tally *tally)
{
	const unsigned *n = tally->n;

	if (n[VERDICT_PARTLY] || (n[VERDICT_HOLDS] && n[VERDICT_FAILS]))
		return VERDICT_PARTLY;
	if (n[VERDICT_CANNOT_TELL])
		return VERDICT_CANNOT_TELL;
	if (n[VERDICT_HOLDS])
		return VERDICT_HOLDS;
	return n[VERDICT_FAILS] ? VERDICT_FAILS : VERDICT_NOT_TESTED;
}

enum verdict verdict_any(const struct tally *tally)
{
	const unsigned *n = tally->n;

	if (n[VERDICT_FAILS])
		return VERDICT_FAILS;
	if (n[VERDICT_PARTLY])
		return VERDICT_PARTLY;
	return verdict_combine(tally);
}
