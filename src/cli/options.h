/*
 * Command-line options as table rows. Parsing, --help, GILBENCH_* variables,
 * shell completion and the check of the manual all come from the same rows.
 */
#ifndef GILBENCH_CLI_OPTIONS_H
#define GILBENCH_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/text_list.h"
#include "base/why.h"
#include "cli/option_row.h"

enum option_scope options_scope(const struct command_help *help, int row);

/* Has the command the option of this row? */
bool options_has(const struct command_help *help, const struct option_row *row);

/*
 * Parse argv[1] ...: options anywhere, operands collected in *operands
 * (borrowed from argv, freed with free()). GILBENCH_NAME in the environment
 * sets --name unless the command line does. -h and --help need no row: they
 * print `help` and set *done. 0, or -1 with why (a usage error).
 */
int options_parse(const struct command_help *help, void *target, int argc,
		  char **argv, char ***operands, int *n_operands, bool *done,
		  struct why *why);

/*
 * The same without storing: what was typed and what the environment says go to
 * the lists. Operands are an error, and so are values that are not in UTF-8:
 * run.json and the interpreters could not be told them.
 */
struct given_list;
int options_gather(const struct command_help *help, struct given_list *typed,
		   struct given_list *environment, int argc, char **argv,
		   bool *done, struct why *why);
/* The row of this name or the nearest such name: -1 or NULL if none. */
int options_find(const struct option_row *rows, const char *name);
const char *options_nearest(const struct option_row *rows, const char *name);

void options_print_help(FILE *file, const struct command_help *help);
/*
 * From now on what asks for help is given to `show` instead, whatever command
 * it is: that is how its rows are read. `help` stays valid.
 */
void options_redirect_help(void (*show)(void *context,
					const struct command_help *help),
			   void *context);

/*
 * Split "a,b,c" and append copies of what is not there yet. An empty item is
 * an error.
 */
int options_add_list(struct text_list *list, const char *text, struct why *why);

#endif
