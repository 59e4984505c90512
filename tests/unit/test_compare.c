/* Comparisons of runs whose times are made by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "fixture.h"
#include "model/compare.h"

enum {
	SERIAL,
	THREADS,
	CEILING,
	N_CELLS
};

#define N_TIMES 9

/* Up to 6 runs: A's are the first. */
struct table {
	struct fixture fixture;
	struct compare_run runs[6];
	unsigned n_runs[2];
};

/* What a cell's invocations take in one run; each a little different. */
static void set_times(struct table *table, unsigned run, unsigned cell,
		      double time_s)
{
	struct bootstrap_run *times = &table->runs[run].times[cell];
	double *x = alloc_zero(N_TIMES, sizeof(*x));

	for (unsigned i = 0; i < N_TIMES; i++)
		x[i] = time_s * (1 + .001 * ((7 * i + 3 * run) % N_TIMES));
	free((void *)times->times);
	*times = (struct bootstrap_run){ x, N_TIMES };
}

static void make_table(struct table *table, unsigned n_a, unsigned n_b)
{
	struct fixture *f = &table->fixture;

	*table = (struct table){ .n_runs = { n_a, n_b } };
	fixture_cell(f, 0, "train-step", "python", "serial", 1);
	fixture_cell(f, 0, "train-step", "python", "threads", 2);
	fixture_cell(f, 1, "train-step", "native", "ceiling", 1);
	struct estimate *estimates = fixture_estimate(f);

	for (unsigned r = 0; r < n_a + n_b; r++) {
		compare_run_init(&table->runs[r], f->cells, f->n_cells,
				 f->histories, estimates);
		for (unsigned c = 0; c < N_CELLS; c++)
			set_times(table, r, c, 1 + c);
	}
	free(estimates);
}

static struct compare compare(struct table *table,
			      const struct compare_gate *gate)
{
	const struct compare_gate none = { 0 };
	const struct compare_side sides[2] = {
		{ table->runs, table->n_runs[0] },
		{ table->runs + table->n_runs[0], table->n_runs[1] },
	};
	struct compare result;
	struct why why;

	if (compare_make(&result, sides, gate ? gate : &none, 1, &why) < 0)
		fail_msg("%s", why.text);
	return result;
}

static void finish(struct table *table, struct compare *result)
{
	for (unsigned r = 0; r < table->n_runs[0] + table->n_runs[1]; r++)
		compare_run_fini(&table->runs[r]);
	fixture_fini(&table->fixture);
	compare_fini(result);
}

static void equal_runs_are_the_same(void **state)
{
	struct table table;

	(void)state;
	make_table(&table, 3, 3);
	struct compare result = compare(&table, NULL);

	assert_int_equal(result.n_cells, 3);
	assert_int_equal(result.n_verdicts[COMPARE_SAME], 3);
	assert_false(result.few_runs);
	for (unsigned c = 0; c < N_CELLS; c++) {
		const struct compare_cell *cell = &result.cells[c];

		assert_string_equal(cell->cell->id, table.fixture.cells[c].id);
		assert_true(fabs(cell->ratio - 1) < .01);
		assert_true(cell->ci.low <= 1 && cell->ci.high >= 1);
		assert_true(cell->p > .05 && cell->p_adjusted >= cell->p);
		fixture_near(cell->margin, COMPARE_MIN_MARGIN);
		assert_int_equal(cell->n_runs[0], 3);
		assert_int_equal(cell->n[1], 3 * N_TIMES);
		assert_string_equal(cell->reason, "");
	}
	/* the ceiling is no Python */
	assert_int_equal(result.n_workloads, 1);
	assert_string_equal(result.workloads[0].name, "train-step");
	assert_int_equal(result.workloads[0].n_cells, 2);
	assert_true(fabs(result.workloads[0].ratio - 1) < .01);
	finish(&table, &result);
}

