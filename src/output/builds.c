/*
 * What an interpreter said of its build becomes one text, equal for builds
 * that should be equally fast. How fast they are is not judged here.
 */
#include "output/builds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/host_text.h"

/* Paths, warnings and debugging information do not decide a speed. */
static bool matters(const char *flag)
{
	return (strncmp(flag, "-O", 2) == 0 || strncmp(flag, "-f", 2) == 0 ||
		strncmp(flag, "-m", 2) == 0) &&
	       !strstr(flag, "prefix-map");
}

/* Print the flags among `text`'s words that matter, each one once. */
static void print_flags(FILE *file, const char *text)
{
	char *copy = alloc_copy(text), *rest = copy, *flag;
	char *seen = alloc_copy(" ");

	while ((flag = strsep(&rest, " "))) {
		char *framed = alloc_printf(" %s ", flag);

		if (matters(flag) && !strstr(seen, framed)) {
			char *more = alloc_printf("%s%s ", seen, flag);

			free(seen);
			seen = more;
		}
		free(framed);
	}
	fputs(seen, file);
	free(seen);
	free(copy);
}

/* "" where it did not say. free(). */
static char *flags_text(const json_t *facts)
{
	static const char *const options[] = { "--enable-optimizations",
					       "--with-lto", "--with-pydebug" };
	const char *config = host_text(facts, "config_args");
	char *text = NULL;
	size_t n_bytes = 0;

	if (!*host_text(facts, "cflags"))
		return alloc_copy("");
	FILE *file = open_memstream(&text, &n_bytes);

	fprintf(file, "%s%s", host_text(facts, "compiler"),
		json_is_true(json_object_get(facts, "shared")) ? " shared"
							       : " static");
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (strstr(config, options[i]))
			fprintf(file, " %s", options[i]);
	print_flags(file, host_text(facts, "cflags"));
	fprintf(file, "jit %s", host_text(facts, "jit"));
	fclose(file);
	return text;
}

struct findings_build *builds_find(const json_t *run, unsigned *n)
{
	const json_t *pythons = json_object_get(run, "pythons");
	const json_t *python;
	struct findings_build *builds =
		alloc_zero(json_array_size(pythons), sizeof(*builds));
	size_t i;

	*n = (unsigned)json_array_size(pythons);
	json_array_foreach(pythons, i, python)
	{
		const json_t *facts = json_object_get(python, "facts");

		builds[i] = (struct findings_build){
			.label = host_text(python, "label"),
			.version = host_text(python, "version"),
			.flags = flags_text(facts),
			.free_threaded = json_is_true(
				json_object_get(facts, "free_threaded")),
		};
	}
	return builds;
}

void builds_free(struct findings_build *builds, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		free((char *)builds[i].flags);
	free(builds);
}
