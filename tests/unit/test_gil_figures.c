/* The timeline and the waits, from holds with known shares. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "fake_results.h"
#include "output/figure_list.h"

static const struct fake_cell plan[] = {
	{ "train-step", "python", "serial", 1, 10, 0, 0, 0, 0, 0, 1, 0,
	  "seed=1", CELL_OK, "", NULL },
	{ "train-step", "python", "threads", 2, 10, 1, .9, 1.1, 0, 0, .5, 0,
	  "seed=1", CELL_OK, "", NULL },
};

/* Two threads take turns: `n` holds of all of 200 ms, each after a wait. */
static void take_turns(struct results *results, unsigned n, unsigned block,
		       bool tainted)
{
	double length_s = HOLD_WINDOW_S / n;

	for (unsigned i = 0; i < n; i++) {
		results->holds = alloc_grow(results->holds, results->n_holds,
					    sizeof(*results->holds));
		results->holds[results->n_holds++] = (struct hold){
			.cell = 1,
			.block = block,
			.worker = i % 2,
			.acquired_s = i * length_s,
			.wait_s = i ? length_s : 0,
			.hold_s = length_s,
			.tainted = tainted,
		};
	}
}

static void make(struct results *results)
{
	fake_results(results, "nowhere", plan, 2, fake_run_json);
	free(results->holds);
	results->holds = NULL;
	results->n_holds = 0;
}

static char *written(figure_writer *write, const struct results *results)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	assert_true(write(file, results, 0) > 0);
	fclose(file);
	return text;
}

static unsigned count(const char *text, const char *what)
{
	unsigned n = 0;

	for (const char *p = text; (p = strstr(p, what)); p++)
		n++;
	return n;
}

static void timeline_shows_shares(void **state)
{
	struct results results;

	(void)state;
	make(&results);
	take_turns(&results, 40, 0, false);
	/* disturbed: it is not the one, though it is the last */
	take_turns(&results, 4, 1, true);
	char *text = written(figure_timeline, &results);

	/* 200 ms less the longest wait, of 5 ms, in steps of 25 ms */
	assert_non_null(strstr(text, "\n2\t175\t25\t-3\t0\t"));
	assert_non_null(strstr(text, "first 175 ms"));
	assert_non_null(strstr(text, "\"thread 1\"\t-0.5\t-0.86\t\"51 %\"\t"
				     "\"49 %\"\n"));
	assert_non_null(strstr(text, "\"thread 2\"\t-1.5\t-1.86\t\"49 %\"\t"
				     "\"51 %\"\n"));
	assert_non_null(strstr(text, "\"any thread\"\t-2.5\t-2.86\t\"100 %\""));
	assert_null(strstr(text, "disturbed"));
	free(text);
	fake_results_fini(&results);
}

static void many_intervals_become_bins(void **state)
{
	struct results results;

	(void)state;
	make(&results);
	take_turns(&results, 8000, 0, true);
	char *text = written(figure_timeline, &results);

	assert_non_null(strstr(text, "as shares of bins of 0.5 ms"));
	assert_non_null(strstr(text, "other programs disturbed it"));
	assert_non_null(strstr(text, "\"50 %\"\t\"50 %\""));
	/* five polygons of 400 steps */
	assert_true(count(text, "\n") < 5 * 2 * 400 + 100);
	free(text);
	fake_results_fini(&results);
}

static void waits_are_counted(void **state)
{
	struct results results;

	(void)state;
	make(&results);
	take_turns(&results, 40, 0, false);
	take_turns(&results, 4, 1, true);
	char *text = written(figure_waits, &results);

	/* the first of 40 did not wait, the others did 5 ms */
	assert_non_null(strstr(text, "\n0.001\t97.5\n"));
	assert_non_null(strstr(text, "\n10\t0\n"));
	assert_int_equal(count(text, "\t97.5\n"), 1);
	assert_null(strstr(text, "disturbed"));
	free(text);
	fake_results_fini(&results);
}

static void none_no_figure(void **state)
{
	struct results results;
	FILE *file = tmpfile();

	(void)state;
	make(&results);
	assert_true(figure_timeline(file, &results, 0) == 0);
	assert_true(figure_waits(file, &results, 0) == 0);
	take_turns(&results, 4, 0, false);
	/* fewer than five say nothing of a distribution */
	assert_true(figure_waits(file, &results, 0) == 0);
	assert_true(ftell(file) == 0);
	fclose(file);
	fake_results_fini(&results);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(timeline_shows_shares),
		cmocka_unit_test(many_intervals_become_bins),
		cmocka_unit_test(waits_are_counted),
		cmocka_unit_test(none_no_figure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
