/*
 * Rules about what happens on the machine: who uses its CPUs, and how well a
 * program agrees with itself.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "model/fitness_rules.h"

/* |ln| of two times of the same plain C, one right after the other. */
#define GOOD_AA .02
#define FAIR_AA .05
/* The rule of "cannot tell" for the ceiling (findings.c). */
#define ABLE_CEILING 1.5
#define GOOD_CEILING .9 /* of the number of workers */

/* "0.3", "3.1", "31": percent. */
static const char *show_percent(double share, char *text, size_t n)
{
	double percent = 100 * share;

	snprintf(text, n, percent < 9.95 ? "%.1f" : "%.0f", percent);
	return text;
}

static bool is_busy(const struct fitness_facts *facts)
{
	return facts->foreign_share > facts->foreign_limit ||
	       facts->steal_share > facts->steal_limit ||
	       facts->throttled_s > 0;
}

static void say_unseen(const struct fitness_facts *facts,
		       struct fitness_item *item)
{
	fitness_say(item, FITNESS_UNKNOWN,
		    isnan(facts->watched_s)
			    ? "not watched"
			    : "/proc/stat does not show these CPUs");
}

static void advise_load(const struct fitness_facts *facts,
			struct fitness_item *item)
{
	const char *remedy = item->grade == FITNESS_BAD
				     ? " End it, or wait: gilbench run --wait."
				     : "";
	char limit[16], share[16], culprit[120] = "";

	if (*facts->busiest)
		snprintf(culprit, sizeof(culprit), " The busiest: %s, %s %%.",
			 facts->busiest,
			 show_percent(facts->busiest_share, share,
				      sizeof(share)));
	fitness_advise(item, "Above %s %% it spoils samples.%s%s",
		       show_percent(facts->foreign_limit, limit, sizeof(limit)),
		       culprit, remedy);
}

static void judge_load(const struct fitness_facts *facts,
		       struct fitness_item *item)
{
	double share = facts->foreign_share, limit = facts->foreign_limit;
	char percent[16], seconds[32];

	if (isnan(share)) {
		say_unseen(facts, item);
		return;
	}
	fitness_say(
		item,
		share > limit        ? FITNESS_BAD
		: share > .2 * limit ? FITNESS_FAIR
				     : FITNESS_GOOD,
		"other programs used a CPU for %s %% of %s",
		show_percent(share, percent, sizeof(percent)),
		units_show_seconds(facts->watched_s, seconds, sizeof(seconds)));
	if (item->grade != FITNESS_GOOD)
		advise_load(facts, item);
}

static void judge_steal(const struct fitness_facts *facts,
			struct fitness_item *item)
{
	double share = facts->steal_share;
	char percent[16];

	if (isnan(share)) {
		say_unseen(facts, item);
		return;
	}
	if (!(share > 0)) {
		fitness_say(item, FITNESS_GOOD, "none");
		return;
	}
	fitness_say(item,
		    share > facts->steal_limit ? FITNESS_BAD : FITNESS_FAIR,
		    "the hypervisor took %s %% of a CPU",
		    show_percent(share, percent, sizeof(percent)));
	if (item->grade == FITNESS_BAD)
		fitness_advise(item, "Other guests of this host are busy: "
				     "another time, a machine with CPUs of its "
				     "own, or bare metal.");
}

/* By a quota, or by heat; a quota that bites is bad whatever it is. */
static void judge_throttling(const struct fitness_facts *facts,
			     struct fitness_item *item)
{
	char text[32];

	if (isnan(facts->watched_s)) {
		fitness_say(item, FITNESS_UNKNOWN, "not watched");
		return;
	}
	if (facts->throttled_s > 0) {
		fitness_say(item, FITNESS_BAD,
			    "a CPU quota stopped this group for %s",
			    units_show_seconds(facts->throttled_s, text,
					       sizeof(text)));
		fitness_advise(item, "Raise the quota, or end what else runs "
				     "in this container or service.");
	} else if (facts->n_too_hot > 0) {
		fitness_say(item, FITNESS_BAD, "the CPU was too hot %.0f times",
			    facts->n_too_hot);
		fitness_advise(item, "Let it cool down, clean its fan, or "
				     "lower the frequency: cpupower "
				     "frequency-set -u.");
	} else {
		fitness_say(item, FITNESS_GOOD, "none seen");
	}
}

static void judge_noise_floor(const struct fitness_facts *facts,
			      struct fitness_item *item)
{
	double aa = facts->aa;
	char percent[16];

	if (isnan(aa)) {
		fitness_say(item, FITNESS_UNKNOWN, "%s",
			    *facts->ceiling_error ? facts->ceiling_error
						  : "not measured");
		return;
	}
	fitness_say(item,
		    aa <= GOOD_AA   ? FITNESS_GOOD
		    : aa <= FAIR_AA ? FITNESS_FAIR
				    : FITNESS_BAD,
		    "plain C twice agrees within %s %% (median of %u pairs)",
		    show_percent(expm1(aa), percent, sizeof(percent)),
		    facts->n_twice);
	if (item->grade == FITNESS_GOOD)
		return;
	fitness_advise(item, "Smaller differences take more blocks to see "
			     "(--rigorous, --precision). Find what disturbs "
			     "it: load, steal and frequency are above.");
}

static void judge_ceiling(const struct fitness_facts *facts,
			  struct fitness_item *item)
{
	const struct interval *ci = &facts->ceiling_ci;

	if (facts->n_cores >= 0 && facts->n_cores < 2) {
		/* the CPUs have been found wanting: nothing is missing here */
		item->weight = WEIGHT_NONE;
		fitness_say(item, FITNESS_UNKNOWN, "needs 2 cores");
		return;
	}
	if (isnan(facts->ceiling) || isnan(ci->low)) {
		item->weight = WEIGHT_NOW;
		if (*facts->ceiling_error || isnan(facts->ceiling))
			fitness_say(item, FITNESS_UNKNOWN, "%s",
				    *facts->ceiling_error ? facts->ceiling_error
							  : "not measured");
		else
			fitness_say(item, FITNESS_UNKNOWN,
				    "%u undisturbed pairs, %u are needed",
				    facts->n_pairs, STATS_MIN_PAIRS);
		return;
	}
	bool able = ci->low >= ABLE_CEILING;

	/* what may be noise is no property of the machine */
	if (!able && (ci->high >= ABLE_CEILING || is_busy(facts)))
		item->weight = WEIGHT_NOW;
	fitness_say(item,
		    !able ? FITNESS_BAD
		    : facts->ceiling < GOOD_CEILING * facts->n_workers
			    ? FITNESS_FAIR
			    : FITNESS_GOOD,
		    "%u processes of plain C: %.2fx (%.2f-%.2f)",
		    facts->n_workers, facts->ceiling, ci->low, ci->high);
	if (!able)
		fitness_advise(item,
			       "Below %g no speed-up can be judged: the "
			       "CPUs are not this process's own. Check "
			       "quota, load and steal above.",
			       ABLE_CEILING);
	else if (item->grade == FITNESS_FAIR)
		fitness_advise(item, "Efficiency is given relative to this, "
				     "and so are the findings.");
}

const struct fitness_rule fitness_noise_rules[] = {
	{ "load", WEIGHT_NOW, judge_load },
	{ "steal", WEIGHT_NOW, judge_steal },
	{ "throttling", WEIGHT_NOW, judge_throttling },
	{ "noise-floor", WEIGHT_NOW, judge_noise_floor },
	{ "ceiling", WEIGHT_ABLE, judge_ceiling },
	{ 0 },
};
