/* Samples made by hand, with estimates that one can work out on paper. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "model/checksum.h"
#include "model/csv.h"
#include "model/estimate.h"

/*
 * Both grow from block to block: paired they are 1.5 apart in all but one
 * block, unpaired (median over median) they would be far from it.
 */
static void ratios_are_paired_by_block(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 9; b--;) { /* the order of rows does not matter */
		double speed = pow(2, b);

		fixture_valid(&f, FIXTURE_THREADS, b,
			      speed / (b == 4 ? 3 : 1.5));
		/* the mean of first and last is `speed` */
		fixture_serial(&f, FIXTURE_SERIAL, b, 0.9 * speed, 1.1 * speed);
	}
	struct estimate *e = fixture_estimate(&f);

	assert_int_equal(e[FIXTURE_THREADS].n, 9);
	assert_int_equal(e[FIXTURE_THREADS].n_pairs, 9);
	assert_int_equal(e[FIXTURE_THREADS].n_blocks, 9);
	assert_int_equal(e[FIXTURE_THREADS].n_blocks_lost, 0);
	fixture_near(e[FIXTURE_THREADS].speedup, 1.5);
	fixture_near(e[FIXTURE_THREADS].speedup_ci.low, 1.5);
	fixture_near(e[FIXTURE_THREADS].speedup_ci.high, 1.5);
	fixture_near(e[FIXTURE_THREADS].wall_s, 16.0 / 3);
	fixture_near(e[FIXTURE_THREADS].throughput, 100 / (16.0 / 3));
	assert_true(isnan(e[FIXTURE_THREADS].aa));
	assert_int_equal(e[FIXTURE_SERIAL].n, 18);
	fixture_near(e[FIXTURE_SERIAL].speedup, 1);
	assert_true(isnan(e[FIXTURE_SERIAL].speedup_ci.low));
	fixture_near(e[FIXTURE_SERIAL].self_speedup, 1);
	fixture_near(e[FIXTURE_SERIAL].aa, log(1.1 / 0.9));
	assert_int_equal(e[FIXTURE_SERIAL].n_blocks, 9);
	assert_int_equal(e[FIXTURE_SERIAL].n_blocks_lost, 0);
	/* no ceiling in the plan */
	assert_true(isnan(e[FIXTURE_THREADS].efficiency));
	assert_true(isnan(e[FIXTURE_THREADS].ceiling));
	fixture_finish(&f, e);
}

/* n = 9: the interval is the 2nd and the 8th of the ordered ratios. */
static void intervals_are_of_the_sign_test(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 0; b < 9; b++) {
		fixture_serial(&f, FIXTURE_SERIAL, b, 1, 1);
		fixture_valid(&f, FIXTURE_THREADS, b, 1 / (1 + 0.1 * b));
	}
	struct estimate *e = fixture_estimate(&f);

	fixture_near(e[FIXTURE_THREADS].speedup, 1.4);
	fixture_near(e[FIXTURE_THREADS].speedup_ci.low, 1.1);
	fixture_near(e[FIXTURE_THREADS].speedup_ci.high, 1.7);
	fixture_near(e[FIXTURE_THREADS].wall.low, 1 / 1.7);
	fixture_near(e[FIXTURE_THREADS].wall.high, 1 / 1.1);
	fixture_finish(&f, e);
}

static void loops_and_weak_scaling(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	fixture_cell(&f, 0, "train-step", "python", "processes", 2);
	for (unsigned b = 0; b < 6; b++) {
		struct sample *sample;

		fixture_serial(&f, FIXTURE_SERIAL, b, 2, 2);
		/* the same job four times */
		sample = fixture_row(&f, FIXTURE_THREADS, b, 0, 0, 0, 4);
		sample->loops = 4;
		sample->units = 400;
		/* twice the units, in the same time */
		sample = fixture_row(&f, 2, b, 0, 0, 0, 2);
		sample->units = 200;
	}
	struct estimate *e = fixture_estimate(&f);

	fixture_near(e[FIXTURE_THREADS].wall_s, 1);
	fixture_near(e[FIXTURE_THREADS].throughput, 100);
	fixture_near(e[FIXTURE_THREADS].speedup, 2);
	fixture_near(e[2].wall_s, 2);
	fixture_near(e[2].speedup, 2);
	fixture_near(e[FIXTURE_SERIAL].throughput, 50);
	fixture_finish(&f, e);
}

