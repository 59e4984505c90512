/* Sections and their settings. Plans are made of them elsewhere. */
#include "cli/run_sections.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "cli/plan_file.h"
#include "output/json_text.h"

/* An empty section, whose settings are freed in any case. */
static struct run_section *add(struct run_sections *sections, const char *name)
{
	sections->items = alloc_grow(sections->items, sections->n,
				     sizeof(*sections->items));
	struct run_section *section = &sections->items[sections->n++];

	*section = (struct run_section){ .name = alloc_copy(name) };
	run_settings_init(&section->settings);
	return section;
}

static int settle(struct run_section *section, const char *file,
		  struct why *why)
{
	struct run_settings *settings = &section->settings;

	if (given_apply(&section->given, &run_help, OPTION_CELLS, OPTION_RUN,
			file, settings, why) < 0)
		return -1;
	if (run_settings_finish(settings, why) < 0)
		return *section->name ? why_context(why, "[%s]", section->name)
				      : -1;
	return 0;
}

static int settle_shared(struct run_settings *shared,
			 const struct given_list *given, const char *file,
			 struct why *why)
{
	if (given_apply(given, &run_help, OPTION_RUN, OPTION_RUN, file, shared,
			why) < 0)
		return -1;
	return run_settings_finish(shared, why);
}

/* One section of a file over what holds for all. 0 or -1. */
static int add_section(struct run_sections *sections,
		       const struct plan_section *from,
		       const struct given_list *global,
		       const struct given_list *typed, const char *path,
		       struct why *why)
{
	struct run_section *section = add(sections, from->name);
	struct given_list file = { NULL, 0 };

	given_merge(&file, &run_help, global, &from->given);
	given_merge(&section->given, &run_help, &file, typed);
	given_fini(&file);
	return settle(section, path, why);
}

static int add_sections(struct run_sections *sections,
			const struct plan_file *file,
			const struct given_list *typed,
			const struct given_list *environment, const char *path,
			struct run_settings *shared, struct why *why)
{
	const struct command_help *help = &run_help;
	const struct given_list none = { NULL, 0 };
	struct given_list global = { NULL, 0 }, all = { NULL, 0 };
	size_t first = file->n_sections > 1;

	given_merge(&global, help, environment, &file->sections[0].given);
	given_merge(&all, help, &global, typed);
	int status = settle_shared(shared, &all, path, why);

	for (size_t i = first; i < file->n_sections && status == 0; i++) {
		struct plan_section from = file->sections[i];

		if (i == 0) /* [global] alone is a plan */
			from.given = none;
		status =
			add_section(sections, &from, &global, typed, path, why);
	}
	given_fini(&global);
	given_fini(&all);
	return status;
}

static int read_file(struct run_sections *sections,
		     const struct given_list *typed,
		     const struct given_list *environment, const char *path,
		     struct run_settings *shared, struct why *why)
{
	struct plan_file file;
	int status = plan_file_read(&file, path, &run_help, why);

	if (status == 0)
		status = add_sections(sections, &file, typed, environment, path,
				      shared, why);
	plan_file_fini(&file);
	return status;
}

int run_sections_read(struct run_sections *sections,
		      const struct given_list *typed,
		      const struct given_list *environment, const char *path,
		      struct run_settings *shared, struct why *why)
{
	*sections = (struct run_sections){ 0 };
	if (path)
		return read_file(sections, typed, environment, path, shared,
				 why);
	struct run_section *section = add(sections, "");

	given_merge(&section->given, &run_help, environment, typed);
	if (settle_shared(shared, &section->given, NULL, why) < 0)
		return -1;
	return settle(section, NULL, why);
}

void run_sections_fini(struct run_sections *sections)
{
	for (size_t i = 0; i < sections->n; i++) {
		struct run_section *section = &sections->items[i];

		free(section->name);
		free(section->pythons);
		given_fini(&section->given);
		run_settings_fini(&section->settings);
	}
	free(sections->items);
	free(sections->default_workers);
	free(sections->from);
	*sections = (struct run_sections){ 0 };
}

json_t *run_sections_save(const struct run_sections *sections)
{
	json_t *array = json_array(), *workers = json_array();
	char *here = get_current_dir_name();

	for (size_t i = 0; i < sections->n; i++)
		json_array_append_new(
			array, json_pack("{s:s, s:o}", "name",
					 sections->items[i].name, "options",
					 given_save(&sections->items[i].given,
						    &run_help)));
	for (size_t i = 0; i < sections->n_default_workers; i++)
		json_array_append_new(
			workers, json_integer(sections->default_workers[i]));
	json_t *json = json_pack("{s:o, s:o, s:o}", "directory",
				 json_text(sections->from ? sections->from
					   : here         ? here
							  : "/"),
				 "default_workers", workers, "sections", array);

	free(here);
	return json;
}

static int load_section(struct run_sections *sections, const json_t *json,
			struct why *why)
{
	const char *name = json_string_value(json_object_get(json, "name"));
	struct run_section *section = add(sections, name ? name : "");

	if (given_load(&section->given, &run_help,
		       json_object_get(json, "options"), why) < 0)
		return -1;
	return settle(section, NULL, why);
}

int run_sections_load(struct run_sections *sections, const json_t *json,
		      struct run_settings *shared, struct why *why)
{
	const json_t *array = json_object_get(json, "sections");
	const json_t *workers = json_object_get(json, "default_workers");
	const char *from =
		json_string_value(json_object_get(json, "directory"));
	size_t i;
	json_t *item;
	int status = 0;

	*sections = (struct run_sections){ 0 };
	if (!from || json_array_size(array) == 0 ||
	    json_array_size(workers) > PLAN_MAX_WORKERS)
		return why_set(why, "it does not say how its plan was made");
	sections->from = alloc_copy(from);
	json_array_foreach(array, i, item) if (status == 0) status =
		load_section(sections, item, why);
	json_array_foreach(workers, i, item)
	{
		sections->default_workers =
			alloc_grow(sections->default_workers, i,
				   sizeof(*sections->default_workers));
		sections->default_workers[i] =
			(unsigned)json_integer_value(item);
		sections->n_default_workers++;
	}
	return status < 0 ? -1
			  : settle_shared(shared, &sections->items[0].given,
					  NULL, why);
}

void run_sections_show(FILE *file, const struct run_sections *sections)
{
	for (size_t i = 0; i < sections->n; i++) {
		const struct run_section *section = &sections->items[i];
		char *words = given_words(&section->given, &run_help);

		if (*section->name)
			fprintf(file, "# [%s]\n", section->name);
		fprintf(file, "gilbench run%s\n", words);
		free(words);
	}
}