static void slow_down(struct table *table, unsigned cell, double factor)
{
	for (unsigned r = table->n_runs[0];
	     r < table->n_runs[0] + table->n_runs[1]; r++)
		set_times(table, r, cell, factor * (1 + cell));
}

static void what_changed_is_found_and_nothing_else(void **state)
{
	struct table table;

	(void)state;
	make_table(&table, 3, 3);
	slow_down(&table, THREADS, 1.1);
	slow_down(&table, CEILING, .8);
	struct compare result = compare(&table, NULL);

	assert_int_equal(result.cells[SERIAL].verdict, COMPARE_SAME);
	assert_int_equal(result.cells[THREADS].verdict, COMPARE_SLOWER);
	assert_int_equal(result.cells[CEILING].verdict, COMPARE_FASTER);
	assert_true(fabs(result.cells[THREADS].ratio - 1.1) < .01);
	assert_true(result.cells[THREADS].p_adjusted < .001);
	assert_true(fabs(result.cells[THREADS].time_s[0] - 2) < .02);
	assert_true(fabs(result.cells[THREADS].time_s[1] - 2.2) < .02);
	assert_true(fabs(result.workloads[0].ratio - sqrt(1.1)) < .01);
	finish(&table, &result);
}

static void few_runs_never_tell_a_change(void **state)
{
	struct table table;

	(void)state;
	make_table(&table, 3, 2);
	slow_down(&table, THREADS, 1.1);
	struct compare result = compare(&table, NULL);

	assert_true(result.few_runs);
	assert_int_equal(result.cells[SERIAL].verdict, COMPARE_SAME);
	assert_int_equal(result.cells[THREADS].verdict, COMPARE_UNCLEAR);
	assert_non_null(strstr(result.cells[THREADS].reason, "3 runs a side"));
	finish(&table, &result);
}

static void the_margin_is_what_runs_of_a_side_differ_by(void **state)
{
	struct table table;

	(void)state;
	make_table(&table, 3, 3);
	/* the runs of A are 12 % apart, here only */
	set_times(&table, 0, THREADS, 2 * 1.12);
	slow_down(&table, THREADS, 1.13);
	struct compare result = compare(&table, NULL);

	assert_int_equal(result.cells[THREADS].verdict, COMPARE_UNCLEAR);
	assert_non_null(strstr(result.cells[THREADS].reason, "margin"));
	assert_true(result.cells[THREADS].margin > .1);
	/* and that of the others, for one in ten of these is that bad */
	assert_true(result.cells[SERIAL].margin > .08);
	finish(&table, &result);
}

static void cells_of_one_side_only(void **state)
{
	struct table table;

	(void)state;
	make_table(&table, 3, 3);
	for (unsigned r = 3; r < 6; r++) {
		fixture_set(&table.runs[r].cells[SERIAL].params, "seed=2");
		cell_name(&table.runs[r].cells[SERIAL]);
		cell_index_free(table.runs[r].index);
		table.runs[r].index =
			cell_index_new(table.runs[r].cells, N_CELLS);
		table.runs[r].times[THREADS].n = 0;
		table.runs[r].cells[THREADS].status = CELL_FAILED;
		fixture_set(&table.runs[r].cells[THREADS].reason,
			    "killed: signal 9");
		table.runs[r].times[CEILING].n = 1;
	}
	struct compare result = compare(&table, NULL);

	assert_int_equal(result.n_cells, 2);
	assert_int_equal(result.n_only[0], 1);
	assert_int_equal(result.n_only[1], 1);
	assert_int_equal(result.n_verdicts[COMPARE_UNCLEAR], 2);
	assert_true(isnan(result.cells[0].ratio));
	assert_string_equal(result.cells[0].reason,
			    "failed in B: killed: signal 9");
	assert_true(result.cells[1].ratio > .9);
	assert_true(isnan(result.cells[1].ci.low));
	assert_string_equal(result.cells[1].reason,
			    "3 valid invocations in B, 6 are needed");
	assert_int_equal(result.n_workloads, 0);
	finish(&table, &result);
}