static void against_one_worker_of_the_same_executor(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	fixture_cell(&f, 0, "train-step", "python", "threads", 1);
	fixture_cell(&f, 1, "train-step", "native", "threads", 1);
	fixture_serial(&f, FIXTURE_SERIAL, 0, 3, 3);
	fixture_valid(&f, FIXTURE_THREADS, 0, 1);
	fixture_valid(&f, 2, 0, 2);
	fixture_valid(&f, 3, 0, 7);
	struct estimate *e = fixture_estimate(&f);

	fixture_near(e[FIXTURE_THREADS].speedup, 3);
	fixture_near(e[FIXTURE_THREADS].self_speedup, 2);
	fixture_near(e[2].self_speedup, 1);
	/* too few blocks; and 1 by definition has none */
	assert_true(isnan(e[FIXTURE_THREADS].self_speedup_ci.low));
	fixture_finish(&f, e);
}

/* Ceilings of another workload, worker count and pin stand in the way. */
static void efficiency_is_paired_with_its_ceiling(void **state)
{
	struct fixture f;
	unsigned i[10], n = 0;

	(void)state;
	fixture_pair(&f);
	i[n++] = fixture_cell(&f, 1, "matmul", "native", "ceiling", 1);
	i[n++] = fixture_cell(&f, 1, "matmul", "native", "ceiling", 2);
	i[n++] = fixture_cell(&f, 2, "train-step", "native", "ceiling", 1);
	i[n++] = fixture_cell(&f, 2, "train-step", "native", "ceiling", 2);
	i[n++] = fixture_cell(&f, 3, "train-step", "native", "ceiling", 3);
	i[n++] = fixture_cell(&f, 3, "train-step", "native", "ceiling", 1);
	i[n++] = fixture_cell(&f, 3, "train-step", "native", "ceiling", 2);
	/* the other pin comes first, and is no better for it */
	fixture_set(&f.cells[i[2]].pin, "same");
	fixture_set(&f.cells[i[3]].pin, "same");
	unsigned io = fixture_cell(&f, 4, "api-call", "python", "serial", 1);
	unsigned call = fixture_cell(&f, 4, "api-call", "python", "threads", 2);

	for (unsigned b = 0; b < 6; b++) {
		double slow = b == 2 ? 3 : 1; /* that block, all of it */

		fixture_serial(&f, FIXTURE_SERIAL, b, 2, 2);
		fixture_valid(&f, FIXTURE_THREADS, b, slow);
		fixture_serial(&f, i[0], b, 2, 2);
		fixture_valid(&f, i[1], b, 1.6);
		fixture_serial(&f, i[2], b, 2, 2);
		fixture_valid(&f, i[3], b, 2);
		fixture_valid(&f, i[4], b, 0.1);
		fixture_serial(&f, i[5], b, 2, 2);
		fixture_valid(&f, i[6], b, slow * 0.8);
		fixture_serial(&f, io, b, 5, 5);
		fixture_valid(&f, call, b, 2.5);
	}
	struct estimate *e = fixture_estimate(&f);

	fixture_near(e[FIXTURE_THREADS].speedup, 2);
	fixture_near(e[FIXTURE_THREADS].ceiling, 2.5);
	fixture_near(e[FIXTURE_THREADS].ceiling_ci.high, 2.5);
	fixture_near(e[FIXTURE_THREADS].efficiency, 0.8);
	/* the slow block is slow for both: by block nothing is left of it */
	fixture_near(e[FIXTURE_THREADS].efficiency_ci.low, 0.8);
	fixture_near(e[FIXTURE_THREADS].efficiency_ci.high, 0.8);
	fixture_near(e[FIXTURE_THREADS].efficiency_all, 0.8);
	/* a workload without a ceiling: the first in the plan */
	fixture_near(e[call].ceiling, 1.25);
	fixture_near(e[call].efficiency, 1.6);
	/* a ceiling is not measured by itself */
	fixture_near(e[i[6]].speedup, 2.5);
	assert_true(isnan(e[i[6]].efficiency));
	fixture_finish(&f, e);
}

