/*
 * Options as they were given, before they are applied: by the command line, the
 * environment, a plan file or run.json. What is stronger replaces what is
 * weaker, option by option.
 */
#ifndef GILBENCH_CLI_GIVEN_H
#define GILBENCH_CLI_GIVEN_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "cli/options.h"

struct given {
	int row;       /* into the command's option rows */
	char *value;   /* NULL: a flag; a flag with a value is off */
	unsigned line; /* of the file it is from; 0: none */
};

struct given_list {
	struct given *items;
	size_t n;
};

/* A copy is appended; value NULL: a flag. */
void given_add(struct given_list *list, int row, const char *value,
	       unsigned line);
void given_fini(struct given_list *list);

/*
 * Append to `list` what `weaker` says and `stronger` does not, then what that
 * says. Of options that take NAME=VALUE each NAME stands for itself.
 */
void given_merge(struct given_list *list, const struct command_help *help,
		 const struct given_list *weaker,
		 const struct given_list *stronger);

/*
 * Store those of the scopes low ... high. `file` is named with the line of what
 * is wrong. 0 or -1.
 */
int given_apply(const struct given_list *list, const struct command_help *help,
		enum option_scope low, enum option_scope high, const char *file,
		void *target, struct why *why);

/* [["workers", "1,2"], ["fast", null]]: those that are part of a plan. */
json_t *given_save(const struct given_list *list,
		   const struct command_help *help);
int given_load(struct given_list *list, const struct command_help *help,
	       const json_t *json, struct why *why);

/* " --workers 1,2 --fast", quoted for a shell; again only those: free(). */
char *given_words(const struct given_list *list,
		  const struct command_help *help);

#endif
