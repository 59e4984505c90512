/* gilbench plot: draw the figures of finished runs again. */
#include "cmd.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/units.h"
#include "cli/options.h"
#include "output/figures.h"
#include "output/filter.h"
#include "output/term.h"

/* A narrower page has no room for a name, an axis and numbers. */
#define LEAST_IN (70 / 25.4)
#define MOST_IN (400 / 25.4)

enum {
	HELP_COLUMNS = 79
};

/* What was typed. */
struct drawing {
	struct text_list names;
	const char *filter, *dir; /* NULL: none */
	double width;             /* in inches; 0: none */
	unsigned formats;         /* 0: all */
	bool term;
};

static int set_figure(void *target, const char *value, struct why *why)
{
	struct text_list *names = &((struct drawing *)target)->names;
	size_t n_before = names->n;

	if (options_add_list(names, value, why) < 0)
		return -1;
	for (size_t i = n_before; i < names->n; i++) {
		const char *const *known = figures_names();

		while (*known && strcmp(*known, names->items[i]) != 0)
			known++;
		if (*known)
			continue;
		const char *near =
			units_nearest(names->items[i], figures_names());

		return why_set(why,
			       "there is no figure '%s'%s%s%s (see "
			       "--help)",
			       names->items[i], near ? "; did you mean " : "",
			       near ? near : "", near ? "?" : "");
	}
	return 0;
}

static int set_filter(void *target, const char *value, struct why *why)
{
	((struct drawing *)target)->filter = value;
	return filter_check(value, why);
}

static int set_width(void *target, const char *value, struct why *why)
{
	double *width = &((struct drawing *)target)->width;

	if (units_inches(value, width, why) < 0)
		return -1;
	/* 70mm is a little less in binary */
	if (*width < LEAST_IN * (1 - 1e-9) || *width > MOST_IN * (1 + 1e-9))
		return why_set(why, "'%s' is out of range: 70mm to 400mm",
			       value);
	return 0;
}

static int set_format(void *target, const char *value, struct why *why)
{
	static const char *const names[] = { "svg", "pdf", "png", NULL };
	static const unsigned formats[] = { DRAW_SVG, DRAW_PDF, DRAW_PNG };
	struct drawing *drawing = target;
	struct text_list given = { NULL, 0 };
	int status = options_add_list(&given, value, why);

	for (size_t i = 0; i < given.n && status == 0; i++) {
		unsigned k = 0;

		while (names[k] && strcmp(names[k], given.items[i]) != 0)
			k++;
		if (names[k])
			drawing->formats |= formats[k];
		else
			status = why_set(why,
					 "there is no format '%s': svg, pdf "
					 "or png",
					 given.items[i]);
	}
	text_list_fini(&given);
	return status;
}

static int set_output(void *target, const char *value, struct why *why)
{
	(void)why;
	((struct drawing *)target)->dir = value;
	return 0;
}

static int set_term(void *target, const char *value, struct why *why)
{
	(void)value;
	(void)why;
	((struct drawing *)target)->term = true;
	return 0;
}

static const struct option_row rows[] = {
	{ "figure", 0, "LIST", "only these; again for more", set_figure },
	{ "filter", 0, "REGEX", "only cells whose name matches", set_filter },
	{ "width", 0, "LENGTH", "of a column: 84mm, 8.4cm, 3.3in", set_width },
	{ "format", 0, "LIST", "of svg, pdf, png; default all", set_format },
	{ "output", 'o', "DIR", "default DIR/figures of the run", set_output },
	{ "term", 0, NULL, "draw speedup here, in characters", set_term },
	{ 0 },
};

/* "Figures: speedup, ..." in lines of a terminal, and what else is told. */
static char *epilogue(void)
{
	char *text = NULL;
	size_t n_bytes = 0, column;
	FILE *file = open_memstream(&text, &n_bytes);

	column = (size_t)fprintf(file, "Figures:");
	for (const char *const *name = figures_names(); *name; name++) {
		if (column + strlen(*name) + 2 > HELP_COLUMNS) {
			fputc('\n', file);
			column = 0;
		} else {
			column += (size_t)fprintf(file, " ");
		}
		column += (size_t)fprintf(file, "%s%c", *name,
					  name[1] ? ',' : '.');
	}
	fputs("\nThe data (*.dat) and templates (*.gp) lie beside them; one is "
	      "redrawn with\n"
	      "  cd DIR/figures && gnuplot -d -c speedup.gp speedup.dat "
	      "speedup.svg svg",
	      file);
	fclose(file);
	return text;
}

/* Made once, for completion keeps it. */
static const struct command_help *help(void)
{
	static struct command_help help = {
		.synopsis = "gilbench plot [options] DIR...",
		.summary = "Draw the figures of a run directory again, as SVG, "
			   "PDF and PNG in DIR/figures.",
		.rows = rows,
	};

	if (!help.epilogue)
		help.epilogue = epilogue();
	return &help;
}