static void shares_and_medians_of_invocations(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 0; b < 7; b++) {
		struct sample *s =
			fixture_row(&f, FIXTURE_THREADS, b, 0, 0, 0, 2);

		s->cpu_user_s = 1.5;
		s->cpu_system_s = 0.5;
		s->startup_s = b;
		s->dispatch_s = b == 3 ? 0.5 : NAN;
		s->pss_bytes = 10 * b;
		s->fairness = 1 - 0.01 * b;
		s->foreign_s = 0.3;
		s->watched_s = 3;
		if (b == 6) /* an outlier; it stays */
			s->wall_s = 200;
		else
			s->wall_s += 0.001 * b;
	}
	struct estimate *e = fixture_estimate(&f);

	fixture_near(e[FIXTURE_THREADS].cpu_share, 0.5 / 1.0015);
	fixture_near(e[FIXTURE_THREADS].startup_s, 3);
	fixture_near(e[FIXTURE_THREADS].dispatch_s, 0.5);
	assert_true(isnan(e[FIXTURE_THREADS].teardown_s));
	fixture_near(e[FIXTURE_THREADS].pss_bytes, 30);
	fixture_near(e[FIXTURE_THREADS].foreign_share, 0.1);
	fixture_near(e[FIXTURE_THREADS].fairness, 0.97);
	assert_true(isnan(e[FIXTURE_SERIAL].fairness));
	assert_int_equal(e[FIXTURE_THREADS].n_outliers, 1);
	assert_int_equal(e[FIXTURE_THREADS].n, 7);
	fixture_near(e[FIXTURE_THREADS].wall.high, 200);
	fixture_finish(&f, e);
}

static void metered_samples_only_give_shares(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 0; b < 6; b++) {
		struct sample *s;

		fixture_serial(&f, FIXTURE_SERIAL, b, 2, 2);
		fixture_valid(&f, FIXTURE_THREADS, b, 2);
		s = fixture_row(&f, FIXTURE_THREADS, b, 0, 1, 0, 4);
		s->metered = true;
		s->gil_wait_s = 3;
		s->gil_drop_s = 1;
		s->gil_hold_s = 4;
	}
	struct estimate *e = fixture_estimate(&f);

	assert_int_equal(e[FIXTURE_THREADS].n, 6);
	fixture_near(e[FIXTURE_THREADS].speedup, 1);
	fixture_near(e[FIXTURE_THREADS].gil_wait_share, 0.5);
	fixture_near(e[FIXTURE_THREADS].gil_hold_share, 0.5);
	fixture_near(e[FIXTURE_THREADS].gil_hold_ci.low, 0.5);
	/* half of 2 x wall is lost, half of it is waited for: all of it */
	fixture_near(e[FIXTURE_THREADS].loss_waiting, 1);
	fixture_near(e[FIXTURE_THREADS].loss_waiting_ci.low, 1);
	assert_true(isnan(e[FIXTURE_SERIAL].gil_wait_share));
	fixture_finish(&f, e);
}

/* 1 % longer from block to block, but for one; a block is missing. */
static void drift_of_the_baseline(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 0; b < 9; b++) {
		double time_s = b == 4 ? 7 : pow(1.01, b);

		if (b == 6)
			continue;
		fixture_serial(&f, FIXTURE_SERIAL, b, time_s, time_s);
		fixture_valid(&f, FIXTURE_THREADS, b, pow(1.01, b));
	}
	struct estimate *e = fixture_estimate(&f);

	fixture_near(e[FIXTURE_SERIAL].drift, pow(1.01, 8) - 1);
	fixture_near(e[FIXTURE_SERIAL].drift_ci.low, pow(1.01, 8) - 1);
	assert_true(e[FIXTURE_SERIAL].drift_ci.high > .08);
	/* only the baseline is the same job all over the run */
	assert_true(isnan(e[FIXTURE_THREADS].drift));
	assert_true(isnan(e[FIXTURE_THREADS].drift_ci.low));
	fixture_finish(&f, e);
}

static void checksums(void **state)
{
	struct fixture f;
	struct why why = { "" };
	struct sample *s;

	(void)state;
	fixture_pair(&f);
	fixture_cell(&f, 1, "train-step", "native", "serial", 1);
	fixture_serial(&f, FIXTURE_SERIAL, 0, 2, 2);
	fixture_valid(&f, FIXTURE_THREADS, 0, 1);
	fixture_failure(&f, FIXTURE_THREADS, 1, 0, "killed: signal 9");
	f.samples[f.n_samples - 1].checksum = 0;
	/* other units, other loops, another kernel: not comparable */
	s = fixture_row(&f, FIXTURE_THREADS, 2, 0, 0, 0, 1);
	s->loops = 2;
	s->checksum = 43;
	s = fixture_row(&f, FIXTURE_THREADS, 3, 0, 0, 0, 1);
	s->units = 200;
	s->checksum = 44;
	fixture_row(&f, 2, 0, 0, 0, 0, 1)->checksum = 45;
	assert_int_equal(
		checksum_clash(f.cells, fixture_take_in(&f), f.n_cells, &why),
		0);
	struct estimate *e = fixture_estimate(&f);

	assert_true(e[FIXTURE_SERIAL].checksum_known);
	assert_int_equal(e[FIXTURE_SERIAL].checksum, 42);
	assert_false(e[FIXTURE_THREADS].checksum_known);
	free(e);
	/* between cells; a disturbed row must be right as well */
	s = fixture_row(&f, FIXTURE_THREADS, 5, 0, 0, 0, 1);
	s->checksum = 0xabc;
	fixture_taint(s);
	assert_int_equal(
		checksum_clash(f.cells, fixture_take_in(&f), f.n_cells, &why),
		1);
	assert_string_equal(why.text,
			    "train-step, kernel python: threads with 2 (block "
			    "0) has the checksum 000000000000002a, threads "
			    "with 2 (block 5) 0000000000000abc");
	f.samples[2].checksum = 0xabc;
	assert_int_equal(
		checksum_clash(f.cells, fixture_take_in(&f), f.n_cells, &why),
		1);
	assert_non_null(strstr(why.text, "serial with 1 (block 0) has"));
	fixture_fini(&f);
}

