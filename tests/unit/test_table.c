/* The table on the terminal, against golden files; and with hostile names. */
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
#include "golden.h"
#include "output/contest.h"
#include "output/cell_text.h"
#include "output/table.h"
#include "output/table_text.h"

/* Inlined, gcc 12 takes the stream's text for a dangling pointer. */
__attribute__((noinline)) static char *printed(const struct results *results)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	table_print(file, results);
	fclose(file);
	return text;
}

static void check_width(const char *text)
{
	while (*text) {
		char line[1024];
		size_t n = strcspn(text, "\n");

		assert_true(n < sizeof(line));
		memcpy(line, text, n);
		line[n] = '\0';
		if (n && line[n - 1] == ' ')
			fail_msg("a blank at the end: '%s'", line);
		if (text_width(line) > TABLE_COLUMNS)
			fail_msg("wider than %d: %s", TABLE_COLUMNS, line);
		for (const char *p = line; *p; p++)
			assert_true((unsigned char)*p >= 32 && *p != 127);
		text += n + (text[n] == '\n');
	}
}

static void default_plan(void **state)
{
	struct results results;

	(void)state;
	fake_results(&results, "results/2026-08-01-1803", fake_default_plan,
		     fake_default_n, fake_run_json);
	char *text = printed(&results);

	check_width(text);
	golden_check("table-default.txt", text);
	free(text);
	fake_results_fini(&results);
}

/* The line "Fit to measure", with what follows it up to the empty line. */
static void expect_fitness(const struct results *results, const char *wanted)
{
	char *text = printed(results), words[512];
	const char *start = strstr(text, "Fit to measure");
	const char *end = strstr(start, "\n\n");

	snprintf(words, sizeof(words), "%.*s", (int)(end - start), start);
	for (char *p = words; (p = strchr(p, '\n'));)
		*p = ' ';
	assert_string_equal(words, wanted);
	free(text);
}

/* A drift that may be chance, or is small, is not worth a word. */
static void drift(void **state)
{
	struct results results;
	struct estimate *e;

	(void)state;
	fake_results(&results, "nowhere", fake_default_plan, fake_default_n,
		     fake_run_json);
	e = results.estimates;
	e[0].drift = .15;
	e[0].drift_ci = (struct interval){ -.01, .3 };
	e[3].drift = -.015;
	e[3].drift_ci = (struct interval){ -.02, -.01 };
	expect_fitness(&results, "Fit to measure: yes. Plain C, 2 processes: "
				 "1.99x. Same cell twice: within 5 %.");
	e[3].drift = -.034;
	expect_fitness(&results, "Fit to measure: yes. Plain C, 2 processes: "
				 "1.99x. Same cell twice: within 5 %. Over the "
				 "run serial times changed by -3 %.");
	fake_results_fini(&results);
}

static void cold(void **state)
{
	struct results results;
	struct repetition *r;

	(void)state;
	fake_results(&results, "nowhere", fake_default_plan, fake_default_n,
		     fake_run_json);
	r = &results.estimates[3].repetition;
	r->first_ratio = 1.073;
	r->cold = true;
	r = &results.estimates[5].repetition;
	r->first_ratio = 1.02;
	r->cold = true;
	char *text = printed(&results);

	if (!strstr(text, "\nWarning: the first sample of an invocation is "
			  "slower than the others:\n         train-step python "
			  "2 threads by 7 %, train-step native serial by 2 %; "
			  "a\n         larger --warmup would help\n"))
		fail_msg("%s", text);
	check_width(text);
	free(text);
	fake_results_fini(&results);
}

