/* The interpreters of a run. */
#ifndef GILBENCH_CLI_RUN_PYTHONS_H
#define GILBENCH_CLI_RUN_PYTHONS_H

#include <jansson.h>

#include "cli/run_settings.h"
#include "machine/python.h"

/*
 * Ask those that --python names to describe themselves, and let the plan's
 * options have them. One of several that cannot be used is left out with a
 * warning. *pythons is freed with python_fini() for each of the plan's
 * n_pythons, and free(). 0, or -1: none can be used.
 */
int run_pythons_ask(struct run_settings *settings, struct python **pythons,
		    json_t *warnings, struct why *why);

#endif
