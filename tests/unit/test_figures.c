/*
 * Figures: the data format with names that try to be commands or markup,
 * and drawing, with a gnuplot of our own and with the real one.
 */
#include <ftw.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "fake_results.h"
#include "output/figure.h"
#include "output/figure_list.h"
#include "output/figures.h"

static const char *const names[] = { "speedup",   "speedup-dots", "throughput",
				     "timesplit", "timeline",     "waits",
				     "heatmap",   "startup",      "memory",
				     "breakeven" };
#define N_NAMES 10
static figure_writer *const writers[] = { figure_speedup,    figure_dots,
					  figure_throughput, figure_timesplit,
					  figure_timeline,   figure_waits,
					  figure_heatmap,    figure_startup,
					  figure_memory,     figure_breakeven };

static char *text_field(const char *text)
{
	char *written = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&written, &n_bytes);
	struct dat dat = { .file = file, .n_columns = 1 };

	dat_text(&dat, text);
	fclose(file);
	return written;
}

static void text_is_harmless(void **state)
{
	static const char *const pairs[][2] = {
		{ "train-step", "\"train-step\"\n" },
		{ "", "\"\302\240\"\n" },
		{ "  ", "\"\302\240\"\n" },
		{ "\"; system(\"id\")", "\"”; system(”id”)\"\n" },
		{ "a\\nb\\", "\"a\\\\nb\\\\\"\n" },
		{ "\x1b[31m\n\t\x7f", "\"?[31m???\"\n" },
		{ "ü Ω ж · × – …", "\"ü Ω ж · × – …\"\n" },
		{ "漢字 🐍", "\"?? ?\"\n" },
		{ "\xe2\x80\xaereversed", "\"?reversed\"\n" },
		/* broken UTF-8: alone, too long a form, a surrogate, cut off */
		{ "\xff|\xc0\xaf|\xed\xa0\x80|\xe6\xbc", "\"?|??|?|??\"\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		char *text = text_field(pairs[i][0]);

		assert_string_equal(text, pairs[i][1]);
		free(text);
	}
}

static void blocks(void **state)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);
	struct dat dat;

	(void)state;
	dat_begin(&dat, file, "speedup", "about");
	dat_block(&dat, "x y", "panel %u", 1);
	dat_real(&dat, .1);
	dat_count(&dat, 16777215);
	dat_real(&dat, NAN);
	dat_real(&dat, -1e-7);
	dat_block(&dat, "x y", "empty");
	dat_end(&dat);
	fclose(file);
	assert_string_equal(text,
			    "# gilbench figure data, format 1: speedup\n"
			    "# about; drawn by speedup.gp\n"
			    "#\n# columns: x\ty\n# panel 1;\n"
			    "0.1\t16777215\nNaN\t-1e-07\n\n\n"
			    "#\n# columns: x\ty\n# empty;\nNaN\tNaN\n\n\n");
	free(text);
}

static void fitting(void **state)
{
	(void)state;
	char *whole = dat_fit("threads", 2, 8);
	char *cut = dat_fit("threads of the gentle art of measuring", .5, 8);
	char *empty = dat_fit("", 1, 8);

	assert_string_equal(whole, "threads");
	assert_string_equal(empty, " ");
	assert_non_null(strstr(cut, "…"));
	assert_memory_equal(cut, "thr", 3);
	assert_true(dat_width(cut, 8) <= .5);
	free(whole);
	free(cut);
	free(empty);
}

static void wrapping(void **state)
{
	(void)state;
	char *one = dat_wrap("a short note", 3, 7, 3);
	char *two = dat_wrap("words\nthat need more than an inch", 1, 7, 3);
	char *cut = dat_wrap("words that need more than two inches, really", .7,
			     7, 2);

	assert_string_equal(one, "a short note");
	/* a line end of its own is none */
	assert_string_equal(two, "words?that need more\nthan an inch");
	assert_int_equal(dat_n_lines(two), 2);
	assert_int_equal(dat_n_lines(cut), 2);
	assert_non_null(strstr(cut, "…"));
	free(one);
	free(two);
	free(cut);
}

static void spreading(void **state)
{
	double y[] = { 1.99, .5, 1.98, 2.00, 1.2 };

	(void)state;
	grid_spread(y, 5, .1, .5, 2.05);
	/* order and room are kept, and what is far apart stays */
	assert_true(y[4] == 1.2);
	assert_true(y[1] == .5);
	assert_true(y[2] < y[0] && y[0] < y[3]);
	assert_true(y[0] - y[2] > .0999 && y[3] - y[0] > .0999);
	assert_true(y[3] <= 2.05);
}

