/* Asking interpreters, and telling them apart. */
#include "cli/run_pythons.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/capability.h"
#include "cli/cmd.h"
#include "cli/run_own.h"
#include "cli/run_warnings.h"

/* Two interpreters of one label could not be told apart in the CSV. */
static void make_labels_differ(struct python *pythons, unsigned n)
{
	for (unsigned i = 1; i < n; i++) {
		unsigned same = 1;

		for (unsigned k = 0; k < i; k++)
			same += strcmp(pythons[k].label, pythons[i].label) == 0;
		if (same == 1)
			continue;
		char *label = alloc_printf("%s#%u", pythons[i].label, same);

		free(pythons[i].label);
		pythons[i].label = label;
	}
}

static bool is_asked_for(const struct text_list *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i], name) == 0)
			return true;
	return false;
}

/* Ask it for what kernels with a package of their own need. */
static void ask_packages(struct python *python,
			 const struct plan_options *options)
{
	static const char *const packages[] = { "numpy", "torch" };
	const char *libdir = cmd_libdir();

	if (is_asked_for(&options->kernels, "numpy"))
		python_describe_blas(python, libdir);
	if (is_asked_for(&options->kernels, "torch"))
		python_describe_torch(python, libdir);
	for (size_t i = 0; i < 2; i++)
		if (is_asked_for(&options->executors, "interpreters") &&
		    is_asked_for(&options->kernels, packages[i]) &&
		    !capability_executor(python, "interpreters"))
			python_describe_isolated(python, libdir, packages[i]);
}

int run_pythons_ask(struct run_settings *settings, struct python **pythons,
		    json_t *warnings, struct why *why)
{
	const struct text_list *names = &settings->pythons;
	struct plan_options *options = &settings->plan;
	const char *libdir = cmd_libdir();

	*pythons = alloc_zero(names->n, sizeof(**pythons));
	options->pythons = *pythons;
	for (size_t i = 0; i < names->n; i++) {
		struct python *python = &(*pythons)[options->n_pythons];

		if (python_describe(python, names->items[i], libdir, why) < 0) {
			why_context(why, "--python");
			if (names->n == 1)
				return -1;
			run_warnings_add(warnings, why->text);
			continue;
		}
		ask_packages(python, options);
		options->n_pythons++;
	}
	if (options->n_pythons == 0)
		return why_set(why, "--python: none of these can be used");
	make_labels_differ(*pythons, options->n_pythons);
	return run_own_ask(settings, warnings, why);
}
