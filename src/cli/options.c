/* Option rows at work, on top of getopt_long(). */
#include "options.h"

#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "cli/given.h"
#include "output/utf8.h"

/* getopt values of rows: above all letters. */
enum {
	FIRST_ROW = 256,
	HELP = 255
};

int options_add_list(struct text_list *list, const char *text, struct why *why)
{
	char *copy = alloc_copy(text);
	char *rest = copy, *item;
	int status = 0;

	while (status == 0 && (item = strsep(&rest, ","))) {
		if (*item)
			text_list_add_new(list, item);
		else
			status = why_set(why, "an empty name in '%s'", text);
	}
	free(copy);
	return status;
}

static void (*show_help)(void *context, const struct command_help *help);
static void *help_context;

void options_redirect_help(void (*show)(void *context,
					const struct command_help *help),
			   void *context)
{
	show_help = show;
	help_context = context;
}

static int n_rows(const struct option_row *rows)
{
	int n = 0;

	while (rows[n].name)
		n++;
	return n;
}

static bool is_among(const char *name, const char *const *names)
{
	for (; names && *names; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

bool options_has(const struct command_help *help, const struct option_row *row)
{
	return !is_among(row->name, help->without);
}

/* Where options go: into the settings of a command, or into a list. */
struct sink {
	const struct command_help *help;
	void *target;
	struct given_list *list; /* NULL: the target */
};

static int put(const struct sink *sink, int row, const char *value,
	       struct why *why)
{
	const struct option_row *option = &sink->help->rows[row];

	if (!options_has(sink->help, option))
		return why_set(why, "there is no --%s here (see --help)",
			       option->name);
	if (sink->list) {
		if (value && !utf8_is_text(value))
			return why_set(why, "--%s: this is not in UTF-8",
				       option->name);
		given_add(sink->list, row, value, 0);
		return 0;
	}
	int status = option->set(sink->target, value, why);

	return status < 0 ? why_context(why, "--%s", option->name) : status;
}

/* GILBENCH_MIN_TIME for --min-time. */
static const char *from_environment(const struct option_row *row)
{
	char name[64] = "GILBENCH_";
	size_t n = strlen(name);

	for (const char *p = row->name; *p && n < sizeof(name) - 1; p++)
		name[n++] = *p == '-' ? '_' : (char)toupper(*p);
	name[n] = '\0';
	return getenv(name);
}

static int apply_environment(const struct sink *sink, const bool *was_set,
			     struct why *why)
{
	const struct option_row *rows = sink->help->rows;

	for (int i = 0; rows[i].name; i++) {
		const char *value = from_environment(&rows[i]);

		if (was_set[i] || !value || !*value ||
		    !options_has(sink->help, &rows[i]))
			continue;
		if (!rows[i].argument && strcmp(value, "0") == 0)
			continue;
		if (put(sink, i, rows[i].argument ? value : NULL, why) < 0)
			return why_context(why, "from the environment");
	}
	return 0;
}

enum option_scope options_scope(const struct command_help *help, int row)
{
	const char *name = help->rows[row].name;

	if (is_among(name, help->of_call))
		return OPTION_CALL;
	return is_among(name, help->of_run) ? OPTION_RUN : OPTION_CELLS;
}

int options_find(const struct option_row *rows, const char *name)
{
	for (int i = 0; rows[i].name; i++)
		if (strcmp(rows[i].name, name) == 0)
			return i;
	return -1;
}

const char *options_nearest(const struct option_row *rows, const char *name)
{
	const char **names =
		alloc_zero((size_t)n_rows(rows) + 2, sizeof(*names));

	for (int i = 0; rows[i].name; i++)
		names[i] = rows[i].name;
	names[n_rows(rows)] = "help";
	const char *near = units_nearest(name, names);

	free(names);
	return near;
}

static int unknown_option(const struct option_row *rows, const char *given,
			  struct why *why)
{
	char *word = alloc_copy(given + strspn(given, "-"));

	word[strcspn(word, "=")] = '\0';
	const char *near = options_nearest(rows, word);

	why_set(why, "unknown option %s%s%s%s (see --help)", given,
		near ? "; did you mean --" : "", near ? near : "",
		near ? "?" : "");
	free(word);
	return -1;
}

/* What getopt_long() needs, from the rows. */
static void make_tables(const struct command_help *help, struct option *longs,
			char *shorts)
{
	const struct option_row *rows = help->rows;

	if (help->program)
		*shorts++ = '+';
	*shorts++ = ':'; /* a missing argument is told apart */
	*shorts++ = 'h';
	for (int i = 0; rows[i].name; i++) {
		longs[i] =
			(struct option){ rows[i].name, rows[i].argument != NULL,
					 NULL, FIRST_ROW + i };
		if (!rows[i].letter)
			continue;
		*shorts++ = rows[i].letter;
		if (rows[i].argument)
			*shorts++ = ':';
	}
	*shorts = '\0';
	longs[n_rows(rows)] = (struct option){ "help", 0, NULL, HELP };
}

static int row_of(const struct option_row *rows, int value)
{
	if (value >= FIRST_ROW)
		return value - FIRST_ROW;
	for (int i = 0; rows[i].name; i++)
		if (rows[i].letter == value)
			return i;
	return -1;
}

static int parse_arguments(const struct command_help *help,
			   const struct sink *sink, int argc, char **argv,
			   const struct option *longs, const char *shorts,
			   bool *was_set, bool *done, struct why *why)
{
	opterr = 0;
	optind = 0; /* GNU: start again, and scan a new vector */
	for (;;) {
		int before = optind ? optind : 1;
		int value = getopt_long(argc, argv, shorts, longs, NULL);

		if (value < 0)
			return 0;
		if (value == 'h' || value == HELP) {
			if (show_help)
				show_help(help_context, help);
			else
				options_print_help(stdout, help);
			*done = true;
			return 0;
		}
		if (value == ':')
			return why_set(why, "%s needs an argument (see --help)",
				       argv[optind - 1]);
		if (value == '?')
			return unknown_option(
				help->rows,
				argv[before < optind ? optind - 1 : before],
				why);
		int row = row_of(help->rows, value);

		was_set[row] = true;
		int status = put(sink, row, optarg, why);

		if (status)
			return status < 0 ? -1 : 0;
	}
}

/* Arguments to one sink, what the environment says to the other. */
static int parse(const struct command_help *help, const struct sink *typed,
		 const struct sink *environment, int argc, char **argv,
		 bool *done, struct why *why)
{
	size_t n = (size_t)n_rows(help->rows);
	struct option *longs = alloc_zero(n + 2, sizeof(*longs));
	char *shorts = alloc_zero(2 * n + 8, 1);
	bool *was_set = alloc_zero(n, sizeof(*was_set));

	*done = false;
	make_tables(help, longs, shorts);
	int status = parse_arguments(help, typed, argc, argv, longs, shorts,
				     was_set, done, why);

	if (status == 0 && !*done)
		status = apply_environment(environment, was_set, why);
	free(longs);
	free(shorts);
	free(was_set);
	return status;
}

int options_parse(const struct command_help *help, void *target, int argc,
		  char **argv, char ***operands, int *n_operands, bool *done,
		  struct why *why)
{
	const struct sink sink = { help, target, NULL };
	int status = parse(help, &sink, &sink, argc, argv, done, why);

	*operands = NULL;
	*n_operands = 0;
	if (status == 0) {
		*n_operands = argc - optind;
		*operands =
			alloc_zero((size_t)*n_operands + 1, sizeof(**operands));
		memcpy(*operands, argv + optind,
		       (size_t)*n_operands * sizeof(**operands));
	}
	return status;
}

int options_gather(const struct command_help *help, struct given_list *typed,
		   struct given_list *environment, int argc, char **argv,
		   bool *done, struct why *why)
{
	const struct sink arguments = { help, NULL, typed };
	const struct sink variables = { help, NULL, environment };
	int status = parse(help, &arguments, &variables, argc, argv, done, why);

	if (status == 0 && !*done && optind < argc)
		return why_set(why, "takes no operand: '%s'", argv[optind]);
	return status;
}

void options_print_help(FILE *file, const struct command_help *help)
{
	fprintf(file, "Usage: %s\n%s\n\n", help->synopsis, help->summary);
	for (const struct option_row *row = help->rows; row->name; row++) {
		char left[64];

		if (!options_has(help, row))
			continue;
		snprintf(left, sizeof(left), "%c%c%s --%s%s%s",
			 row->letter ? '-' : ' ',
			 row->letter ? row->letter : ' ',
			 row->letter ? "," : " ", row->name,
			 row->argument ? " " : "",
			 row->argument ? row->argument : "");
		fprintf(file, "  %-28s %s\n", left, row->help);
	}
	fprintf(file, "  %-28s %s\n", "-h, --help", "this text");
	if (help->epilogue)
		fprintf(file, "\n%s\n", help->epilogue);
}
