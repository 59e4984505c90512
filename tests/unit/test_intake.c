/* From rows to histories: order, what cannot be, and that nothing is lost on
 * the way through packed numbers. */
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
#include "model/intake.h"
#include "model/series.h"

static void numbers_come_back(void **state)
{
	static const double values[] = {
		0,
		-0.,
		1e-9,
		2e-9,
		.185164856,
		.1 + .2,
		1. / 3,
		1.23456789e3,
		123456789.123456789,
		9007199.254740991,
		9007199.254740993,
		1e300,
		5e-324,
		-1.5,
		INFINITY,
		NAN,
	};
	const size_t n = sizeof(values) / sizeof(*values);
	int64_t last[2] = { 0 };
	struct packed packed = { 0 };

	(void)state;
	for (size_t i = 0; i < n; i++) {
		packed_part(&packed, values[i], 1e9, &last[0]);
		packed_part(&packed, values[i], 1, &last[1]);
		packed_real(&packed, values[i]);
	}
	for (int shift = 0; shift < 64; shift++)
		packed_count(&packed, UINT64_MAX >> shift);
	const unsigned char *at = packed.bytes;

	last[0] = last[1] = 0;
	for (size_t i = 0; i < 3 * n; i++) {
		double x = i % 3 == 2 ? packed_read_real(&at)
				      : packed_read_part(&at, i % 3 ? 1 : 1e9,
							 &last[i % 3]);

		if (!isnan(values[i / 3]))
			assert_memory_equal(&x, &values[i / 3], sizeof(x));
		else
			assert_true(isnan(x));
	}
	for (int shift = 0; shift < 64; shift++)
		assert_true(packed_read_count(&at) == UINT64_MAX >> shift);
	assert_ptr_equal(at, packed.bytes + packed.n);
	free(packed.bytes);
}

static void times_are_short(void **state)
{
	struct packed packed = { 0 };
	int64_t last = 0;

	(void)state;
	packed_part(&packed, .185164856, 1e9, &last);
	assert_int_equal(packed.n, 5);
	packed_part(&packed, .185154856, 1e9, &last);
	assert_int_equal(packed.n, 8);
	packed_part(&packed, .185154856, 1e9, &last);
	packed_part(&packed, NAN, 1e9, &last);
	assert_int_equal(packed.n, 10);
	free(packed.bytes);
}

static void attempts_in_any_order(void **state)
{
	/* block, invocation, attempt */
	static const unsigned keys[][3] = {
		{ 7, 0, 0 }, { 0, 1, 1 }, { 0, 0, 0 }, { 7, 0, 2 },
		{ 3, 1, 4 }, { 3, 0, 0 }, { 7, 0, 1 }, { 999999, 0, 0 },
	};
	static const unsigned blocks[] = { 0, 0, 3, 3, 7, 999999 };
	static const double walls[] = { 3, 2, 6, 5, 4, 8 };
	struct fixture f;
	struct invocation one;
	size_t n = 0;

	(void)state;
	fixture_pair(&f);
	for (unsigned i = 0; i < 8; i++) {
		for (int s = 0; s < 2; s++) {
			struct sample *row =
				fixture_row(&f, FIXTURE_SERIAL, keys[i][0],
					    keys[i][1], keys[i][2], s, 1 + i);

			row->startup_s = i;
			row->oversubscribed = keys[i][0] == 999999;
			row->dispatch_s = i ? NAN : .1 + .2;
			row->foreign_s = 1;
			row->watched_s = 4;
			/* not where any sample lacks it */
			row->fairness = i % 2 && s ? NAN : 1. / (1 + i);
		}
	}
	const struct history *history = fixture_take_in(&f);
	struct history_walk walk = history_walk(history);

	while (history_next(&walk, &one)) {
		assert_int_equal(one.block, blocks[n]);
		assert_true(one.valid);
		assert_int_equal(one.n_samples, 2);
		assert_true(one.wall_s[1] == walls[n]);
		assert_true(one.unit_s == walls[n] / 100);
		assert_true(one.job_s == walls[n]);
		assert_true(one.startup_s == walls[n] - 1);
		assert_true(one.foreign_share == .25);
		assert_true(isnan(one.dispatch_s));
		if ((unsigned)walls[n] % 2)
			assert_true(one.fairness == 1 / walls[n]);
		else
			assert_true(isnan(one.fairness));
		n++;
	}
	assert_int_equal(n, 6);
	assert_int_equal(history->n_valid, 6);
	assert_int_equal(history->n_blocks, 4);
	assert_int_equal(history->complete.oversubscribed, 1);
	fixture_fini(&f);
}

