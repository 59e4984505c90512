/* What is done of a plan, what belongs together and who does what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "model/bundle.h"
#include "model/ledger.h"

enum {
	SERIAL,
	THREADS
};

static void add(struct ledger *ledger, unsigned cell, unsigned block,
		unsigned attempt, int sample, enum cell_status status)
{
	const struct sample row = {
		.cell = cell,
		.block = block,
		.attempt = attempt,
		.sample = sample,
		.status = status,
		.reason = "killed: signal 9",
		.hardware = "h",
	};

	ledger_add(ledger, &row);
}

static struct ledger *start(struct fixture *f)
{
	*f = (struct fixture){ 0 };
	fixture_cell(f, 0, "a", "python", "serial", 1);
	fixture_cell(f, 0, "a", "python", "threads", 2);
	return ledger_new(f->cells, f->n_cells, 3, 2);
}

static bool done(const struct ledger *ledger, unsigned block)
{
	return ledger_done(ledger, ledger_find(ledger, "h"), THREADS, block, 0,
			   false);
}

static void valid_attempts(void **state)
{
	struct fixture f;
	struct ledger *ledger = start(&f);

	(void)state;
	assert_int_equal(ledger_find(ledger, "h"), -1);
	assert_int_equal(ledger_left(ledger, -1, SERIAL, true), 9);
	assert_int_equal(ledger_left(ledger, -1, THREADS, true), 6);
	assert_int_equal(ledger_left(ledger, -1, THREADS, false), 3);
	add(ledger, THREADS, 0, 0, 0, CELL_OK);
	add(ledger, THREADS, 0, 0, 1, CELL_OK);
	/* cut off by a crash */
	add(ledger, THREADS, 1, 0, 0, CELL_OK);
	ledger_end_file(ledger, false);
	assert_true(done(ledger, 0));
	assert_false(done(ledger, 1));
	assert_false(done(ledger, 2));
	assert_int_equal(ledger_next_attempt(ledger, 0, THREADS, 1), 1);
	assert_int_equal(ledger_next_attempt(ledger, 0, THREADS, 2), 0);
	assert_int_equal(ledger_left(ledger, 0, THREADS, true), 5);
	/* of another machine nothing is done */
	assert_false(ledger_done(ledger, -1, THREADS, 0, 0, false));
	ledger_free(ledger);
	fixture_fini(&f);
}

static void spent_repeats(void **state)
{
	struct fixture f;
	struct ledger *ledger = start(&f);

	(void)state;
	/* the call went on to another: its repeats were spent */
	add(ledger, THREADS, 0, 0, 0, CELL_TAINTED);
	add(ledger, THREADS, 0, 0, 1, CELL_OK);
	/* it ended amid these */
	add(ledger, THREADS, 1, 0, 0, CELL_TAINTED);
	ledger_end_file(ledger, false);
	assert_true(done(ledger, 0));
	assert_false(done(ledger, 1));
	add(ledger, THREADS, 2, 0, 0, CELL_TAINTED);
	ledger_end_file(ledger, true);
	assert_true(done(ledger, 2));
	for (unsigned i = 1; i < LEDGER_MAX_ATTEMPTS; i++) {
		assert_false(done(ledger, 1));
		add(ledger, THREADS, 1, i, 0, CELL_TAINTED);
		ledger_end_file(ledger, false);
	}
	assert_true(done(ledger, 1));
	ledger_free(ledger);
	fixture_fini(&f);
}

static void failures(void **state)
{
	struct fixture f;
	struct ledger *ledger = start(&f);
	const char *reason;

	(void)state;
	add(ledger, THREADS, 0, 0, -1, CELL_FAILED);
	ledger_end_file(ledger, true);
	assert_false(done(ledger, 0));
	assert_int_equal(ledger_failures(ledger, 0, THREADS, &reason), 1);
	assert_string_equal(reason, "killed: signal 9");
	add(ledger, THREADS, 0, 1, -1, CELL_FAILED);
	ledger_end_file(ledger, true);
	assert_true(done(ledger, 0));
	assert_true(done(ledger, 2));
	assert_int_equal(ledger_left(ledger, 0, THREADS, true), 0);
	assert_int_equal(ledger_left(ledger, 0, SERIAL, true), 9);
	ledger_free(ledger);
	fixture_fini(&f);
}

static void skips(void **state)
{
	struct fixture f;
	struct ledger *ledger = start(&f);

	(void)state;
	ledger_skip(ledger, "h", THREADS, true);
	assert_int_equal(ledger_left(ledger, 0, THREADS, true), 3);
	assert_false(ledger_skipped(ledger, 0, THREADS));
	ledger_skip(ledger, "h", THREADS, false);
	assert_int_equal(ledger_left(ledger, 0, THREADS, true), 0);
	assert_true(ledger_skipped(ledger, 0, THREADS));
	ledger_free(ledger);
	fixture_fini(&f);
}

/* Kernels, interpreters and the ceiling are compared; workloads are not. */
static void bundles(void **state)
{
	struct fixture f = { 0 };
	unsigned n;

	(void)state;
	fixture_cell(&f, 0, "a", "python", "serial", 1);
	fixture_cell(&f, 0, "a", "python", "threads", 2);
	fixture_cell(&f, 1, "b", "python", "threads", 2);
	fixture_cell(&f, 2, "a", "native", "threads", 2);
	fixture_cell(&f, 3, "a", "native", "ceiling", 2);
	fixture_cell(&f, 4, "a", "python", "threads", 2);
	fixture_cell(&f, 5, "a", "python", "threads", 2);
	fixture_set(&f.cells[3].params, "gil=on;seed=1");
	fixture_set(&f.cells[2].params, "seed=1");
	fixture_set(&f.cells[0].params, "seed=1");
	fixture_set(&f.cells[1].params, "mp_start=spawn;seed=1");
	fixture_set(&f.cells[4].params, "seed=1");
	fixture_set(&f.cells[5].params, "seed=2");
	fixture_set(&f.cells[6].params, "seed=1");
	fixture_set(&f.cells[6].pin, "other");
	unsigned *own = bundle_cells(f.cells, f.n_cells, &n);
	const unsigned expected[] = { 0, 0, 1, 0, 0, 2, 3 };

	assert_int_equal(n, 4);
	assert_memory_equal(own, expected, sizeof(expected));
	/* the heavy one alone, the others together; no more shards than work */
	unsigned *shards = bundle_shards(f.cells, f.n_cells, own, n, 2);

	assert_int_equal(shards[0], 0);
	for (unsigned b = 1; b < n; b++)
		assert_int_equal(shards[b], 1);
	free(shards);
	shards = bundle_shards(f.cells, f.n_cells, own, n, 9);
	for (unsigned b = 0; b < n; b++)
		assert_int_equal(shards[b], b);
	free(shards);
	free(own);
	fixture_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid_attempts),
		cmocka_unit_test(spent_repeats),
		cmocka_unit_test(failures),
		cmocka_unit_test(skips),
		cmocka_unit_test(bundles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