/* What broke and was given up has no answer, though it was measured before. */
static void what_was_given_up_has_failed(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 0; b < 2; b++) {
		fixture_serial(&f, FIXTURE_SERIAL, b, 2, 2);
		fixture_valid(&f, FIXTURE_THREADS, b, 1);
	}
	f.cells[FIXTURE_THREADS].status = CELL_FAILED;
	fixture_set(&f.cells[FIXTURE_THREADS].reason, "killed: by SIGSEGV");
	struct estimate *e = fixture_estimate(&f);

	assert_int_equal(e[FIXTURE_THREADS].status, CELL_FAILED);
	assert_string_equal(e[FIXTURE_THREADS].reason, "killed: by SIGSEGV");
	assert_int_equal(e[FIXTURE_THREADS].n, 2);
	fixture_finish(&f, e);
}

static void cells_csv(void **state)
{
	const char *start =
		"cell_id,workload,kernel,executor,workers,pin,python,status,"
		"reason,n,wall_s,wall_s_low,wall_s_high,throughput,speedup,"
		"speedup_low,speedup_high,self_speedup,efficiency,"
		"gil_wait_share,gil_hold_share,startup_s,dispatch_s,pss_bytes,"
		"lat_p50_s,lat_p99_s,checksum,efficiency_low,efficiency_high,";
	struct fixture f;
	char *text = NULL;
	size_t n;

	(void)state;
	fixture_pair(&f);
	fixture_serial(&f, FIXTURE_SERIAL, 0, 2, 2);
	fixture_valid(&f, FIXTURE_THREADS, 0, 0.5);
	struct estimate *e = fixture_estimate(&f);
	FILE *file = open_memstream(&text, &n);

	estimate_write(file, e, f.n_cells);
	fclose(file);
	assert_int_equal(strncmp(text, start, strlen(start)), 0);
	assert_non_null(strstr(text,
			       ",scaling,size,running_share,waiting_share,"
			       "runnable_share,blocked_share,"
			       "gil_forced_per_s,meter_cost,"
			       "meter_cost_low,meter_cost_high,"
			       "drift,drift_low,drift_high,"
			       "self_speedup_low,self_speedup_high,"
			       "first_ratio,first_ratio_low,first_ratio_high,"
			       "first_p,sd_between,sd_within,fairness,"
			       "params\n"));
	char *line = strchr(strchr(text, '\n') + 1, '\n') + 1;

	assert_int_equal(strncmp(line, f.cells[1].id, 16), 0);
	start = ",train-step,python,threads,2,core,embedded,ok,,1,0.5,,,200,4,"
		",,,,,,,,,,,000000000000002a,,";
	assert_int_equal(strncmp(line + 16, start, strlen(start)), 0);
	assert_non_null(
		strstr(line, ",strong,auto,,,,,,,,,,,,,,,,,,,,,seed=1\n"));
	free(text);
	fixture_finish(&f, e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ratios_are_paired_by_block),
		cmocka_unit_test(intervals_are_of_the_sign_test),
		cmocka_unit_test(loops_and_weak_scaling),
		cmocka_unit_test(against_one_worker_of_the_same_executor),
		cmocka_unit_test(efficiency_is_paired_with_its_ceiling),
		cmocka_unit_test(shares_and_medians_of_invocations),
		cmocka_unit_test(metered_samples_only_give_shares),
		cmocka_unit_test(drift_of_the_baseline),
		cmocka_unit_test(checksums),
		cmocka_unit_test(what_was_given_up_has_failed),
		cmocka_unit_test(cells_csv),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
