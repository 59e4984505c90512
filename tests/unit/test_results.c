/* Reading a run directory: what is there, and what is wrong with it. */
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
#include "output/results.h"

#define HEADER                                                                 \
	"cell_id,workload,kernel,executor,workers,pin,python,status,"          \
	"reason,group,scaling,size,params\n"
#define ROW                                                                    \
	"0123456789abcdef,train-step,python,serial,1,core,embedded,ok,"        \
	",0,strong,auto,seed=1\n"
#define SKIPPED                                                                \
	"0123456789abcdee,api-call,python,threads,8,core,embedded,"            \
	"skipped,\"server: none, \"\"really\"\"\",1,strong,auto,"              \
	"latency=0.02;seed=1\n"

static char dir[64];

static int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/gilbench-results-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static void put(const char *name, const char *text)
{
	char *path = alloc_printf("%s/%s", dir, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	free(path);
}

static int remove_dir(void **state)
{
	static const char *const names[] = { "run.json", "plan.csv",
					     "samples/a.csv", "samples/b.csv" };

	(void)state;
	for (int i = 0; i < 4; i++) {
		char *path = alloc_printf("%s/%s", dir, names[i]);

		unlink(path);
		free(path);
	}
	char *samples = alloc_printf("%s/samples", dir);

	rmdir(samples);
	free(samples);
	return rmdir(dir);
}

static void fails_with(const char *words)
{
	struct results results;
	struct why why = { "" };

	assert_int_equal(results_load(&results, dir, &why), -1);
	if (!strstr(why.text, words))
		fail_msg("'%s' is not in '%s'", words, why.text);
	assert_null(strchr(why.text, '\n'));
}

static void a_plan_without_samples(void **state)
{
	char *slashed = alloc_printf("%s//", dir);
	struct results results;
	struct why why = { "" };

	(void)state;
	put("run.json", fake_run_json);
	put("plan.csv", HEADER ROW SKIPPED);
	if (results_load(&results, slashed, &why) < 0)
		fail_msg("%s", why.text);
	assert_string_equal(results.dir, dir);
	assert_int_equal(results.n_cells, 2);
	assert_int_equal(results.n_samples, 0);
	assert_string_equal(results.cells[0].workload, "train-step");
	assert_int_equal(results.cells[1].workers, 8);
	assert_int_equal(results.cells[1].status, CELL_SKIPPED);
	assert_string_equal(results.cells[1].reason,
			    "server: none, \"really\"");
	assert_int_equal(results.cells[1].group, 1);
	assert_string_equal(results.cells[1].params, "latency=0.02;seed=1");
	assert_true(results.estimates[1].cell == &results.cells[1]);
	assert_string_equal(results.findings[0].id, "F1");
	assert_true(results_number(&results, "seed") == 20871);
	assert_true(results_number(&results, "no such") !=
		    results_number(&results, "no such"));
	assert_string_equal(results_text(&results, "plan_hash"),
			    "3f9c2e1a00112233");
	assert_string_equal(results_text(&results, "seed"), "");
	results_fini(&results);
	free(slashed);
}

static void no_run(void **state)
{
	(void)state;
	fails_with("run.json");
	put("run.json", "{\"schema\": 1,\n");
	fails_with("run.json:2: ");
	put("run.json", "{}");
	fails_with("no schema");
	put("run.json", "{\"schema\": 2}");
	fails_with("schema 2");
}

static void no_plan(void **state)
{
	(void)state;
	put("run.json", fake_run_json);
	fails_with("plan.csv");
	put("plan.csv", "cell_id,workload\n");
	fails_with("there is no column kernel");
	put("plan.csv", HEADER);
	fails_with("no cells");
	put("plan.csv", HEADER "0123456789abcdef,a,python,serial,0,core,e,ok,,"
			       "0,strong,auto,\n");
	fails_with("workers");
	put("plan.csv", HEADER "0123456789abcdef,a,python,serial,1,core,e,"
			       "splendid,,0,strong,auto,\n");
	fails_with("splendid");
	put("plan.csv", HEADER "0123456789abcdef0,a,python,serial,1,core,e,"
			       "ok,,0,strong,auto,\n");
	fails_with("plan.csv:2: '0123456789abcdef0' is no cell_id");
	put("plan.csv", HEADER ROW ROW);
	fails_with("plan.csv:3: cell 0123456789abcdef is there twice");
	put("plan.csv", HEADER "\"0123456789abcdef,a,python,serial,1,core\n");
	fails_with("plan.csv:2: a quote is not closed");
}

#define CELL "0123456789abcdef"
#define SAMPLES                                                                \
	"cell_id,block,invocation,attempt,sample,loops,units,wall_s,"          \
	"status\n"

/* The samples of one cell in two files, and what is said of them. */
static int load(struct results *results, const char *a, const char *b,
		struct why *why)
{
	char *samples = alloc_printf("%s/samples", dir);

	put("run.json", fake_run_json);
	put("plan.csv", HEADER ROW);
	mkdir(samples, 0700);
	free(samples);
	put("samples/a.csv", a);
	put("samples/b.csv", b);
	return results_load(results, dir, why);
}

static void samples_are_checked(void **state)
{
	static const struct {
		const char *a, *b, *says;
	} cases[] = {
		{ "cell_id\n0000000000000000\n", "",
		  "a.csv:1: no column 'block'" },
		{ SAMPLES,
		  SAMPLES CELL ",0,0,0,0,1,10,0.5,ok\n"
			       "0,0,0,0,0,1,10,0.5,ok\n",
		  "b.csv:3: cell '0' is not in the plan" },
		{ SAMPLES CELL ",0,0,0,0,1,10,nan,ok\n", "",
		  "a.csv:2: column wall_s cannot hold 'nan'" },
		{ SAMPLES CELL ",0,0,0,0,1,10,-1,ok\n", "",
		  "a.csv:2: column wall_s cannot hold '-1'" },
		/* the same row again: at once, later */
		{ SAMPLES CELL ",0,0,0,0,1,10,0.5,ok\n" CELL
			       ",0,0,0,0,1,10,0.5,ok\n",
		  "", "a.csv:3: sample 0 follows sample 0" },
		{ SAMPLES CELL ",0,0,0,0,1,10,0.5,ok\n" CELL
			       ",1,0,0,0,1,10,0.5,ok\n" CELL
			       ",0,0,0,0,1,10,0.5,ok\n",
		  "",
		  "a.csv:4: cell " CELL ": block 0, attempt 0 is there twice" },
		{ SAMPLES CELL ",0,0,0,1,1,10,0.5,ok\n" CELL
			       ",0,0,0,0,1,10,0.5,ok\n",
		  "", "a.csv:3: sample 0 follows sample 1" },
		{ SAMPLES CELL ",0,0,0,0,1,10,0.5,ok\n" CELL
			       ",0,0,0,1,2,20,0.5,ok\n",
		  "", "a.csv:3: units or loops" },
		{ SAMPLES CELL ",0,0,0,0,1,10,0.5\n" CELL
			       ",0,0,0,1,2,20,0.5,ok\n",
		  "", "a.csv:2: 8 fields where the header has 9" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct results results;
		struct why why = { "" };

		assert_int_equal(load(&results, cases[i].a, cases[i].b, &why),
				 -1);
		if (!strstr(why.text, cases[i].says))
			fail_msg("'%s': %s", cases[i].says, why.text);
		assert_memory_equal(why.text, dir, strlen(dir));
	}
}

/* Two versions of gilbench, a spreadsheet, a writer that was cut off. */
static void samples_of_other_writers(void **state)
{
	static const char a[] =
		"\357\273\277cell_id,block,invocation,attempt,sample,loops,"
		"units,"
		"wall_s,status,comment\r\n"
		"\"" CELL "\",1,0,0,0,1,10,5e-1,ok,\"a, \"\"b\"\"\nc\"\r\n" CELL
		",0,0,0,0,1,10,+.5,ok,\r\n";
	static const char b[] =
		"status,wall_s,units,loops,sample,attempt,invocation,block,"
		"cell_id,checksum\n"
		"ok,0.50,10,1,0,0,0,2," CELL ",00ff\nok,0.5,10,1,0,0,0,3," CELL;
	struct results results;
	struct why why = { "" };

	(void)state;
	if (load(&results, a, b, &why) < 0)
		fail_msg("%s", why.text);
	assert_int_equal(results.n_samples, 3);
	assert_int_equal(results.estimates[0].n, 3);
	assert_true(results.estimates[0].wall_s == .5);
	results_fini(&results);
	if (results_load_times(&results, dir, &why) < 0)
		fail_msg("%s", why.text);
	assert_int_equal(results.n_samples, 3);
	assert_true(results.estimates[0].wall_s == .5);
	assert_null(results.laps);
	results_fini(&results);
}

/* An attempt in two files counts once: the first that is valid. */
static void attempts_of_two_calls(void **state)
{
	static const char a[] = SAMPLES CELL ",0,0,0,0,1,10,0.5,tainted\n" CELL
					     ",1,0,0,0,1,10,0.5,ok\n";
	static const char b[] = SAMPLES CELL ",0,0,0,0,1,10,0.7,ok\n" CELL
					     ",1,0,0,0,1,10,0.7,ok\n" CELL
					     ",2,0,0,0,1,10,0.6,ok\n";
	struct results results;
	struct why why = { "" };

	(void)state;
	if (load(&results, a, b, &why) < 0)
		fail_msg("%s", why.text);
	assert_int_equal(results.n_samples, 5);
	assert_int_equal(results.histories[0].n_twice, 2);
	assert_int_equal(results.estimates[0].n, 3);
	/* .7 .5 .6 */
	assert_true(results.estimates[0].wall_s == .6);
	results_fini(&results);
}

/* Rows of other hardware are never put together with these. */
static void samples_of_two_machines(void **state)
{
	static const char head[] = "hardware," SAMPLES "x," CELL;
	struct results results;
	struct why why = { "" };
	char *a = alloc_printf("%s,0,0,0,0,1,10,0.1,ok\n", head);
	char *b = alloc_printf("hardware," SAMPLES "y," CELL
			       ",0,0,0,0,1,10,0.5,ok\ny," CELL
			       ",1,0,0,0,1,10,0.5,ok\n");

	(void)state;
	if (load(&results, a, b, &why) < 0)
		fail_msg("%s", why.text);
	assert_int_equal(results.n_samples, 2);
	assert_int_equal(results.n_other, 1);
	assert_int_equal(results.histories[0].n_twice, 0);
	assert_true(results.estimates[0].wall_s == .5);
	assert_string_equal(sources_of(&results.sources, 0), "y");
	results_fini(&results);
	free(a);
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_plan_without_samples,
						make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(no_run, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(no_plan, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(samples_are_checked, make_dir,
						remove_dir),
		cmocka_unit_test_setup_teardown(samples_of_other_writers,
						make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(attempts_of_two_calls, make_dir,
						remove_dir),
		cmocka_unit_test_setup_teardown(samples_of_two_machines,
						make_dir, remove_dir),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
