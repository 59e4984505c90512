/*
 * Plan files, gilbench-plan(5): INI, read by inih. [global], and one section
 * for each group of cells; keys are the long options of `gilbench run`.
 */
#ifndef GILBENCH_CLI_PLAN_FILE_H
#define GILBENCH_CLI_PLAN_FILE_H

#include "cli/given.h"

struct plan_section {
	char *name; /* "global" for the first, which is always there */
	unsigned line;
	struct given_list given;
};

struct plan_file {
	struct plan_section *sections;
	size_t n_sections;
};

/*
 * 0, or -1: see why, with file and line. Values are not looked at. Freed with
 * plan_file_fini() in either case.
 */
int plan_file_read(struct plan_file *file, const char *path,
		   const struct command_help *help, struct why *why);
void plan_file_fini(struct plan_file *file);

#endif