static void medians_are_those_of_the_quotients(void **state)
{
	static const double walls[] = { .7, .3, .1, .9 };
	struct fixture f;
	struct invocation one;

	(void)state;
	for (int n = 1; n <= 4; n++) {
		double x[4];

		fixture_pair(&f);
		for (int s = 0; s < n; s++) {
			struct sample *row =
				fixture_row(&f, 0, 0, 0, 0, s, walls[s]);

			row->units = 7;
			row->cpu_user_s = .1 * s;
			row->cpu_system_s = .05;
			row->fairness = walls[s];
			x[s] = walls[s] / 7;
		}
		struct history_walk walk = history_walk(fixture_take_in(&f));

		assert_true(history_next(&walk, &one));
		assert_true(one.unit_s == stats_median(x, (size_t)n));
		for (int s = 0; s < n; s++)
			x[s] = (.1 * s + .05) / walls[s];
		assert_true(one.cpu_share == stats_median(x, (size_t)n));
		assert_true(one.fairness == stats_median(walls, (size_t)n));
		history_end(&walk);
		fixture_fini(&f);
	}
}

static void metered_rows_are_found(void **state)
{
	struct fixture f;
	struct entry entry = { 0 };
	const struct sample *row = &entry.row;

	(void)state;
	fixture_pair(&f);
	for (unsigned b = 0; b < 5; b++) {
		for (unsigned a = 0; a < 2; a++) {
			struct sample *own =
				fixture_row(&f, 1, b, 0, a, 0, 1 + b + .1 * a);

			own->metered = true;
			own->gil_wait_s = .25;
			own->gil_hold_s = .5;
			own->gil_drop_s = 0;
			own->n_gil_forced = b ? (int)b : -1;
			if (b == 2)
				fixture_taint(own);
		}
	}
	const struct history *history = fixture_take_in(&f) + 1;
	struct roll_reader reader = roll_read(&history->metered);

	/* in any order, and what is not there */
	for (unsigned i = 0; i < 30; i++) {
		unsigned b = i * 7 % 6, a = i % 3;
		bool there = b < 5 && a < 2;

		assert_int_equal(roll_find(&reader, b, a, &entry), there);
		if (!there)
			continue;
		assert_true(row->wall_s == 1 + b + .1 * a);
		assert_int_equal(row->status, b == 2 ? CELL_TAINTED : CELL_OK);
		assert_int_equal(row->n_gil_forced, b ? (int)b : -1);
	}
	struct series wait = series_of_metered(history, METERED_GIL_WAIT);
	struct series forced = series_of_metered(history, METERED_FORCED);
	struct series unit_s = series_of_metered(history, METERED_UNIT_S);

	assert_int_equal(wait.n, 4);
	assert_int_equal(forced.n, 3);
	assert_true(unit_s.points[1].value == 2.1 / 100);
	series_fini(&wait);
	series_fini(&forced);
	series_fini(&unit_s);
	fixture_fini(&f);
}

/* Whoever wants times only still learns of wrong work. */
static void metered_rows_left_out(void **state)
{
	struct fixture f;
	struct sample twice;
	struct why why;
	size_t n_rows;

	(void)state;
	fixture_pair(&f);
	fixture_row(&f, 1, 0, 0, 0, 0, 1);
	fixture_row(&f, 1, 0, 0, 1, 0, 1)->metered = true;
	f.samples[1].checksum = 43;
	struct intake *intake = intake_new(f.cells, f.n_cells, INTAKE_TIMED);

	for (size_t i = 0; i < f.n_samples; i++)
		assert_int_equal(intake_add(intake, &f.samples[i], &why), 0);
	struct history *histories = intake_finish(intake, &n_rows, &twice);

	assert_int_equal(n_rows, 2);
	assert_int_equal(histories[1].metered.n_entries, 0);
	assert_int_equal(histories[1].n_valid, 1);
	assert_true(histories[1].tasks->differs);
	history_free(histories, f.n_cells);
	fixture_fini(&f);
}

