/*
 * gilbench compare: did anything change between two sides of runs? What was
 * measured is compared by model/compare.c, printed by output/compare_*.c.
 */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/units.h"
#include "cli/options.h"
#include "output/compare_formats.h"
#include "output/table_text.h"

#define MOST_PERCENT 10000

struct question {
	const struct compare_format *format;
	struct compare_gate gate;
	const char *gate_text;
	uint64_t seed;
	struct text_list sides[2];
};

static int set_format(void *target, const char *value, struct why *why)
{
	const struct compare_format *format = compare_formats;

	while (format->name && strcmp(format->name, value) != 0)
		format++;
	((struct question *)target)->format = format;
	return format->name ? 0
			    : why_set(why,
				      "'%s' is neither text nor csv, markdown, "
				      "json",
				      value);
}

/* "slower>5%", with blanks anywhere between. */
static int set_gate(void *target, const char *value, struct why *why)
{
	struct question *question = target;
	static const char *const words[] = { "slower", "faster" };
	const char *p = value + strspn(value, " ");
	int word = -1;
	double percent;

	for (int i = 0; i < 2; i++)
		if (strncmp(p, words[i], strlen(words[i])) == 0)
			word = i;
	if (word >= 0) {
		p += strlen(words[word]);
		p += strspn(p, " ");
		p = *p == '>' ? units_scan_real(p + 1 + strspn(p + 1, " "),
						&percent)
			      : NULL;
	}
	if (word < 0 || !p)
		return why_set(why, "'%s': say slower>5%% or faster>5%%",
			       value);
	p += strspn(p, " ");
	if (*p != '%' || p[1 + strspn(p + 1, " ")] || percent < 0 ||
	    percent > MOST_PERCENT)
		return why_set(why,
			       "'%s': the limit is a percentage from 0 %% to "
			       "%d %%",
			       value, MOST_PERCENT);
	question->gate_text = value;
	question->gate =
		(struct compare_gate){ true, word == 1, percent / 100 };
	return 0;
}

static int set_seed(void *target, const char *value, struct why *why)
{
	return units_count(value, 0, UINT64_MAX / 2,
			   &((struct question *)target)->seed, why);
}

static const struct option_row rows[] = {
	{ "fail-if", 0, "CHANGE", "exit 7 if proven: slower>5%, faster>5%",
	  set_gate },
	{ "format", 0, "NAME", "text, csv, markdown or json [text]",
	  set_format },
	{ "seed", 0, "N", "of the bootstrap [1]", set_seed },
	{ 0 },
};

static const struct command_help help = {
	.synopsis = "gilbench compare [options] A[,A2...] B[,B2...]",
	.summary = "Did anything change from A to B? Each is a run directory, "
		   "better three or more.",
	.rows = rows,
	.epilogue = "Example: gilbench compare old1,old2,old3 new1,new2,new3 "
		    "--fail-if 'slower>5%'\nExit status: 0, 4 no verdict, 7 a "
		    "change that --fail-if names is proven.",
};

static bool is_dir(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* One directory, whatever its name, or several with commas between. */
static int split_side(struct text_list *side, const char *text, struct why *why)
{
	char *copy, *rest, *item;
	int status = 0;

	if (is_dir(text)) {
		text_list_add(side, text);
		return 0;
	}
	copy = rest = alloc_copy(text);
	while (status == 0 && (item = strsep(&rest, ","))) {
		if (!*item)
			status = why_set(why, "an empty name in '%s'", text);
		else
			text_list_add(side, item);
	}
	free(copy);
	return status;
}

/* Each is a run directory, and none is there twice. */
static int check_side(const struct text_list *side, struct why *why)
{
	char **real = alloc_zero(side->n, sizeof(*real));
	int status = cmd_check_runs("compare", side->items, side->n, why);

	for (size_t i = 0; i < side->n && status == 0; i++) {
		real[i] = realpath(side->items[i], NULL);
		for (size_t k = 0; k < i && status == 0; k++)
			if (real[i] && real[k] && strcmp(real[i], real[k]) == 0)
				status = why_set(why,
						 "%s is named twice on one "
						 "side: a run counts once",
						 side->items[i]);
	}
	for (size_t i = 0; i < side->n; i++)
		free(real[i]);
	free(real);
	return status;
}

static int read_sides(struct question *question, char **operands,
		      int n_operands, struct why *why)
{
	if (n_operands != 2)
		return why_set(why,
			       "takes two sides, A[,A2...] and B[,B2...]%s",
			       n_operands > 2 ? ": runs of one side are put "
						"together with commas"
					      : " (see --help)");
	for (int s = 0; s < 2; s++)
		if (split_side(&question->sides[s], operands[s], why) < 0 ||
		    check_side(&question->sides[s], why) < 0)
			return -1;
	return 0;
}

static enum exit_status exit_of(const struct comparison *comparison)
{
	const struct compare *result = &comparison->result;

	if (comparison->n_fail)
		return EXIT_REGRESSION;
	if (comparison->n_suspected ||
	    result->n_verdicts[COMPARE_UNCLEAR] == result->n_cells)
		return EXIT_VERDICT;
	return EXIT_DONE;
}

static int compare(const struct question *question)
{
	struct comparison comparison = { .gate = question->gate,
					 .gate_text = question->gate_text };
	char *const *dirs[] = { question->sides[0].items,
				question->sides[1].items };
	const unsigned n_dirs[] = { (unsigned)question->sides[0].n,
				    (unsigned)question->sides[1].n };
	struct why why;

	if (comparison_make(&comparison, dirs, n_dirs, question->seed, &why) <
	    0)
		return cmd_fail("compare", EXIT_BROKEN, why.text);
	question->format->write(stdout, &comparison);
	for (size_t i = 0;
	     i < comparison.warnings.n && !question->format->tells; i++)
		text_wrap(stderr, "gilbench compare:", 18,
			  comparison.warnings.items[i]);
	int status = exit_of(&comparison);

	comparison_fini(&comparison);
	return status;
}

int cmd_compare(int argc, char **argv)
{
	struct question question = { .format = compare_formats, .seed = 1 };
	char **operands;
	int n_operands, status = EXIT_DONE;
	bool done;
	struct why why;

	if (options_parse(&help, &question, argc, argv, &operands, &n_operands,
			  &done, &why) < 0)
		status = cmd_fail("compare", EXIT_USAGE, why.text);
	else if (!done && read_sides(&question, operands, n_operands, &why) < 0)
		status = cmd_fail("compare", EXIT_USAGE, why.text);
	else if (!done)
		status = compare(&question);
	text_list_fini(&question.sides[0]);
	text_list_fini(&question.sides[1]);
	free(operands);
	return status;
}