static char *written(const struct results *results, unsigned figure)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);
	bool any = writers[figure](file, results, 0) > 0;

	fclose(file);
	assert_true(any);
	return text;
}

/* Every row has the columns that its block announces. */
static void check_columns(const char *text)
{
	unsigned n_columns = 0;

	while (*text) {
		size_t n = strcspn(text, "\n");
		unsigned n_tabs = 0;

		for (size_t i = 0; i < n; i++) {
			n_tabs += text[i] == '\t';
			assert_true((unsigned char)text[i] >= 32 ||
				    text[i] == '\t');
		}
		if (strncmp(text, "# columns: ", 11) == 0)
			n_columns = n_tabs + 1;
		else if (n && *text != '#')
			assert_int_equal(n_tabs + 1, n_columns);
		text += n + (text[n] == '\n');
	}
}

/* The default plan with names of users who mean no good. */
static struct fake_cell *hostile_plan(void)
{
	struct fake_cell *cells = alloc_zero(fake_default_n, sizeof(*cells));

	memcpy(cells, fake_default_plan, fake_default_n * sizeof(*cells));
	for (unsigned i = 0; i < fake_default_n; i++) {
		if (strcmp(cells[i].workload, "train-step") == 0)
			cells[i].workload = "\"; system(\"touch PWNED\"); "
					    "`touch PWNED` \xff\x1b[m<b>&\\n";
		if (strcmp(cells[i].workload, "api-call") == 0)
			cells[i].workload = "";
		if (strcmp(cells[i].kernel, "native") == 0)
			cells[i].kernel = "{/:Bold x}_a^b @c %s";
		if (strcmp(cells[i].executor, "processes") == 0)
			cells[i].executor = "$(touch PWNED) 08 1e+06";
	}
	return cells;
}

static void data_is_the_same_every_time(void **state)
{
	struct fake_cell *hostile = hostile_plan();
	const struct fake_cell *plans[] = { fake_default_plan, hostile };

	(void)state;
	for (int p = 0; p < 2; p++)
		for (unsigned f = 0; f < N_NAMES; f++) {
			struct results one, two;

			fake_results(&one, "/somewhere", plans[p],
				     fake_default_n, fake_run_json);
			fake_results(&two, "else", plans[p], fake_default_n,
				     fake_run_json);
			char *a = written(&one, f), *b = written(&two, f);

			assert_string_equal(a, b);
			assert_null(strstr(a, "somewhere"));
			assert_non_null(strstr(
				a, "gilbench · lab07 · CPython 3.11.2 · n = 9 "
				   "blocks × 3 · seed 20871 · plan 3f9c2e1a"));
			check_columns(a);
			free(a);
			free(b);
			fake_results_fini(&one);
			fake_results_fini(&two);
		}
	free(hostile);
}

/* Nothing to draw is no figure. */
static void nothing(void **state)
{
	static const struct fake_cell cell = {
		"a", "python", "threads", 2, 0, 0,           0,   0,
		0,   0,        0,         0, 0, CELL_FAILED, "x", NULL
	};
	struct results results;

	(void)state;
	fake_results(&results, "nowhere", &cell, 1, fake_run_json);
	for (unsigned f = 0; f < N_NAMES; f++) {
		FILE *file = tmpfile();

		assert_true(writers[f](file, &results, 0) == 0);
		assert_true(ftell(file) == 0);
		fclose(file);
	}
	fake_results_fini(&results);
}

static char *plots_dir(void)
{
	const char *source = getenv("srcdir");

	return alloc_printf("%s/plots", source ? source : ".");
}

