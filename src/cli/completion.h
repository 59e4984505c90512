/*
 * Completion of the command line: what every option's argument may be, and
 * the scripts for bash and zsh. Options come from the commands' rows.
 */
#ifndef GILBENCH_CLI_COMPLETION_H
#define GILBENCH_CLI_COMPLETION_H

#include <stdbool.h>
#include <stdio.h>

#include "options.h"

#define COMPLETION_MAX_COMMANDS 64

struct completion_command {
	const char *name, *summary; /* name NULL: the end */
	const struct command_help *help;
};

/* The words that an option's argument is made of, with blanks between. */
struct completion_words {
	char *words;  /* "": any; free() */
	bool list;    /* several, with commas between */
	bool or_file; /* a file may stand there, too */
	bool goes_on; /* each ends in '=' and a value follows */
};

struct completion_words completion_words_of(const char *command,
					    const struct option_row *row);
/* Does the argument name a directory; a file? */
bool completion_is_directory(const struct option_row *row);
bool completion_is_file(const struct option_row *row);

void completion_bash(FILE *file, const struct completion_command *commands);
void completion_zsh(FILE *file, const struct completion_command *commands);

#endif
