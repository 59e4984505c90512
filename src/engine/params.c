/* Parameters of workloads: splitting, checking, canonical form, axes. */
#include "params.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"

/* "[WORKLOAD.]NAME=VALUE", cut into its parts; borrowed or cut in place. */
struct given {
	char text[512];
	const char *workload; /* NULL: any */
	const char *name, *value;
};

static int split(struct given *given, const char *text, struct why *why)
{
	if (strlen(text) >= sizeof(given->text))
		return why_set(why, "--param: too long: %.40s...", text);
	strcpy(given->text, text);
	char *equals = strchr(given->text, '=');

	if (!equals || equals == given->text)
		return why_set(why,
			       "--param %s: should be NAME=VALUE or "
			       "WORKLOAD.NAME=VALUE",
			       text);
	*equals = '\0';
	given->value = equals + 1;
	char *dot = strchr(given->text, '.');

	given->workload = NULL;
	given->name = given->text;
	if (dot) {
		*dot = '\0';
		given->workload = given->text;
		given->name = dot + 1;
	}
	return 0;
}

static const struct param *find(const struct workload *workload,
				const char *name)
{
	for (const struct param *p = workload->params; p->name; p++)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

/* Of seconds or bytes, told as one types them. */
static int check_range(const struct param *param, double x, struct why *why)
{
	const char *(*show)(double x, char *buffer, size_t n) =
		param->type == PARAM_SECONDS ? units_show_seconds
					     : units_show_bytes;
	char low[32], high[32];

	if (x >= param->low && x <= param->high)
		return 0;
	return why_set(why, "must be between %s and %s",
		       show(param->low, low, sizeof(low)),
		       show(param->high, high, sizeof(high)));
}

/* Any text that the column `params` can hold. */
static char *canonical_text(const char *value, struct why *why)
{
	for (const char *p = value; *p; p++)
		if (*p == ';' || (unsigned char)*p < ' ' || *p == 0x7f) {
			why_set(why, "neither ';' nor control characters can "
				     "be part of a value");
			return NULL;
		}
	return alloc_copy(value);
}

/* A value in canonical form: free(). NULL: see why. */
static char *canonical(const struct param *param, const char *value,
		       struct why *why)
{
	char path[PATH_MAX];
	uint64_t count;
	double x;

	switch (param->type) {
	case PARAM_COUNT:
		if (units_count(value, (uint64_t)param->low,
				(uint64_t)param->high, &count, why) < 0)
			return NULL;
		return alloc_printf("%llu", (unsigned long long)count);
	case PARAM_REAL:
		if (units_real(value, param->low, param->high, &x, why) < 0)
			return NULL;
		return alloc_printf("%.9g", x);
	case PARAM_SECONDS:
		if (units_seconds(value, &x, why) < 0 ||
		    check_range(param, x, why) < 0)
			return NULL;
		return alloc_printf("%.9g", x);
	case PARAM_BYTES:
		if (units_bytes(value, &x, why) < 0 ||
		    check_range(param, x, why) < 0)
			return NULL;
		return alloc_printf("%.0f", x);
	case PARAM_CHOICE:
		if (units_list_has(param->choices, value))
			return alloc_copy(value);
		why_set(why, "'%s' is none of %s", value, param->choices);
		return NULL;
	case PARAM_DIRECTORY:
	case PARAM_PATH:
		if (!*value)
			return alloc_copy("");
		if (realpath(value, path))
			return alloc_copy(path);
		why_errno(why, "%s", value);
		return NULL;
	case PARAM_TEXT:
		return canonical_text(value, why);
	}
	return NULL;
}

/* The values of one parameter, in the order given. */
struct axis {
	char **values;
	size_t n;
	bool is_given; /* not the default, which a preset may replace */
};

static void axis_fini(struct axis *axis)
{
	for (size_t i = 0; i < axis->n; i++)
		free(axis->values[i]);
	free(axis->values);
	*axis = (struct axis){ NULL, 0, false };
}

/* Takes `value` over, unless it is there already. */
static void axis_add(struct axis *axis, char *value)
{
	for (size_t i = 0; i < axis->n; i++)
		if (strcmp(axis->values[i], value) == 0) {
			free(value);
			return;
		}
	axis->values = alloc_grow(axis->values, axis->n, sizeof(*axis->values));
	axis->values[axis->n++] = value;
}

/* What was typed for a parameter takes the place of older values. */
static int read_values(struct axis *axis, const struct param *param,
		       const char *typed, struct why *why)
{
	char *copy = alloc_copy(typed), *rest = copy, *item = copy;
	int status = 0;

	/* a user's default text is one value, whatever is in it */
	bool is_list = param->type != PARAM_DIRECTORY &&
		       param->type != PARAM_PATH &&
		       (param->type != PARAM_TEXT || typed != param->fallback);

	axis_fini(axis);
	if (is_list)
		item = strsep(&rest, ",");
	while (item && status == 0) {
		char *value = canonical(param, item, why);

		status = value ? 0 : -1;
		if (value)
			axis_add(axis, value);
		item = is_list ? strsep(&rest, ",") : NULL;
	}
	free(copy);
	return status == 0
		       ? 0
		       : why_context(why, "--param %s=%s", param->name, typed);
}

/* The default of a parameter, or what was given for it last. */
static int read_param(struct axis *axis, const struct workload *workload,
		      const struct param *param, char *const *given,
		      size_t n_given, struct why *why)
{
	if (read_values(axis, param, param->fallback, why) < 0)
		return -1;
	for (size_t i = 0; i < n_given; i++) {
		struct given g;

		if (split(&g, given[i], why) < 0)
			return -1;
		if (g.workload && strcmp(g.workload, workload->name) != 0)
			continue;
		if (strcmp(g.name, param->name) != 0)
			continue;
		if (read_values(axis, param, g.value, why) < 0)
			return -1;
		axis->is_given = true;
	}
	return 0;
}

/* What the preset of these settings says of a parameter, as typed; or NULL. */
static const char *preset_value(const struct workload *workload,
				const struct settings *settings,
				const char *name)
{
	const struct param_preset *preset = workload->presets;
	const char *chosen = settings_get(settings, "preset");
	size_t n = strlen(name);

	while (preset && preset->name && chosen &&
	       strcmp(preset->name, chosen) != 0)
		preset++;
	if (!preset || !preset->name || !chosen)
		return NULL;
	for (const char *const *value = preset->values; *value; value++)
		if (strncmp(*value, name, n) == 0 && (*value)[n] == '=')
			return *value + n + 1;
	return NULL;
}

static int set_preset(struct settings *settings,
		      const struct workload *workload,
		      const struct param *param, struct why *why)
{
	const char *typed = preset_value(workload, settings, param->name);
	char *value = typed ? canonical(param, typed, why) : NULL;

	if (typed && !value)
		return why_context(why, "preset: %s=%s", param->name, typed);
	if (value)
		settings_set(settings, param->name, value);
	free(value);
	return 0;
}

/* Each combination so far, with each value. */
static int multiply(struct combinations *all, const struct workload *workload,
		    const struct param *param, const struct axis *axis,
		    struct why *why)
{
	const char *name = param->name;
	int status = 0;

	struct combinations more = { NULL, all->n * axis->n };

	if (more.n > PARAMS_MAX_COMBINATIONS)
		return why_set(why,
			       "--param %s: the lists of values make more than "
			       "%d combinations",
			       name, PARAMS_MAX_COMBINATIONS);
	more.items = alloc_zero(more.n, sizeof(*more.items));
	for (size_t i = 0; i < more.n; i++) {
		settings_copy(&more.items[i], &all->items[i / axis->n]);
		settings_set(&more.items[i], name, axis->values[i % axis->n]);
		if (!axis->is_given && status == 0)
			status = set_preset(&more.items[i], workload, param,
					    why);
	}
	params_fini(all);
	*all = more;
	return status;
}

int params_resolve(struct combinations *all, const struct workload *workload,
		   char *const *given, size_t n_given, struct why *why)
{
	struct axis axis = { NULL, 0, false };
	int status = 0;

	*all = (struct combinations){ alloc_zero(1, sizeof(*all->items)), 1 };
	for (const struct param *p = workload->params; p->name && status == 0;
	     p++) {
		status = read_param(&axis, workload, p, given, n_given, why);
		if (status == 0)
			status = multiply(all, workload, p, &axis, why);
		axis_fini(&axis);
	}
	if (status < 0)
		params_fini(all);
	return status;
}

void params_fini(struct combinations *all)
{
	for (size_t i = 0; i < all->n; i++)
		settings_fini(&all->items[i]);
	free(all->items);
	*all = (struct combinations){ NULL, 0 };
}

/* -1: nobody has a parameter of this name; suggests the nearest. */
static int check_known(const struct workload *const *workloads,
		       size_t n_workloads, const struct given *given,
		       struct why *why)
{
	const char *names[64];
	size_t n = 0;

	for (size_t i = 0; i < n_workloads; i++) {
		const struct workload *w = workloads[i];

		if (given->workload && strcmp(given->workload, w->name) != 0)
			continue;
		if (find(w, given->name))
			return 0;
		for (const struct param *p = w->params; p->name; p++)
			if (n < 63)
				names[n++] = p->name;
	}
	names[n] = NULL;
	if (given->workload && n == 0)
		return why_set(why, "--param %s.%s: %s is not selected",
			       given->workload, given->name, given->workload);
	const char *near = units_nearest(given->name, names);

	return why_set(why,
		       "--param %s: no selected workload has this parameter%s%s"
		       "%s (see: gilbench list)",
		       given->name, near ? "; did you mean " : "",
		       near ? near : "", near ? "?" : "");
}

int params_check(const struct workload *const *workloads, size_t n_workloads,
		 char *const *given, size_t n_given, struct why *why)
{
	for (size_t i = 0; i < n_given; i++) {
		struct given g;

		if (split(&g, given[i], why) < 0 ||
		    check_known(workloads, n_workloads, &g, why) < 0)
			return -1;
	}
	return 0;
}

static bool is_default(const struct param *param, const char *value)
{
	struct why why;
	char *text = canonical(param, param->fallback, &why);
	bool same = text && strcmp(text, value) == 0;

	free(text);
	return same;
}

void params_copy_naming(struct settings *to, const struct settings *settings,
			const struct workload *workload)
{
	for (size_t i = 0; i < settings->n; i++) {
		const struct setting *setting = &settings->items[i];
		const struct param *param = find(workload, setting->name);

		if (!param || !param->later ||
		    !is_default(param, setting->value))
			settings_set(to, setting->name, setting->value);
	}
}

static int by_name(const void *a, const void *b)
{
	const struct setting *x = a, *y = b;

	return strcmp(x->name, y->name);
}

char *params_text(const struct settings *settings)
{
	struct settings sorted = { NULL, 0 };
	char *text = NULL;
	size_t n_bytes = 0;

	settings_copy(&sorted, settings);
	if (sorted.n)
		qsort(sorted.items, sorted.n, sizeof(*sorted.items), by_name);
	FILE *file = open_memstream(&text, &n_bytes);

	for (size_t i = 0; i < sorted.n; i++)
		fprintf(file, "%s%s=%s", i ? ";" : "", sorted.items[i].name,
			sorted.items[i].value);
	fclose(file);
	settings_fini(&sorted);
	return text;
}
