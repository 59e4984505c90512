/* The interpreters of a run. */
#ifndef GILBENCH_CLI_RUN_PYTHONS_H
#define GILBENCH_CLI_RUN_PYTHONS_H

#include <jansson.h>

#include "cli/run_sections.h"
#include "machine/python.h"

struct run_pythons {
	struct python *items;
	unsigned n;
};

/*
 * Ask each interpreter of any section about itself, and give the sections
 * theirs, each once, by whatever names they call it. One that cannot be used,
 * or that a section names twice, gets a warning. *pythons is freed with
 * run_pythons_fini() in either case. 0, or -1: a section has none left.
 */
int run_pythons_ask(struct run_pythons *pythons, struct run_sections *sections,
		    json_t *warnings, struct why *why);
void run_pythons_fini(struct run_pythons *pythons);

#endif
