/*
 * The script for bash. It needs nothing of the package bash-completion, and
 * where it has no better word, bash completes file names.
 */
#include "completion.h"

#include <stdlib.h>

static void write_options(FILE *file, const struct completion_command *command)
{
	const struct option_row *row = command->help->rows;

	fprintf(file, "\t%s)\n\t\toptions='", command->name);
	for (; row->name; row++) {
		if (!options_has(command->help, row))
			continue;
		if (row->letter)
			fprintf(file, "-%c ", row->letter);
		fprintf(file, "--%s ", row->name);
	}
	fputs("-h --help'\n", file);
}

/* What follows this option; nothing where any file name may. */
static void write_argument(FILE *file, const char *command,
			   const struct option_row *row)
{
	struct completion_words known = completion_words_of(command, row);

	if (row->argument && !completion_is_file(row)) {
		fprintf(file, "\t\t--%s", row->name);
		if (row->letter)
			fprintf(file, " | -%c", row->letter);
		if (completion_is_directory(row))
			fputs(") words=$(compgen -d -- \"$cur\") ;;\n", file);
		else
			fprintf(file,
				") list=%s words='%s' none=%s more=%s ;;\n",
				known.list ? "1" : "", known.words,
				known.or_file ? "" : "1",
				known.list || known.goes_on ? "1" : "");
	}
	free(known.words);
}

static void write_command(FILE *file, const struct completion_command *command)
{
	write_options(file, command);
	fputs("\t\tcase $prev in\n", file);
	for (const struct option_row *row = command->help->rows; row->name;
	     row++)
		if (options_has(command->help, row))
			write_argument(file, command->name, row);
	fputs("\t\tesac\n\t\t;;\n", file);
}

void completion_bash(FILE *file, const struct completion_command *commands)
{
	const struct completion_command *c;

	fputs("# gilbench: completion for bash, made by 'gilbench completion "
	      "bash'\n"
	      "_gilbench()\n"
	      "{\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} head='' IFS=$' \\t\\n'\n"
	      "\tlocal prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
	      "\tlocal options='' words='' list='' none='' more=''\n"
	      "\n"
	      "\t# --name=value comes as three words\n"
	      "\t[ \"$cur\" != = ] || cur=\n"
	      "\t[ \"$prev\" != = ] || prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
	      "\tCOMPREPLY=()\n"
	      "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
	      "\t\twords='",
	      file);
	for (c = commands; c->name; c++)
		fprintf(file, "%s ", c->name);
	fputs("--help --version'\n"
	      "\telse\n"
	      "\tcase ${COMP_WORDS[1]} in\n",
	      file);
	for (c = commands; c->name; c++)
		write_command(file, c);
	fputs("\tesac\n"
	      "\tfi\n"
	      "\t[[ $cur != -* || $words$none ]] || words=$options\n"
	      "\t# the last item of a list\n"
	      "\t[[ ! $list || $cur != *,* ]] || head=${cur%,*},\n"
	      "\tmapfile -t COMPREPLY < <(compgen -P \"$head\" -W \"$words\" "
	      "-- \"${cur#\"$head\"}\")\n"
	      "\t[ -z \"$more\" ] || compopt -o nospace 2>/dev/null\n"
	      "\t[ -z \"$none\" ] || compopt +o default 2>/dev/null\n"
	      "\treturn 0\n"
	      "}\n"
	      "complete -o default -F _gilbench gilbench\n",
	      file);
}
