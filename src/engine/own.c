/*
 * From what an interpreter says of a user's module to a struct workload. Not
 * here: what makes a module a workload (gilbench_worker/own_check.py).
 */
#include "own.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/params.h"

#define SUFFIX ".py"
#define MAX_PARAM 9007199254740992. /* 2^53 */

static bool ends_with_suffix(const char *text)
{
	size_t n = strlen(text), n_suffix = strlen(SUFFIX);

	return n >= n_suffix && strcmp(text + n - n_suffix, SUFFIX) == 0;
}

bool own_is(const char *typed)
{
	return strpbrk(typed, "/:") || ends_with_suffix(typed);
}

char *own_name(const char *typed, struct why *why)
{
	const char *slash = strrchr(typed, '/');
	bool is_file = ends_with_suffix(typed);
	char *name = alloc_copy(is_file && slash ? slash + 1 : typed);

	if (is_file)
		name[strlen(name) - strlen(SUFFIX)] = '\0';
	for (char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && *p != '_')
			*p = '-';
	if (isalnum((unsigned char)*name) && !workload_find(name))
		return name;
	if (!*name || *name == '-' || *name == '_')
		why_set(why, "a workload's name should start with a letter; "
			     "rename it");
	else
		why_set(why,
			"gilbench has a workload called %s, and tables could "
			"not tell them apart; rename it",
			name);
	free(name);
	return NULL;
}

/* What workers load: an absolute path, or module:function. free(). */
static char *locate(const char *typed, struct why *why)
{
	char path[PATH_MAX];

	if (ends_with_suffix(typed)) {
		if (realpath(typed, path))
			return alloc_copy(path);
		why_errno(why, "it cannot be found");
		return NULL;
	}
	const char *colon = strchr(typed, ':');

	if (!strchr(typed, '/') && colon && colon > typed && colon[1])
		return alloc_copy(typed);
	why_set(why, "is neither a file called *.py nor MODULE:FUNCTION");
	return NULL;
}

/* NAME=VALUE of the parameters that may be this workload's: an object. Of a
 * list it is the first. */
static json_t *given_params(const struct own *own,
			    const struct own_question *question)
{
	json_t *object = json_pack(
		"{s:o, s:s}", "seed",
		json_sprintf("%llu", (unsigned long long)question->seed),
		"workers", "1");
	size_t n = strlen(own->name);

	for (size_t i = 0; i < question->n_params; i++) {
		const char *text = question->params[i];
		const char *equals = strchr(text, '=');

		if (strncmp(text, own->name, n) == 0 && text[n] == '.')
			text += n + 1;
		if (!equals || equals == text ||
		    strcspn(text, ".") < (size_t)(equals - text))
			continue;
		char *key = strndup(text, (size_t)(equals - text));

		json_object_set_new(
			object, key,
			json_stringn(equals + 1, strcspn(equals + 1, ",")));
		free(key);
	}
	return object;
}

static const char *mistake_in(const json_t *facts)
{
	return json_string_value(json_object_get(facts, "mistake"));
}

static const char *text_of(const json_t *facts, const char *key)
{
	const char *text = json_string_value(json_object_get(facts, key));

	return text ? text : "";
}

/* One interpreter's answer, never NULL. */
static json_t *ask(const struct own *own, const struct python *python,
		   const struct own_question *question)
{
	json_t *request = json_pack("{s:s, s:s, s:o}", "workload", own->module,
				    "shown", own->typed, "params",
				    question->try ? given_params(own, question)
						  : json_null());
	char *text = request ? json_dumps(request, JSON_COMPACT) : NULL;
	json_t *facts = NULL;
	struct why why;

	if (!text)
		why_set(&why, "%s: only UTF-8 will do", own->typed);
	else
		facts = python_ask(python, question->libdir, "own_look", text,
				   question->timeout_s, &why);
	free(text);
	json_decref(request);
	if (facts && (mistake_in(facts) || *text_of(facts, "unit")))
		return facts;
	if (facts)
		why_set(&why, "python '%s' does not say what it is",
			python->label);
	json_decref(facts);
	why_context(&why, "%s: looking at it", own->typed);
	return json_pack("{s:s}", "mistake", why.text);
}

static struct param make_param(const json_t *row)
{
	const char *type = json_string_value(json_array_get(row, 1));
	struct param param = {
		.name = json_string_value(json_array_get(row, 0)),
		.fallback = json_string_value(json_array_get(row, 2)),
		.type = PARAM_TEXT,
		.help = "",
	};

	if (strcmp(type, "bool") == 0) {
		param.type = PARAM_CHOICE;
		param.choices = "false,true";
	} else if (strcmp(type, "int") == 0 && param.fallback[0] != '-' &&
		   strlen(param.fallback) < 16) {
		param.type = PARAM_COUNT;
		param.high = MAX_PARAM;
	} else if (strcmp(type, "float") == 0) {
		param.type = PARAM_REAL;
		param.low = -1e300;
		param.high = 1e300;
	}
	return param;
}

