/* Reading the files in calls/. */
#include "output/calls.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/host_text.h"
#include "output/json_text.h"
#include "output/parts.h"
#include "output/rundir.h"

static int read_file(void *context, const char *path, struct why *why)
{
	struct calls *calls = context;
	json_t *json = rundir_read_json(path, why);

	if (!json)
		return -1;
	const char *name = json_string_value(json_object_get(json, "call"));

	if (!name) {
		json_decref(json);
		return why_set(why, "%s: no call of gilbench", path);
	}
	calls->items =
		alloc_grow(calls->items, calls->n, sizeof(*calls->items));
	calls->items[calls->n++] = (struct call){
		.name = alloc_copy(name),
		.part = parts_number(path),
		.json = json,
		.finished = json_is_true(json_object_get(json, "finished")),
	};
	return 0;
}

int calls_read(struct calls *calls, const char *dir, struct why *why)
{
	*calls = (struct calls){ NULL, 0 };
	return parts_read(dir, "calls", read_file, calls, why);
}

void calls_fini(struct calls *calls)
{
	for (unsigned i = 0; i < calls->n; i++) {
		free(calls->items[i].name);
		json_decref(calls->items[i].json);
	}
	free(calls->items);
	*calls = (struct calls){ NULL, 0 };
}

struct call *calls_find(const struct calls *calls, unsigned part)
{
	for (unsigned i = 0; i < calls->n; i++)
		if (calls->items[i].part == part)
			return &calls->items[i];
	return NULL;
}

bool calls_differed(const struct calls *calls, int exit_status, const char *dir,
		    struct why *why)
{
	for (unsigned i = 0; i < calls->n; i++) {
		const struct call *call = &calls->items[i];
		const json_t *status =
			json_object_get(call->json, "exit_status");

		if (!json_is_integer(status) ||
		    json_integer_value(status) != exit_status)
			continue;
		why_set(why,
			"results differed in call %s: see the warnings of %s",
			call->name, dir);
		return true;
	}
	return false;
}

bool calls_add_warning(json_t *warnings, const char *text)
{
	json_t *own = json_text(text);
	bool is_new = true;

	for (size_t i = 0; i < json_array_size(warnings); i++)
		if (json_equal(json_array_get(warnings, i), own))
			is_new = false;
	if (is_new)
		json_array_append(warnings, own);
	json_decref(own);
	return is_new;
}

void calls_add_warnings(json_t *all, const json_t *own)
{
	for (size_t i = 0; i < json_array_size(own); i++) {
		const char *text = json_string_value(json_array_get(own, i));

		if (text)
			calls_add_warning(all, text);
	}
}

static const char *fact_of_host(const json_t *call, const char *key)
{
	return host_text(json_object_get(call, "host"), key);
}

/* Is what `call` left the work of `later`? */
static bool goes_on(const json_t *later, const json_t *call)
{
	bool is_survey = json_is_true(json_object_get(call, "survey"));
	const char *shard = host_text(later, "shard");

	if (strcmp(host_text(later, "started"), host_text(call, "started")) <=
		    0 ||
	    json_is_true(json_object_get(later, "survey")) != is_survey)
		return false;
	if (is_survey)
		return strcmp(fact_of_host(later, "name"),
			      fact_of_host(call, "name")) == 0;
	return !*shard || strcmp(shard, host_text(call, "shard")) == 0;
}

static bool is_followed(const struct calls *calls, const json_t *call,
			const json_t *own)
{
	for (unsigned i = 0; i < calls->n; i++)
		if (calls->items[i].n_attempts &&
		    goes_on(calls->items[i].json, call))
			return true;
	return own && goes_on(own, call);
}

json_t *calls_warnings(const struct calls *calls, const json_t *own)
{
	json_t *all = json_array();

	for (unsigned i = 0; i < calls->n; i++) {
		const json_t *call = calls->items[i].json;
		const json_t *at_end = json_object_get(call, "at_end");

		calls_add_warnings(all, json_object_get(call, "warnings"));
		if (json_array_size(at_end) && !is_followed(calls, call, own))
			calls_add_warnings(all, at_end);
	}
	return all;
}

double calls_sum(const struct calls *calls, const char *key)
{
	double sum = 0;

	for (unsigned i = 0; i < calls->n; i++)
		sum += json_number_value(
			json_object_get(calls->items[i].json, key));
	return sum;
}

void calls_set_counts(json_t *run, const struct calls *calls,
		      unsigned n_repeated, unsigned n_tainted)
{
	json_object_set_new(
		run, "n_repeated",
		json_integer((json_int_t)calls_sum(calls, "n_repeated") +
			     n_repeated));
	json_object_set_new(
		run, "n_tainted",
		json_integer((json_int_t)calls_sum(calls, "n_tainted") +
			     n_tainted));
}

const char *calls_host_text(const struct call *call, const char *key)
{
	return fact_of_host(call->json, key);
}