/* The second baseline has a list of its own. */
static void over_one_worker(void **state)
{
	static const char wanted[] =
		"\nSPEED-UP OVER ONE WORKER OF THE SAME EXECUTOR\n"
		"train-step python        2 threads 0.98 (0.97-0.99), "
		"2 processes 1.91\n"
		"train-step native        2 threads 1.97 (1.96-1.98)\n\n";
	struct results results;

	(void)state;
	fake_results(&results, "nowhere", fake_default_plan, fake_default_n,
		     fake_run_json);
	results.estimates[3].self_speedup = .98;
	results.estimates[3].self_speedup_ci = (struct interval){ .97, .99 };
	results.estimates[4].self_speedup = 1.91;
	results.estimates[6].self_speedup = 1.97;
	results.estimates[6].self_speedup_ci = (struct interval){ 1.96, 1.98 };
	char *text = printed(&results);

	if (!strstr(text, wanted))
		fail_msg("%s", text);
	check_width(text);
	free(text);
	fake_results_fini(&results);
}

/* A ceiling that was asked for and lost is not one that was not measured. */
static void lost_ceiling(void **state)
{
	static const struct fake_cell cells[] = {
		{ "matmul", "python", "serial", 1, 100 },
		{ "matmul", "python", "threads", 1, 99, .99, .98, 1 },
		{ "matmul", "native", "ceiling", 1, 100, 1, 1, 1 },
		{ "matmul", "native", "ceiling", 2, .status = CELL_TAINTED,
		  .reason = "foreign: 12 %" },
	};
	struct results results;

	(void)state;
	for (unsigned n = 2; n <= 4; n += 2) {
		fake_results(&results, "nowhere", cells, n, fake_run_json);
		char *text = printed(&results);

		check_width(text);
		assert_non_null(strstr(text, " 1 thread "));
		if (!strstr(text, n == 2 ? "No ceiling was measured. "
					 : "The ceiling has no value: "
					   "tainted, foreign: 12 %."))
			fail_msg("%s", text);
		free(text);
		fake_results_fini(&results);
	}
}

/* A run that ended early says how much there is of it. */
static void fewer_blocks(void **state)
{
	struct results results;

	(void)state;
	fake_results(&results, "nowhere", fake_default_plan, fake_default_n,
		     fake_run_json);
	for (unsigned i = 0; i < results.n_cells; i++)
		results.estimates[i].n_blocks = 7;
	results.estimates[2].n_blocks = 8; /* the last one was not finished */
	char *text = printed(&results);

	if (!strstr(text, "26 cells, 8 of at most 9 blocks x 3 samples"))
		fail_msg("%s", text);
	free(text);
	fake_results_fini(&results);
}

static void spoil(struct fake_cell *cell, enum cell_status status,
		  const char *reason)
{
	cell->throughput = cell->speedup = cell->low = cell->high = 0;
	cell->startup_s = cell->pss_mib = 0;
	cell->status = status;
	cell->reason = reason;
}

/* That nothing gains is not said where nothing else has a number. */
static void nothing_beside_serial(void **state)
{
	static const char interval[] = "seed=1;switch_interval_s=0.0005";
	struct fake_cell cells[] = {
		{ "matmul", "python", "serial", 1, 100, .params = "seed=1" },
		{ "matmul", "python", "threads", 2, 90, .9, .8, 1,
		  .params = "seed=1" },
		{ "matmul", "python", "serial", 1, 100, .params = interval },
		{ "matmul", "python", "threads", 2, .params = interval },
	};
	struct results results;

	(void)state;
	spoil(&cells[3], CELL_FAILED, "crash: worker 1");
	fake_results(&results, "nowhere", cells, 4, fake_run_json);
	char *text = printed(&results);

	if (!strstr(text,
		    "one thread: nothing that was measured gains 5 %\n") ||
	    !strstr(text, "\nmatmul, switch interval 0.5 ms\n                "
			  "one thread: nothing else was measured; more was "))
		fail_msg("%s", text);
	free(text);
	fake_results_fini(&results);
}

static struct fake_cell *copy_plan(void)
{
	struct fake_cell *cells = alloc_zero(fake_default_n, sizeof(*cells));

	memcpy(cells, fake_default_plan, fake_default_n * sizeof(*cells));
	return cells;
}

