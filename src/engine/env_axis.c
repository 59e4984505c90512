/* Lists of values of environment variables, and their combinations. */
#include "env_axis.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

const char *const env_axis_blas[] = { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS",
				      "MKL_NUM_THREADS", "BLIS_NUM_THREADS",
				      NULL };

/* What is decided by other options, or would break the measuring. */
static const struct {
	const char *name, *instead;
} refused[] = {
	{ "PYTHON_GIL", "use --gil" },
	{ "PYTHONHOME", "an interpreter finds its own; use --python" },
	{ "PYTHONSTARTUP", "it is for interactive use" },
	{ "PYTHONDONTWRITEBYTECODE", "none is written beside workloads" },
	{ NULL, NULL },
};

static size_t count_values(const char *list)
{
	size_t n = 1;

	for (; *list; list++)
		n += *list == ',';
	return n;
}

static int check_name(const char *text, size_t n, struct why *why)
{
	if (n == 0 || text[n] != '=')
		return why_set(why, "'%s' should be NAME=VALUE,...", text);
	for (size_t i = 0; i < n; i++)
		if ((!isalnum((unsigned char)text[i]) && text[i] != '_') ||
		    (i == 0 && isdigit((unsigned char)text[i])))
			return why_set(why,
				       "'%.*s' is no name of a variable: "
				       "letters, digits and '_'",
				       (int)n, text);
	for (size_t i = 0; refused[i].name; i++)
		if (strlen(refused[i].name) == n &&
		    strncmp(refused[i].name, text, n) == 0)
			return why_set(why, "%s is not to be set here: %s",
				       refused[i].name, refused[i].instead);
	return 0;
}

/* NAME=LIST, the name of n characters, with each value once: free(). */
static char *without_repeats(const char *text, size_t n)
{
	char *list = alloc_copy(text + n + 1), *rest = list, *value;
	struct text_list values = { NULL, 0 };
	char *whole = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&whole, &n_bytes);

	while ((value = strsep(&rest, ",")))
		text_list_add_new(&values, value);
	fprintf(file, "%.*s", (int)n, text);
	for (size_t i = 0; i < values.n; i++)
		fprintf(file, "%c%s", i ? ',' : '=', values.items[i]);
	fclose(file);
	text_list_fini(&values);
	free(list);
	return whole;
}

int env_axis_add(struct text_list *given, const char *text, struct why *why)
{
	size_t n = strcspn(text, "=");

	if (check_name(text, n, why) < 0)
		return -1;
	for (const char *p = text; *p; p++)
		if (*p == ';' || (unsigned char)*p < ' ')
			return why_set(why,
				       "neither ';' nor control characters "
				       "can be part of a value");
	for (size_t i = 0; i < given->n; i++)
		if (strncmp(given->items[i], text, n + 1) == 0)
			return why_set(why,
				       "%.*s is given twice; make it one list",
				       (int)n, text);
	char *once = without_repeats(text, n);
	bool too_many = env_axis_count(given) * count_values(once + n + 1) >
			ENV_AXIS_MAX;

	if (!too_many)
		text_list_add(given, once);
	free(once);
	return too_many
		       ? why_set(why, "more than %d combinations", ENV_AXIS_MAX)
		       : 0;
}

size_t env_axis_count(const struct text_list *given)
{
	size_t n = 1;

	for (size_t i = 0; i < given->n; i++)
		n *= count_values(strchr(given->items[i], '=') + 1);
	return n;
}

struct settings env_axis_at(const struct text_list *given, size_t i)
{
	struct settings env = { NULL, 0 };

	for (size_t k = given->n; k-- > 0;) {
		char *name = alloc_copy(given->items[k]);
		char *list = strchr(name, '='), *value = NULL;

		*list++ = '\0';
		size_t n = count_values(list), at = i % n;

		i /= n;
		for (size_t v = 0; v <= at; v++)
			value = strsep(&list, ",");
		settings_set(&env, name, value);
		free(name);
	}
	return env;
}

bool env_axis_sets_blas(const struct settings *env)
{
	for (size_t i = 0; env_axis_blas[i]; i++)
		if (settings_get(env, env_axis_blas[i]))
			return true;
	return false;
}
