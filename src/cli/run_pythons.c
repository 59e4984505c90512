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

/* Does any section ask for this kernel, or this executor? */
static bool any_asks_for(const struct run_sections *sections, const char *name)
{
	for (size_t i = 0; i < sections->n; i++) {
		const struct plan_options *plan =
			&sections->items[i].settings.plan;

		if (text_list_has(&plan->kernels, name) ||
		    text_list_has(&plan->executors, name))
			return true;
	}
	return false;
}

/* Ask it for what kernels with a package of their own need. */
static void ask_packages(struct python *python,
			 const struct run_sections *sections)
{
	static const char *const packages[] = { "numpy", "torch" };
	const char *libdir = cmd_libdir();

	if (any_asks_for(sections, "numpy"))
		python_describe_blas(python, libdir);
	if (any_asks_for(sections, "torch"))
		python_describe_torch(python, libdir);
	for (size_t i = 0; i < 2; i++)
		if (any_asks_for(sections, "interpreters") &&
		    any_asks_for(sections, packages[i]) &&
		    !capability_executor(python, "interpreters"))
			python_describe_isolated(python, libdir, packages[i]);
}

/* All names that sections ask for, each once. */
static struct text_list all_names(const struct run_sections *sections)
{
	struct text_list names = { NULL, 0 };

	for (size_t i = 0; i < sections->n; i++) {
		const struct text_list *own =
			&sections->items[i].settings.pythons;

		for (size_t k = 0; k < own->n; k++)
			text_list_add_new(&names, own->items[k]);
	}
	return names;
}

/* The interpreter of this name, as far as it can be used. */
static const struct python *find(const struct run_pythons *pythons,
				 const int *of_name,
				 const struct text_list *names,
				 const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->items[i], name) == 0)
			return of_name[i] < 0 ? NULL
					      : &pythons->items[of_name[i]];
	return NULL;
}

/* One that the section has by another name, or by the same, is not added. */
static void add(struct plan_options *options, struct python *room,
		const struct python *python, const char *name, json_t *warnings)
{
	struct why line;

	for (unsigned i = 0; i < options->n_pythons; i++) {
		if (room[i].facts != python->facts)
			continue;
		why_set(&line,
			"--python %s: the interpreter %s, which is measured "
			"once",
			name, python->label);
		run_warnings_add(warnings, line.text);
		return;
	}
	room[options->n_pythons++] = *python;
}

static int give(struct run_section *section, const struct run_pythons *pythons,
		const int *of_name, const struct text_list *names,
		json_t *warnings, struct why *why)
{
	struct run_settings *settings = &section->settings;
	struct plan_options *options = &settings->plan;

	section->pythons =
		alloc_zero(settings->pythons.n, sizeof(*section->pythons));
	options->pythons = section->pythons;
	for (size_t i = 0; i < settings->pythons.n; i++) {
		const struct python *python = find(pythons, of_name, names,
						   settings->pythons.items[i]);

		if (python)
			add(options, section->pythons, python,
			    settings->pythons.items[i], warnings);
	}
	if (options->n_pythons)
		return 0;
	why_set(why, "--python: none of these can be used");
	return *section->name ? why_context(why, "[%s]", section->name) : -1;
}

/* Those of `names` that can be used; -1 stands for the others. */
static int ask(struct run_pythons *pythons, const struct text_list *names,
	       const struct run_sections *sections, int *of_name,
	       json_t *warnings, struct why *why)
{
	const char *libdir = cmd_libdir();

	for (size_t i = 0; i < names->n; i++) {
		struct python *python = &pythons->items[pythons->n];
		unsigned k = 0;

		if (python_describe(python, names->items[i], libdir, why) < 0) {
			why_context(why, "--python");
			if (names->n == 1)
				return -1;
			run_warnings_add(warnings, why->text);
			of_name[i] = -1;
			continue;
		}
		while (!python_same(&pythons->items[k], python))
			k++;
		of_name[i] = (int)k;
		if (k < pythons->n) {
			python_fini(python);
			continue;
		}
		ask_packages(python, sections);
		pythons->n++;
	}
	return 0;
}

int run_pythons_ask(struct run_pythons *pythons, struct run_sections *sections,
		    json_t *warnings, struct why *why)
{
	struct text_list names = all_names(sections);
	int *of_name = alloc_zero(names.n, sizeof(*of_name));

	pythons->items = alloc_zero(names.n, sizeof(*pythons->items));
	int status = ask(pythons, &names, sections, of_name, warnings, why);

	make_labels_differ(pythons->items, pythons->n);
	for (size_t i = 0; i < sections->n && status == 0; i++)
		status = give(&sections->items[i], pythons, of_name, &names,
			      warnings, why);
	free(of_name);
	text_list_fini(&names);
	return status;
}

void run_pythons_fini(struct run_pythons *pythons)
{
	for (unsigned i = 0; i < pythons->n; i++)
		python_fini(&pythons->items[i]);
	free(pythons->items);
	*pythons = (struct run_pythons){ NULL, 0 };
}