/* Cells that failed are listed by reason; no interval says how many pairs. */
static void gaps(void **state)
{
	struct fake_cell *cells = copy_plan();
	struct results results;

	(void)state;
	spoil(&cells[4], CELL_FAILED,
	      "crash: worker 1 was ended by signal 11 (Segmentation fault)\n"
	      "the end of its stderr:\tFatal Python error");
	spoil(&cells[11], CELL_SKIPPED, "python: no such interpreter");
	spoil(&cells[14], CELL_SKIPPED, "python: no such interpreter");
	spoil(&cells[18], CELL_TAINTED, "foreign: 0.31 s of CPU in 0.52 s");
	cells[7].low = cells[7].high = 0;
	fake_results(&results, "nowhere", cells, fake_default_n, fake_run_json);
	char *text = printed(&results);

	check_width(text);
	golden_check("table-gaps.txt", text);
	free(text);
	free(cells);
	fake_results_fini(&results);
}

/* Several interpreters: a block each, below its name. */
static void pythons(void **state)
{
	struct fake_cell cells[FAKE_PYTHONS_MAX];
	unsigned n = fake_pythons_plan(cells, 2);
	struct results results;

	(void)state;
	fake_results(&results, "nowhere", cells, n, fake_pythons_json);
	char *text = printed(&results);

	check_width(text);
	golden_check("table-pythons.txt", text);
	free(text);
	fake_results_fini(&results);
}

static void hostile_names(void **state)
{
	struct fake_cell *cells = copy_plan();
	struct results results;

	(void)state;
	for (unsigned i = 0; i < fake_default_n; i++) {
		if (strcmp(cells[i].workload, "train-step") == 0)
			cells[i].workload = "\x1b[31mred\a\x80\xff "
					    "\xe2\x80\xae"
					    "reversed \xc3\xbc";
		if (strcmp(cells[i].workload, "dataset-load") == 0)
			cells[i].workload =
				"a_name_of_a_workload_that_is_longer_than_any_"
				"line_may_be_for_somebody_was_eager_to_explain";
		if (strcmp(cells[i].kernel, "native") == 0)
			cells[i].kernel = "a-kernel-of-my-own";
		if (strcmp(cells[i].executor, "processes") == 0)
			cells[i].executor = "an-executor-of-my-own";
	}
	fake_results(&results, "nowhere", cells, fake_default_n, fake_run_json);
	char *text = printed(&results);

	check_width(text);
	assert_non_null(strstr(text, "?[31mred?"));
	assert_non_null(strstr(text, "?reversed \xc3\xbc"));
	free(text);
	free(cells);
	fake_results_fini(&results);
}

/* Only what exists is named. */
static void paths(void **state)
{
	char dir[] = "/tmp/gilbench-table-XXXXXX";
	struct results results;

	(void)state;
	assert_non_null(mkdtemp(dir));
	char *figures = alloc_printf("%s/figures", dir);
	char *picture = alloc_printf("%s/speedup.png", figures);
	char *line = alloc_printf("\nfigures  %s\n", picture);

	fake_results(&results, dir, fake_default_plan, fake_default_n,
		     fake_run_json);
	char *without = printed(&results);

	assert_int_equal(mkdir(figures, 0700), 0);
	fclose(fopen(picture, "w"));
	char *with = printed(&results);

	assert_null(strstr(without, "figures "));
	assert_non_null(strstr(with, line));
	unlink(picture);
	rmdir(figures);
	rmdir(dir);
	fake_results_fini(&results);
	free(without);
	free(with);
	free(line);
	free(picture);
	free(figures);
}

static void wrapping(void **state)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);
	char long_word[101];

	(void)state;
	memset(long_word, 'x', 100);
	long_word[100] = '\0';
	text_wrap(file, "F1 holds", 16, long_word);
	text_wrap(file, "a head that is longer", 16, "one\ntwo");
	text_wrap(file, "", 76, "a 5 %");
	text_left(file, "12345", 4);
	text_right(file, "1", 3);
	fclose(file);
	assert_string_equal(
		text,
		"F1 holds        xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		"xxxxxxxxxxxxxxxxx\n"
		"                xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"
		"a head that is longer\n                one two\n"
		"                                                              "
		"              a\n"
		"                                                              "
		"              5 %\n"
		"123~  1");
	free(text);
}

