/* From facts to items, and from items to one verdict. */
#include "model/fitness.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/fitness_rules.h"

const char *const fitness_grade_names[] = {
	[FITNESS_GOOD] = "good",
	[FITNESS_FAIR] = "fair",
	[FITNESS_BAD] = "bad",
	[FITNESS_UNKNOWN] = "unknown",
};

const char *const fitness_verdict_names[] = {
	[FITNESS_FIT] = "fit",
	[FITNESS_NOISY] = "noisy",
	[FITNESS_UNABLE] = "unable",
};

void fitness_init(struct fitness_facts *facts)
{
	*facts = (struct fitness_facts){
		.n_online = -1,
		.n_usable = -1,
		.n_cores = -1,
		.siblings = -1,
		.quota_cpus = NAN,
		.boost = -1,
		.slice_s = NAN,
		.available_bytes = NAN,
		.swapped_bytes = NAN,
		.memory_stall = NAN,
		.load = NAN,
		.watched_s = NAN,
		.foreign_share = NAN,
		.foreign_limit = NAN,
		.steal_share = NAN,
		.steal_limit = NAN,
		.throttled_s = NAN,
		.n_too_hot = NAN,
		.n_swaps = NAN,
		.busiest_share = NAN,
		.clock_read_s = NAN,
		.clock_step_s = NAN,
		.oversleep_s = NAN,
		.aa = NAN,
		.ceiling = NAN,
		.ceiling_ci = { NAN, NAN },
		.has_gnuplot = -1,
		.has_rsvg = -1,
		.has_font = -1,
	};
}

void fitness_say(struct fitness_item *item, enum fitness_grade grade,
		 const char *format, ...)
{
	va_list args;

	item->grade = grade;
	va_start(args, format);
	vsnprintf(item->value, sizeof(item->value), format, args);
	va_end(args);
}

void fitness_advise(struct fitness_item *item, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(item->advice, sizeof(item->advice), format, args);
	va_end(args);
}

unsigned fitness_judge(const struct fitness_facts *facts,
		       struct fitness_item items[FITNESS_MAX_ITEMS])
{
	const struct fitness_rule *const tables[] = { fitness_machine_rules,
						      fitness_noise_rules };
	unsigned n = 0;

	for (unsigned t = 0; t < 2; t++)
		for (const struct fitness_rule *rule = tables[t]; rule->name;
		     rule++) {
			struct fitness_item *item = &items[n++];

			*item = (struct fitness_item){
				.name = rule->name,
				.grade = FITNESS_UNKNOWN,
				.weight = rule->weight,
			};
			fitness_say(item, FITNESS_UNKNOWN, "not known");
			rule->judge(facts, item);
		}
	return n;
}

/* Does this item alone lead to the verdict? */
static bool leads_to(const struct fitness_item *item,
		     enum fitness_verdict verdict)
{
	bool bad = item->grade == FITNESS_BAD;

	if (verdict == FITNESS_UNABLE)
		return bad && item->weight == WEIGHT_ABLE;
	if (verdict == FITNESS_NOISY)
		return item->weight == WEIGHT_NOW &&
		       (bad || item->grade == FITNESS_UNKNOWN);
	return item->grade == FITNESS_FAIR || bad;
}

enum fitness_verdict fitness_verdict(const struct fitness_item *items,
				     unsigned n)
{
	for (int v = FITNESS_UNABLE; v > FITNESS_FIT; v--)
		for (unsigned i = 0; i < n; i++)
			if (leads_to(&items[i], (enum fitness_verdict)v))
				return (enum fitness_verdict)v;
	return FITNESS_FIT;
}

/* Is anything that asks for waiting bad, not just unknown? */
static bool is_noisy(const struct fitness_item *items, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (items[i].weight == WEIGHT_NOW &&
		    items[i].grade == FITNESS_BAD)
			return true;
	return false;
}

char *fitness_sentence(const struct fitness_item *items, unsigned n)
{
	enum fitness_verdict verdict = fitness_verdict(items, n);
	char *text = NULL;
	size_t n_bytes = 0;
	unsigned n_reasons = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	for (unsigned i = 0; i < n; i++)
		n_reasons += leads_to(&items[i], verdict);
	fprintf(file, "Fit to measure: %s",
		verdict == FITNESS_UNABLE ? "no"
		: verdict == FITNESS_FIT  ? n_reasons ? "with care" : "yes"
		: is_noisy(items, n)      ? "not now"
					  : "not known");
	for (unsigned i = 0, told = 0; i < n; i++)
		if (leads_to(&items[i], verdict))
			fprintf(file, "%s%s", told++ ? ", " : " (",
				items[i].name);
	fputs(n_reasons ? ")." : ".", file);
	fclose(file);
	return text;
}
