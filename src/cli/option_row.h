/* The tables that options come from: a row each, and what a command says of
 * itself. How they are read: options.h. */
#ifndef GILBENCH_CLI_OPTION_ROW_H
#define GILBENCH_CLI_OPTION_ROW_H

#include <stdbool.h>

#include "base/why.h"

/* What an option of `run` decides. */
enum option_scope {
	OPTION_CELLS, /* what is in the plan: may differ between sections */
	OPTION_RUN,   /* how all of the plan is measured */
	OPTION_CALL,  /* this call only: is no part of a plan */
};

struct option_row {
	const char *name;     /* "min-time"; NULL ends the table */
	char letter;          /* 'n', or 0 */
	const char *argument; /* "N" for --help; NULL: a flag */
	const char *help;
	/*
	 * Store the value (NULL for a flag) into the command's settings.
	 * 0, or -1 with why; the option's name is put in front. 1: what
	 * follows are operands, whatever it looks like.
	 */
	int (*set)(void *target, const char *value, struct why *why);
};

struct command_help {
	const char *synopsis; /* "gilbench run [options]" */
	const char *summary;
	const struct option_row *rows;
	const char *epilogue; /* or NULL */
	bool program;         /* the first operand ends the options */
	/* Names of the options of these scopes, up to NULL. */
	const char *const *of_run, *const *of_call;
	/* Names of rows that this command has not, up to NULL; or NULL. */
	const char *const *without;
};

#endif
