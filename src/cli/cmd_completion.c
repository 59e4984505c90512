/*
 * gilbench completion: what a shell needs to complete options, made from the
 * option rows of all commands. How a shell says it is in complete_SHELL.c.
 */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>

#include "base/why.h"
#include "completion.h"
#include "options.h"

static const struct option_row rows[] = {
	{ NULL, 0, NULL, NULL, NULL },
};

static const struct command_help help = {
	.synopsis = "gilbench completion bash|zsh",
	.summary = "Print what completes gilbench's options in a shell.",
	.rows = rows,
	.epilogue = "Example: eval \"$(gilbench completion bash)\"",
};

static void keep(void *context, const struct command_help *of)
{
	*(const struct command_help **)context = of;
}

/* Each command is asked for its help, which is kept instead of printed. */
static void ask_all(struct completion_command *commands)
{
	char option[] = "--help";
	const struct command *c = cmd_commands;

	for (; c->name; c++, commands++) {
		char *argv[] = { (char *)c->name, option, NULL };

		*commands = (struct completion_command){ c->name, c->summary,
							 NULL };
		options_redirect_help(keep, &commands->help);
		c->run(2, argv);
	}
	commands->name = NULL;
}

int cmd_completion(int argc, char **argv)
{
	struct completion_command commands[COMPLETION_MAX_COMMANDS];
	char **operands = NULL;
	int n_operands, status = EXIT_DONE;
	bool done;
	struct why why;

	if (options_parse(&help, NULL, argc, argv, &operands, &n_operands,
			  &done, &why) < 0) {
		status = cmd_fail("completion", EXIT_USAGE, why.text);
	} else if (!done && n_operands == 1 && !strcmp(*operands, "bash")) {
		ask_all(commands);
		completion_bash(stdout, commands);
	} else if (!done && n_operands == 1 && !strcmp(*operands, "zsh")) {
		ask_all(commands);
		completion_zsh(stdout, commands);
	} else if (!done) {
		status = cmd_fail("completion", EXIT_USAGE,
				  "for which shell? bash or zsh (see --help)");
	}
	free(operands);
	return status;
}
