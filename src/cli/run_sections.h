/*
 * The sections of a plan: each with options of its own, all cells of which are
 * one plan. Without a plan file the command line is the only one.
 *
 * Stronger first: command line, section, [global], environment.
 */
#ifndef GILBENCH_CLI_RUN_SECTIONS_H
#define GILBENCH_CLI_RUN_SECTIONS_H

#include "cli/given.h"
#include "cli/run_settings.h"

struct run_section {
	char *name; /* "": the command line */
	struct given_list given;
	struct run_settings settings;
	struct python *pythons; /* shallow copies; of settings.plan.n_pythons */
};

struct run_sections {
	struct run_section *items;
	size_t n;
	unsigned *default_workers; /* NULL: as this machine has cores */
	size_t n_default_workers;
	char *from; /* the directory that relative paths begin in; NULL: here */
};

/*
 * From a plan file, or NULL: from what was typed alone. `shared` gets the
 * options that hold for all. 0 or -1. Freed with run_sections_fini() in either
 * case.
 */
int run_sections_read(struct run_sections *sections,
		      const struct given_list *typed,
		      const struct given_list *environment, const char *path,
		      struct run_settings *shared, struct why *why);
void run_sections_fini(struct run_sections *sections);

/* Of run.json: all that makes the same plan again, anywhere. */
json_t *run_sections_save(const struct run_sections *sections);
int run_sections_load(struct run_sections *sections, const json_t *json,
		      struct run_settings *shared, struct why *why);

/* The command line that is equivalent to each section. */
void run_sections_show(FILE *file, const struct run_sections *sections);

#endif