static int remove_entry(const char *path, const struct stat *st, int flag,
			struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static void remove_tree(const char *dir)
{
	nftw(dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static char *read_all(const char *dir, const char *name, const char *suffix)
{
	char *path = alloc_printf("%s/figures/%s%s", dir, name, suffix);
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t room = 0;

	if (!file)
		fail_msg("%s is missing", path);
	if (getdelim(&text, &room, '\0', file) < 0)
		fail_msg("%s is empty", path);
	fclose(file);
	free(path);
	return text;
}

static int draw(const char *dir, const struct fake_cell *cells, struct why *why)
{
	struct results results;
	char *plots = plots_dir();

	fake_results(&results, dir, cells, fake_default_n, fake_run_json);
	int status = figures_draw(&results, plots, why);

	fake_results_fini(&results);
	free(plots);
	return status;
}

static bool has_gnuplot(void)
{
	return system("command -v gnuplot >/dev/null 2>&1") == 0;
}

/* The real thing, hostile names included: no commands, and whole XML. */
static void drawing(void **state)
{
	char one[] = "/tmp/gilbench-figures-XXXXXX";
	char two[] = "/tmp/gilbench-figures-XXXXXX";
	struct fake_cell *hostile = hostile_plan();
	struct why why = { "" };

	(void)state;
	if (!has_gnuplot()) {
		free(hostile);
		skip();
	}
	assert_non_null(mkdtemp(one));
	assert_non_null(mkdtemp(two));
	if (draw(one, hostile, &why) < 0 || draw(two, hostile, &why) < 0)
		fail_msg("%s", why.text);
	char *pwned = alloc_printf("%s/figures/PWNED", one);

	assert_int_not_equal(access(pwned, F_OK), 0);
	assert_int_not_equal(access("PWNED", F_OK), 0);
	for (unsigned f = 0; f < N_NAMES; f++) {
		char *a = read_all(one, names[f], ".svg");
		char *b = read_all(two, names[f], ".svg");

		assert_string_equal(a, b);
		assert_non_null(strstr(a, "</svg>"));
		assert_null(strstr(a, "<b>"));
		assert_null(strstr(a, one));
		free(a);
		free(b);
		free(read_all(one, names[f], ".pdf"));
		free(read_all(one, names[f], ".png"));
	}
	free(pwned);
	free(hostile);
	remove_tree(one);
	remove_tree(two);
}

/* Put a `gnuplot` that is this shell script first in PATH; NULL: none. */
static void fake_gnuplot(const char *bin, const char *script)
{
	char *path = alloc_printf("%s/gnuplot", bin);

	unlink(path);
	if (script) {
		FILE *file = fopen(path, "w");

		fprintf(file, "#!/bin/sh\n%s\n", script);
		fclose(file);
		chmod(path, 0700);
	}
	free(path);
}

static void gnuplot_speaks(void **state)
{
	char bin[] = "/tmp/gilbench-bin-XXXXXX";
	char dir[] = "/tmp/gilbench-figures-XXXXXX";
	char *path = alloc_copy(getenv("PATH"));
	struct why why = { "" };

	(void)state;
	assert_non_null(mkdtemp(bin));
	assert_non_null(mkdtemp(dir));
	setenv("PATH", bin, 1);
	assert_int_equal(draw(dir, fake_default_plan, &why), -1);
	assert_non_null(strstr(why.text, "gnuplot is not installed"));
	free(read_all(dir, "speedup", ".dat"));
	free(read_all(dir, "throughput", ".gp"));
	free(read_all(dir, "style", ".gp"));
	fake_gnuplot(bin, "echo; echo 'line 3: oh no' >&2; echo more");
	assert_int_equal(draw(dir, fake_default_plan, &why), -1);
	assert_string_equal(why.text, "speedup.svg: gnuplot: line 3: oh no");
	fake_gnuplot(bin, "exit 3");
	assert_int_equal(draw(dir, fake_default_plan, &why), -1);
	assert_non_null(strstr(why.text, "status 3"));
	fake_gnuplot(bin, "kill -9 $$");
	assert_int_equal(draw(dir, fake_default_plan, &why), -1);
	assert_non_null(strstr(why.text, "signal 9"));
	/* harmless; and the arguments and place it is run with */
	fake_gnuplot(bin, "echo 'iconv failed to convert degree sign' >&2\n"
			  "echo \"$* $LC_ALL ${PWD##*/}\" >$5");
	assert_int_equal(draw(dir, fake_default_plan, &why), 0);
	char *said = read_all(dir, "speedup-dots", ".svg");

	assert_string_equal(said, "-d -c speedup-dots.gp speedup-dots.dat "
				  "speedup-dots.svg svg C.UTF-8 figures\n");
	free(said);
	setenv("PATH", path, 1);
	free(path);
	remove_tree(bin);
	remove_tree(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_harmless),
		cmocka_unit_test(blocks),
		cmocka_unit_test(fitting),
		cmocka_unit_test(wrapping),
		cmocka_unit_test(spreading),
		cmocka_unit_test(data_is_the_same_every_time),
		cmocka_unit_test(nothing),
		cmocka_unit_test(drawing),
		cmocka_unit_test(gnuplot_speaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
