/* The script for zsh: _arguments, which shows what each option is for. */
#include "completion.h"

#include <stdlib.h>
#include <string.h>

/* Text inside '...[HERE]...' or '...:HERE:...'. */
static void write_text(FILE *file, const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", file);
		else if (*text == '\n')
			putc(' ', file);
		else if (strchr("[]:\\", *text))
			fprintf(file, "\\%c", *text);
		else
			putc(*text, file);
	}
}

static void write_action(FILE *file, const char *command,
			 const struct option_row *row)
{
	struct completion_words known = completion_words_of(command, row);

	putc(':', file);
	write_text(file, row->argument);
	putc(':', file);
	if (completion_is_directory(row))
		fputs("_files -/", file);
	else if (completion_is_file(row))
		fputs("_files", file);
	else if (*known.words && known.list)
		fprintf(file, "_values -s , %s %s", row->name, known.words);
	else if (known.goes_on)
		fprintf(file, "compadd -S \"\" -- %s", known.words);
	else if (*known.words)
		fprintf(file, "(%s)", known.words);
	else
		putc(' ', file);
	free(known.words);
}

static void write_option(FILE *file, const char *command,
			 const struct option_row *row)
{
	fputs(" \\\n\t\t\t'*'", file);
	if (row->letter)
		fprintf(file, "{-%c%s,--%s%s}", row->letter,
			row->argument ? "+" : "", row->name,
			row->argument ? "=" : "");
	else
		fprintf(file, "--%s%s", row->name, row->argument ? "=" : "");
	fputs("'[", file);
	write_text(file, row->help);
	putc(']', file);
	if (row->argument)
		write_action(file, command, row);
	putc('\'', file);
}

static void write_command(FILE *file, const struct completion_command *command)
{
	const struct option_row *row = command->help->rows;

	fprintf(file, "\t%s)\n\t\t_arguments -s", command->name);
	for (; row->name; row++)
		if (options_has(command->help, row))
			write_option(file, command->name, row);
	/* what follows a program's name is its own */
	fprintf(file,
		" \\\n\t\t\t'*'{-h,--help}'[this text]' \\\n"
		"\t\t\t'%s:operand:_files'\n\t\t;;\n",
		command->help->program ? "*:" : "*");
}

void completion_zsh(FILE *file, const struct completion_command *commands)
{
	const struct completion_command *c;

	fputs("#compdef gilbench\n"
	      "# gilbench: completion for zsh, made by 'gilbench completion "
	      "zsh'\n"
	      "_gilbench()\n"
	      "{\n"
	      "\tlocal state line curcontext=$curcontext\n"
	      "\tlocal -a commands\n"
	      "\n"
	      "\t_arguments -C '(- *)--help[the commands]' "
	      "'(- *)--version[the version]' \\\n"
	      "\t\t'1: :->command' '*:: :->arguments'\n"
	      "\tif [[ $state = command ]]; then\n"
	      "\t\tcommands=(\n",
	      file);
	for (c = commands; c->name; c++) {
		fprintf(file, "\t\t\t'%s:", c->name);
		write_text(file, c->summary);
		fputs("'\n", file);
	}
	fputs("\t\t)\n"
	      "\t\t_describe command commands\n"
	      "\t\treturn\n"
	      "\tfi\n"
	      "\t[[ $state = arguments ]] || return\n"
	      "\tcase $line[1] in\n",
	      file);
	for (c = commands; c->name; c++)
		write_command(file, c);
	fputs("\tesac\n"
	      "}\n"
	      "if [[ $funcstack[1] = _gilbench ]]; then\n"
	      "\t_gilbench \"$@\"\n"
	      "else\n"
	      "\tcompdef _gilbench gilbench\n"
	      "fi\n",
	      file);
}
