/* Users' own workloads among those of -w; see engine/own.h. */
#include "cli/run_own.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cli/cmd.h"
#include "cli/run_warnings.h"

static void warn(const struct own *own, json_t *warnings)
{
	const json_t *text;
	size_t i;
	struct why line;

	json_array_foreach(json_object_get(own->facts, "warnings"), i, text)
	{
		why_set(&line, "%s: %s", own->typed, json_string_value(text));
		run_warnings_add(warnings, line.text);
	}
	if (json_is_true(json_object_get(own->facts, "is_checked")))
		return;
	why_set(&line,
		"%s: it gives no checksum, so nothing shows that all executors "
		"did the same work",
		own->typed);
	run_warnings_add(warnings, line.text);
}

/* Tables and CSV could not tell two of one name apart. */
static int fail_names(const struct own *a, const struct own *b, struct why *why)
{
	return why_set(why,
		       "%s and %s: both are called %s, and tables could not "
		       "tell them apart; rename one",
		       a->typed, b->typed, b->name);
}

static int check_names(const struct plan_options *plan, struct why *why)
{
	for (size_t i = 0; i < plan->n_own; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(plan->own[i]->name, plan->own[k]->name) == 0)
				return fail_names(plan->own[k], plan->own[i],
						  why);
	return 0;
}

int run_own_differ(const struct plan_options *a, const struct plan_options *b,
		   struct why *why)
{
	for (size_t i = 0; i < a->n_own; i++)
		for (size_t k = 0; k < b->n_own; k++)
			if (strcmp(a->own[i]->name, b->own[k]->name) == 0 &&
			    strcmp(a->own[i]->typed, b->own[k]->typed) != 0)
				return fail_names(a->own[i], b->own[k], why);
	return 0;
}

int run_own_ask(struct run_settings *settings, const struct run_settings *call,
		json_t *warnings, struct why *why)
{
	struct plan_options *plan = &settings->plan;
	const struct own_question question = {
		.libdir = cmd_libdir(),
		.params = plan->params.items,
		.n_params = plan->params.n,
		.seed = plan->seed,
		.timeout_s = call->timeout_s,
		.try = !call->dry_run,
	};

	for (size_t i = 0; i < plan->workloads.n; i++) {
		const char *typed = plan->workloads.items[i];

		if (!own_is(typed))
			continue;
		struct own *own = own_new(typed, plan->pythons, plan->n_pythons,
					  &question, why);

		if (!own)
			return -1;
		plan->own =
			alloc_grow(plan->own, plan->n_own, sizeof(*plan->own));
		plan->own[plan->n_own++] = own;
		warn(own, warnings);
	}
	return check_names(plan, why);
}

void run_own_fini(struct run_settings *settings)
{
	for (size_t i = 0; i < settings->plan.n_own; i++)
		own_free(settings->plan.own[i]);
	free(settings->plan.own);
}