/* Jobs that differ say in what; the baseline's parameters are the job's. */
static void contests(void **state)
{
	static const struct fake_cell cells[] = {
		{ "a", "python", "serial", 1, 10, 0, 0, 0, 0, 0, 1, 0,
		  "cache=cold;seed=1", CELL_OK, "", NULL },
		{ "a", "python", "serial", 1, 10, 0, 0, 0, 0, 0, 1, 0,
		  "cache=warm;seed=1", CELL_OK, "", NULL },
		{ "a", "native", "serial", 1, 10, 0, 0, 0, 0, 0, 1, 0,
		  "cache=warm;seed=1", CELL_OK, "", NULL },
		{ "b", "python", "serial", 1, 10, 0, 0, 0, 0, 0, 1, 0, "seed=1",
		  CELL_OK, "", NULL },
	};
	struct results results;
	unsigned n;

	(void)state;
	fake_results(&results, "nowhere", cells, 4, fake_run_json);
	struct contest *found = contests_find(&results, &n);

	assert_int_equal(n, 3);
	assert_string_equal(found[0].detail, "cache=cold");
	assert_string_equal(found[1].detail, "cache=warm");
	assert_string_equal(found[2].detail, "");
	assert_int_equal(found[1].n_cells, 2);
	assert_int_equal(found[1].reference, 1);
	contests_free(found, n);
	fake_results_fini(&results);
}

/* In the order that parameters have, the same for all jobs; also in a list. */
static void parameters(void **state)
{
	static const struct fake_cell cells[] = {
		{ "a", "python", "serial", 1, 10, 0, 0, 0, 0, 0, 1, 0,
		  "lock=yes;min=6;n=6;object=list", CELL_OK, "", NULL },
		{ "a", "python", "serial", 1, 10, 0, 0, 0, 0, 0, 1, 0,
		  "lock=no;min=7;n=6;object=list", CELL_OK, "", NULL },
		{ "a", "python", "serial", 1, 10, 0, 0, 0, 0, 0, 1, 0,
		  "lock=yes;min=6;n=7;object=dict", CELL_OK, "", NULL },
	};
	struct results results;
	unsigned n;

	(void)state;
	fake_results(&results, "nowhere", cells, 3, fake_run_json);
	struct contest *found = contests_find(&results, &n);

	assert_int_equal(n, 3);
	assert_string_equal(found[0].detail, "lock=yes, min=6, n=6, "
					     "object=list");
	assert_string_equal(found[1].detail, "lock=no, min=7, n=6, "
					     "object=list");
	assert_string_equal(found[2].detail, "lock=yes, min=6, n=7, "
					     "object=dict");
	char *name = cell_name_text(&results, found, n, 2);

	assert_string_equal(name, "a (lock=yes, min=6, n=7, object=dict) "
				  "python serial");
	free(name);
	contests_free(found, n);
	fake_results_fini(&results);
}

/* Three digits, in seven places. */
static void rates(void **state)
{
	static const struct {
		double rate;
		const char *text;
	} cases[] = {
		{ 88642, "88600" },
		{ 12.34, "12.3" },
		{ 1.5, "1.50" },
		{ .5, "0.50" },
		{ 1 / 300., "0.00333" },
		{ 1.23e-7, "1.2e-07" },
		{ 0, "-" },
	};
	char text[16];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(
			cell_rate_text(cases[i].rate, text, sizeof(text)),
			cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_plan),
		cmocka_unit_test(gaps),
		cmocka_unit_test(drift),
		cmocka_unit_test(lost_ceiling),
		cmocka_unit_test(fewer_blocks),
		cmocka_unit_test(nothing_beside_serial),
		cmocka_unit_test(over_one_worker),
		cmocka_unit_test(cold),
		cmocka_unit_test(pythons),
		cmocka_unit_test(hostile_names),
		cmocka_unit_test(paths),
		cmocka_unit_test(wrapping),
		cmocka_unit_test(contests),
		cmocka_unit_test(parameters),
		cmocka_unit_test(rates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