/* One run of the side lacks the cell: the others speak for it. */
static void a_run_without_the_cell(void **state)
{
	struct table table;

	(void)state;
	make_table(&table, 4, 2);
	table.n_runs[0] = 3;
	table.n_runs[1] = 3;
	table.runs[0].times[THREADS].n = 0;
	table.runs[0].cells[THREADS].status = CELL_TAINTED;
	struct compare result = compare(&table, NULL);

	assert_int_equal(result.cells[THREADS].n_runs[0], 2);
	assert_int_equal(result.cells[THREADS].cell->status,
			 table.runs[1].cells[THREADS].status);
	assert_int_equal(result.cells[THREADS].verdict, COMPARE_SAME);
	finish(&table, &result);
}

static void the_gate_needs_proof(void **state)
{
	const struct compare_gate gate = { .on = true, .limit = .05 };
	const struct compare_gate other = { .on = true,
					    .faster = true,
					    .limit = .05 };
	struct table table;

	(void)state;
	make_table(&table, 3, 3);
	slow_down(&table, THREADS, 1.1);
	slow_down(&table, SERIAL, 1.04);
	struct compare result = compare(&table, &gate);

	assert_true(result.cells[THREADS].fails);
	assert_true(result.cells[THREADS].p_gate < .001);
	/* slower, but by less than that */
	assert_int_equal(result.cells[SERIAL].verdict, COMPARE_SLOWER);
	assert_false(result.cells[SERIAL].fails);
	assert_false(result.cells[SERIAL].suspected);
	compare_fini(&result);
	result = compare(&table, &other);
	assert_false(result.cells[THREADS].fails);
	finish(&table, &result);

	make_table(&table, 2, 2);
	slow_down(&table, THREADS, 1.1);
	result = compare(&table, &gate);
	assert_false(result.cells[THREADS].fails);
	assert_true(result.cells[THREADS].suspected);
	finish(&table, &result);
}

static void only_valid_invocations_are_taken(void **state)
{
	struct compare_run run;
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 0; b < 3; b++)
		fixture_serial(&f, FIXTURE_SERIAL, b, 2, 4);
	fixture_valid(&f, FIXTURE_THREADS, 0, 1);
	fixture_taint(fixture_row(&f, FIXTURE_THREADS, 1, 0, 0, 0, 9));
	fixture_failure(&f, FIXTURE_THREADS, 2, 0, "raised: x");
	struct estimate *estimates = fixture_estimate(&f);

	compare_run_init(&run, f.cells, f.n_cells, f.histories, estimates);
	assert_int_equal(run.times[FIXTURE_SERIAL].n, 6);
	assert_int_equal(run.times[FIXTURE_THREADS].n, 1);
	/* of 100 units */
	fixture_near(run.times[FIXTURE_THREADS].times[0], .01);
	compare_run_fini(&run);
	/* it was given up: what it did before is no time of it */
	estimates[FIXTURE_THREADS].status = CELL_FAILED;
	compare_run_init(&run, f.cells, f.n_cells, f.histories, estimates);
	assert_int_equal(run.times[FIXTURE_SERIAL].n, 6);
	assert_int_equal(run.times[FIXTURE_THREADS].n, 0);
	compare_run_fini(&run);
	fixture_finish(&f, estimates);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_runs_are_the_same),
		cmocka_unit_test(what_changed_is_found_and_nothing_else),
		cmocka_unit_test(few_runs_never_tell_a_change),
		cmocka_unit_test(the_margin_is_what_runs_of_a_side_differ_by),
		cmocka_unit_test(cells_of_one_side_only),
		cmocka_unit_test(a_run_without_the_cell),
		cmocka_unit_test(the_gate_needs_proof),
		cmocka_unit_test(only_valid_invocations_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