static void say_wider(const char *name, double inches)
{
	fprintf(stderr, "gilbench plot: %s is %.0f mm wide: it needs that\n",
		name, inches * 25.4);
}

static unsigned between(unsigned x, unsigned low, unsigned high)
{
	return x < low ? low : x > high ? high : x;
}

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

/* What the terminal can show; a file or a pipe gets 79 columns of text. */
static struct term_look look_around(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	const char *type = getenv("TERM");
	struct winsize size = { .ws_row = TERM_MOST_ROWS, .ws_col = 80 };
	bool terminal = isatty(STDOUT_FILENO);
	uint64_t columns;
	struct why why;

	if (terminal)
		ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	columns = size.ws_col ? size.ws_col : 80;
	if (is_set("COLUMNS"))
		units_count(getenv("COLUMNS"), 1, 1000, &columns, &why);
	struct term_look look = {
		/* a line as long as the screen would wrap on some */
		.columns = between((unsigned)columns - 1, TERM_LEAST_COLUMNS,
				   TERM_MOST_COLUMNS),
		.rows = between(size.ws_row ? size.ws_row - 2u : 23,
				TERM_LEAST_ROWS, TERM_MOST_ROWS),
		.utf8 = locale &&
			strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0,
		.colour = terminal && !is_set("NO_COLOR") &&
			  !(type && strcmp(type, "dumb") == 0),
	};

	if (locale)
		freelocale(locale);
	return look;
}

static int draw_here(const struct results *results, struct why *why)
{
	struct term_look look = look_around();
	char *plots = alloc_printf("%s/plots", cmd_libdir());
	int status = term_draw(stdout, results, plots, &look, why);

	free(plots);
	return status;
}

static int draw_results(const struct drawing *drawing,
			const struct results *results, struct why *why)
{
	if (!results_can_show(results))
		return why_set(why,
			       "%s: %u cells are more than %d: choose some "
			       "with --filter",
			       results->dir, results->n_cells,
			       RESULTS_MAX_SHOWN);
	if (drawing->term)
		return draw_here(results, why);
	const struct figures_wish wish = {
		.dir = drawing->dir,
		.names = drawing->names.items,
		.n_names = drawing->names.n,
		.width = drawing->width,
		.formats = drawing->formats ? drawing->formats : DRAW_ALL,
		.is_wider = say_wider,
	};
	char *plots = alloc_printf("%s/plots", cmd_libdir());
	int status = figures_draw_some(results, plots, &wish, why);

	free(plots);
	if (status == 0 && drawing->dir)
		printf("%s\n", drawing->dir);
	else if (status == 0)
		printf("%s/figures\n", results->dir);
	return status;
}

/* An exit status. */
static int draw(const struct drawing *drawing, const char *dir, struct why *why)
{
	struct results results, part;
	int status = EXIT_DONE;

	if (results_load(&results, dir, why) < 0)
		return EXIT_BROKEN;
	if (!drawing->filter) {
		if (draw_results(drawing, &results, why) < 0)
			status = EXIT_BROKEN;
	} else if (filter_results(&part, &results, drawing->filter, why) < 0) {
		why_context(why, "%s: --filter %s", dir, drawing->filter);
		status = EXIT_USAGE;
	} else {
		if (draw_results(drawing, &part, why) < 0)
			status = EXIT_BROKEN;
		filter_fini(&part);
	}
	results_fini(&results);
	return status;
}

static int check(const struct drawing *drawing, char **dirs, int n_dirs,
		 struct why *why)
{
	if (cmd_check_runs("plot", dirs, (size_t)n_dirs, why) < 0)
		return -1;
	if (drawing->term &&
	    (drawing->dir || drawing->formats || drawing->width > 0))
		return why_set(why, "--term writes no files: --output, "
				    "--format and --width do not go with it");
	for (size_t i = 0; drawing->term && i < drawing->names.n; i++)
		if (strcmp(drawing->names.items[i], "speedup") != 0)
			return why_set(why,
				       "--term draws speedup, not %s, which "
				       "needs more than characters",
				       drawing->names.items[i]);
	if (n_dirs > 1 && drawing->dir)
		return why_set(why,
			       "-o takes the figures of one run, not of "
			       "%d",
			       n_dirs);
	return 0;
}

int cmd_plot(int argc, char **argv)
{
	struct drawing drawing = { .formats = 0 };
	char **dirs = NULL;
	int n_dirs = 0, status = EXIT_DONE;
	bool done = false;
	struct why why;

	if (options_parse(help(), &drawing, argc, argv, &dirs, &n_dirs, &done,
			  &why) < 0 ||
	    (!done && check(&drawing, dirs, n_dirs, &why) < 0))
		status = cmd_fail("plot", EXIT_USAGE, why.text);
	for (int i = 0; i < n_dirs && !done && status == EXIT_DONE; i++) {
		status = draw(&drawing, dirs[i], &why);
		if (status)
			cmd_fail("plot", status, why.text);
	}
	text_list_fini(&drawing.names);
	free(dirs);
	return status;
}
