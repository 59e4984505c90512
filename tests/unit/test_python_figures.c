/* Figures that compare interpreters: there only if there are several. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "fake_results.h"
#include "output/figure_list.h"
#include "output/figures.h"

static char *written(figure_writer *write, const struct results *results)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	assert_true(write(file, results, 0) > 0);
	fclose(file);
	return text;
}

static void make(struct results *results, const char *dir, unsigned workers)
{
	static struct fake_cell cells[FAKE_PYTHONS_MAX];
	unsigned n = fake_pythons_plan(cells, workers);

	assert_true(n <= FAKE_PYTHONS_MAX);
	fake_results(results, dir, cells, n, fake_pythons_json);
}

static void check(const char *text, const char *wanted)
{
	if (!strstr(text, wanted))
		fail_msg("no '%s' in:\n%s", wanted, text);
}

static void one_count_is_dots(void **state)
{
	struct results results;

	(void)state;
	make(&results, "nowhere", 2);
	char *text = written(figure_pythons, &results);

	check(text, "# kind;\n\"speedup-dots\"");
	/* by executor, hue and all */
	check(text, "\"threads, embedded\"\t11\t16\n"
		    "\"threads, 3.13.0\"\t11\t15\n"
		    "\"threads, 3.13.0t, GIL on\"\t11\t14\n"
		    "\"threads, 3.13.0t, GIL off\"\t11\t13\n"
		    "\"processes, embedded\"\t21\t12\n");
	check(text, "\"skipped\"");
	free(text);
	fake_results_fini(&results);
}

static void more_are_lines(void **state)
{
	struct results results;

	(void)state;
	make(&results, "nowhere", 8);
	char *text = written(figure_pythons, &results);

	check(text, "# kind;\n\"speedup\"");
	check(text, "\"3.13.0\"\t21\n\"3.13.0t, GIL on\"\t31\n");
	/* a panel per job and executor; subinterpreters lack in one */
	check(text, "\"train-step\"\t\"threads\"\t\"1 2 3 4\"");
	check(text, "\"train-step\"\t\"interpreters\"\t\"2 3 4\"");
	free(text);
	fake_results_fini(&results);
}

static void a_map_of_all(void **state)
{
	struct results results;

	(void)state;
	make(&results, "nowhere", 4);
	char *text = written(figure_heatmap, &results);

	/* 4 interpreters with 2 jobs and a head each, 8 columns */
	check(text, "\t8\t-12\n");
	check(text, "\"train-step ×4\"\t-1.5\n\"api-call ×4\"\t-2.5\n");
	check(text, "\"CPython 3.13.0t, GIL off\"");
	check(text, "\"a  no-subinterpreters: it needs CPython 3.12\"");
	check(text, "\"c  no-arun: the kernel has no coroutine\"");
	/* 0.97 (0.94-1.01): it may be 1 */
	check(text, "\"(0.97)\"");
	check(text, "\"0.93\"");
	/* the scale ends at four workers, which is a square */
	check(text, "\"1/4\"");
	check(text, "\"1/2\"");
	free(text);
	/* without a reason of its own it gets no other cell's */
	for (unsigned i = 0; i < results.n_cells; i++)
		if (strcmp(results.cells[i].executor, "threads") == 0)
			results.estimates[i].speedup = NAN;
	text = written(figure_heatmap, &results);
	check(text, "  nothing to compare with\"");
	check(text, "  no-subinterpreters: it needs CPython 3.12\"");
	free(text);
	fake_results_fini(&results);
}

static void one_interpreter_has_none(void **state)
{
	struct results results;
	FILE *file = tmpfile();

	(void)state;
	fake_results(&results, "nowhere", fake_default_plan, fake_default_n,
		     fake_run_json);
	assert_true(figure_pythons(file, &results, 0) == 0);
	assert_true(ftell(file) == 0);
	fclose(file);
	/* but a map of its own, without the interpreter's name */
	char *text = written(figure_heatmap, &results);

	check(text, "\"Speed-up over serial, most workers\"");
	check(text, "\t5\t-3\n");
	check(text, "# heads;\n0\t0\t\"\302\240\"\n");
	free(text);
	results.n_cells = 6; /* 3 with a speed-up: no map */
	file = tmpfile();
	assert_true(figure_heatmap(file, &results, 0) == 0);
	fclose(file);
	results.n_cells = fake_default_n;
	fake_results_fini(&results);
}

/* gnuplot says nothing, and there are pictures. */
static void drawing(void **state)
{
	static const unsigned workers[] = { 2, 8 };
	const char *source = getenv("srcdir");
	char *plots = alloc_printf("%s/plots", source ? source : ".");

	(void)state;
	if (system("command -v gnuplot >/dev/null 2>&1") != 0) {
		free(plots);
		skip();
	}
	for (int i = 0; i < 2; i++) {
		char dir[] = "/tmp/gilbench-figures-XXXXXX";
		struct results results;
		struct why why = { "" };

		assert_non_null(mkdtemp(dir));
		make(&results, dir, workers[i]);
		if (figures_draw(&results, plots, &why) < 0)
			fail_msg("%s", why.text);
		char *command = alloc_printf("test -s %s/figures/pythons.png "
					     "-a -s %s/figures/heatmap.png && "
					     "rm -r %s",
					     dir, dir, dir);

		assert_int_equal(system(command), 0);
		free(command);
		fake_results_fini(&results);
	}
	free(plots);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_count_is_dots),
		cmocka_unit_test(more_are_lines),
		cmocka_unit_test(a_map_of_all),
		cmocka_unit_test(one_interpreter_has_none),
		cmocka_unit_test(drawing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