/* Adds rows as they are; what is said of the last, "" if nothing. */
static void check_last(struct fixture *f, const char *says)
{
	struct intake *intake = intake_new(f->cells, f->n_cells, INTAKE_ALL);
	struct why why = { "" };
	struct sample twice;
	size_t n = 0, n_rows;

	while (n < f->n_samples &&
	       intake_add(intake, &f->samples[n], &why) == 0)
		n++;
	if (!strstr(why.text, says) || (!*says && *why.text))
		fail_msg("%s", why.text);
	assert_int_equal(n, f->n_samples - (*says != 0));
	struct history *histories = intake_finish(intake, &n_rows, &twice);

	assert_int_equal(n_rows, n);
	assert_non_null(histories);
	history_free(histories, f->n_cells);
	fixture_fini(f);
}

static void rows_that_cannot_be(void **state)
{
	struct fixture f;

	(void)state;
	fixture_pair(&f);
	fixture_row(&f, 0, 0, 0, 0, 0, 1);
	fixture_row(&f, 0, 0, 0, 0, 0, 1);
	check_last(&f, "sample 0 follows sample 0");
	fixture_pair(&f);
	fixture_row(&f, 0, 0, 0, 0, 0, 1);
	fixture_row(&f, 0, 0, 0, 0, 2, 1);
	fixture_row(&f, 0, 0, 0, 0, 1, 1);
	check_last(&f, "sample 1 follows sample 2");
	fixture_pair(&f);
	fixture_row(&f, 0, 0, 0, 0, 0, 1);
	fixture_row(&f, 0, 0, 0, 0, 1, 1)->units = 7;
	check_last(&f, "units or loops are not those");
	fixture_pair(&f);
	fixture_row(&f, 0, 0, 4, 0, 0, 1);
	check_last(&f, "invocation 4, attempt 0 or sample 0 is too large");
	fixture_pair(&f);
	fixture_row(&f, 0, 0, 0, 65536, 0, 1);
	check_last(&f, "too large");
	fixture_pair(&f);
	fixture_row(&f, 0, 0, 0, 0, 1000000, 1);
	check_last(&f, "too large");
	fixture_pair(&f);
	fixture_row(&f, 0, 0, 3, 65535, 999999, 1);
	check_last(&f, "");
}

static void attempts_are_there_once(void **state)
{
	struct fixture f;
	struct sample twice;
	struct why why;
	size_t n_rows;

	(void)state;
	for (int metered = 0; metered < 2; metered++) {
		fixture_pair(&f);
		for (unsigned i = 0; i < 4; i++)
			fixture_row(&f, 1, i == 3 ? 1 : i, 0, 5, 0, 1)
				->metered = metered;
		struct intake *intake =
			intake_new(f.cells, f.n_cells, INTAKE_ALL);

		for (size_t i = 0; i < f.n_samples; i++)
			assert_int_equal(
				intake_add(intake, &f.samples[i], &why), 0);
		assert_null(intake_finish(intake, &n_rows, &twice));
		assert_int_equal(twice.cell, 1);
		assert_int_equal(twice.block, 1);
		assert_int_equal(twice.attempt, 5);
		assert_int_equal(twice.metered, metered);
		fixture_fini(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_come_back),
		cmocka_unit_test(times_are_short),
		cmocka_unit_test(attempts_in_any_order),
		cmocka_unit_test(medians_are_those_of_the_quotients),
		cmocka_unit_test(metered_rows_are_found),
		cmocka_unit_test(metered_rows_left_out),
		cmocka_unit_test(rows_that_cannot_be),
		cmocka_unit_test(attempts_are_there_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