static void make_params(struct own *own)
{
	const json_t *rows = json_object_get(own->facts, "params");

	own->params =
		alloc_zero(json_array_size(rows) + 1, sizeof(*own->params));
	for (size_t i = 0; i < json_array_size(rows); i++)
		own->params[i] = make_param(json_array_get(rows, i));
}

static enum metric_fold fold_of(const char *name)
{
	static const char *const folds[] = {
		[METRIC_SUM] = "sum",
		[METRIC_MEAN] = "mean",
		[METRIC_MIN] = "min",
		[METRIC_MAX] = "max",
	};
	unsigned i = METRIC_SUM;

	while (i < METRIC_MAX && strcmp(folds[i], name) != 0)
		i++;
	return (enum metric_fold)i;
}

static void make_metrics(struct own *own)
{
	const json_t *rows = json_object_get(own->facts, "metrics"), *row;
	size_t i;

	if (!json_array_size(rows))
		return;
	own->metrics =
		alloc_zero(json_array_size(rows) + 1, sizeof(*own->metrics));
	json_array_foreach(rows, i, row)
	{
		own->metrics[i] = (struct metric){
			.name = json_string_value(json_array_get(row, 0)),
			.unit = json_string_value(json_array_get(row, 1)),
			.over_workers = fold_of(
				json_string_value(json_array_get(row, 2))),
			.help = json_string_value(json_array_get(row, 3)),
		};
	}
}

static bool has(const struct own *own, const char *key)
{
	return json_is_true(json_object_get(own->facts, key));
}

static unsigned count_in(const struct own *own, const char *key)
{
	return (unsigned)json_integer_value(json_object_get(own->facts, key));
}

static void make_workload(struct own *own)
{
	bool waits = strcmp(text_of(own->facts, "class"), "io") == 0;
	unsigned kernels = 1u << KERNEL_PYTHON;

	if (*text_of(own->facts, "native"))
		kernels |= 1u << KERNEL_NATIVE | 1u << KERNEL_NATIVE_HELD;
	make_params(own);
	make_metrics(own);
	own->workload = (struct workload){
		.name = own->name,
		.module = own->module,
		.summary = text_of(own->facts, "summary"),
		.unit = text_of(own->facts, "unit"),
		.class = waits ? CLASS_IO : CLASS_CPU,
		.kernels = kernels,
		.chain = count_in(own, "chain"),
		.n_proof = count_in(own, "n_proof"),
		.tolerance = json_number_value(
			json_object_get(own->facts, "tolerance")),
		.merit = has(own, "has_merit") ? "prove()" : NULL,
		.merit_low = -INFINITY,
		.params = own->params,
		.metrics = own->metrics,
		.has_async = has(own, "has_async"),
		.is_own = true,
		.has_parallel = has(own, "has_parallel"),
	};
}

static void note_facts(const struct python *python, const char *name,
		       json_t *facts)
{
	json_t *all = json_object_get(python->facts, "own");

	if (!all) {
		all = json_object();
		json_object_set_new(python->facts, "own", all);
	}
	json_object_set(all, name, facts);
}

static int ask_all(struct own *own, const struct python *pythons,
		   unsigned n_pythons, const struct own_question *question,
		   struct why *why)
{
	for (unsigned i = 0; i < n_pythons; i++) {
		json_t *facts = ask(own, &pythons[i], question);
		const char *mistake = mistake_in(facts);

		note_facts(&pythons[i], own->name, facts);
		if (mistake) {
			json_object_set_new(
				facts, "obstacle",
				json_sprintf("no-workload: %s", mistake));
			why_set(why, "%s", mistake);
		} else if (!own->facts) {
			own->facts = json_incref(facts);
		}
		json_decref(facts);
	}
	return own->facts ? 0 : -1;
}

struct own *own_new(const char *typed, const struct python *pythons,
		    unsigned n_pythons, const struct own_question *question,
		    struct why *why)
{
	struct own *own = alloc_zero(1, sizeof(*own));

	own->typed = alloc_copy(typed);
	own->module = locate(typed, why);
	own->name = own->module ? own_name(typed, why) : NULL;
	if (!own->name) {
		why_context(why, "%s", typed);
		own_free(own);
		return NULL;
	}
	if (ask_all(own, pythons, n_pythons, question, why) < 0) {
		own_free(own);
		return NULL;
	}
	make_workload(own);
	return own;
}

void own_free(struct own *own)
{
	free(own->typed);
	free(own->name);
	free(own->module);
	free(own->params);
	free(own->metrics);
	json_decref(own->facts);
	free(own);
}

const char *own_obstacle(const struct python *python,
			 const struct workload *workload)
{
	if (!workload->is_own)
		return NULL;
	const json_t *own = json_object_get(python->facts, "own");

	return json_string_value(json_object_get(
		json_object_get(own, workload->name), "obstacle"));
}
