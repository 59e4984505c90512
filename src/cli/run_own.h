/* The users' own workloads that a run is to measure. */
#ifndef GILBENCH_CLI_RUN_OWN_H
#define GILBENCH_CLI_RUN_OWN_H

#include <jansson.h>

#include "cli/run_settings.h"

/*
 * Ask the interpreters of the plan about each of them, as this call says; what
 * they do on import and should not becomes a warning. 0, or -1: none can run it
 * (a usage error).
 */
int run_own_ask(struct run_settings *settings, const struct run_settings *call,
		json_t *warnings, struct why *why);
/* -1: those of two sections are called the same and are not. */
int run_own_differ(const struct plan_options *a, const struct plan_options *b,
		   struct why *why);
void run_own_fini(struct run_settings *settings);

#endif
