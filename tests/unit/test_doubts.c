/* When a finding must not be given, or does not arise. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "scene.h"

static void remove_executor(struct fixture *f, const char *executor)
{
	for (unsigned i = 0; i < f->n_cells; i++) {
		if (strcmp(f->cells[i].executor, executor) == 0)
			fixture_set(&f->cells[i].executor, "asyncio");
	}
}

static void only_train_step(struct fixture *f)
{
	fixture_set(&f->cells[MORE_THREADS].executor, "asyncio");
}

static void no_serial(struct fixture *f)
{
	remove_executor(f, "serial");
}

static void no_processes(struct fixture *f)
{
	remove_executor(f, "processes");
}

static void no_ceiling(struct fixture *f)
{
	remove_executor(f, "ceiling");
}

static void oversubscribe(struct fixture *f)
{
	for (size_t i = 0; i < f->n_samples; i++)
		f->samples[i].oversubscribed =
			f->cells[f->samples[i].cell].workers > 1;
}

static void gil_off(struct fixture *f)
{
	for (size_t i = 0; i < f->n_samples; i++)
		f->samples[i].gil_before = f->samples[i].gil_after = 0;
}

static void drop_rows(struct fixture *f, enum cell_number cell)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n_samples; i++) {
		if (f->samples[i].cell != cell)
			f->samples[n++] = f->samples[i];
		else
			sample_fini(&f->samples[i]);
	}
	f->n_samples = n;
}

static void skip_threads(struct fixture *f)
{
	f->cells[PY_THREADS].status = CELL_SKIPPED;
	fixture_set(&f->cells[PY_THREADS].reason, "no-room: too many threads");
	drop_rows(f, PY_THREADS);
}

static void skip_processes(struct fixture *f)
{
	f->cells[NAT_PROCESSES].status = CELL_SKIPPED;
	fixture_set(&f->cells[NAT_PROCESSES].reason, "no-room: too few files");
	drop_rows(f, NAT_PROCESSES);
}

/* The run ended early: of train-step in Python only serial was measured. */
static void end_early(struct fixture *f)
{
	drop_rows(f, PY_THREADS);
	drop_rows(f, MORE_4_THREADS);
	drop_rows(f, MORE_THREADS);
}

/* The end came before anything of Python. */
static void end_at_once(struct fixture *f)
{
	end_early(f);
	drop_rows(f, PY_SERIAL);
	drop_rows(f, CALL_SERIAL);
	drop_rows(f, CALL_THREADS);
	for (unsigned i = CALL_SERIAL; i <= CALL_THREADS; i++)
		fixture_set(&f->cells[i].params, "latency=20ms;seed=1");
}

static void fail_rows(struct fixture *f, enum cell_number cell)
{
	for (size_t i = 0; i < f->n_samples; i++) {
		struct sample *row = &f->samples[i];

		if (row->cell != cell)
			continue;
		row->status = CELL_FAILED;
		row->sample = -1;
		fixture_set(&row->reason, "killed: signal 9");
	}
}

static void fail_threads(struct fixture *f)
{
	fail_rows(f, PY_THREADS);
}

static void fail_processes(struct fixture *f)
{
	fail_rows(f, NAT_PROCESSES);
}

static void fail_serial(struct fixture *f)
{
	fail_rows(f, PY_SERIAL);
}

/* It failed in the end, after it had been measured in all blocks. */
static void give_up_serial(struct fixture *f)
{
	f->cells[PY_SERIAL].status = CELL_FAILED;
	fixture_set(&f->cells[PY_SERIAL].reason, "hung: no progress");
}

/* In 3 of 9 blocks other programs disturbed the threads of Python. */
static void lose_blocks(struct fixture *f)
{
	for (size_t i = 0; i < f->n_samples; i++) {
		if (f->samples[i].cell == PY_THREADS &&
		    f->samples[i].block % 3 == 0)
			fixture_taint(&f->samples[i]);
	}
}

/* Each block has disturbed attempts at threads, two times as fast. */
static void disturb(struct fixture *f)
{
	for (unsigned b = 0; b < 9; b++) {
		for (unsigned a = 1; a < 4; a++) {
			fixture_taint(
				fixture_row(f, PY_THREADS, b, 0, a, 0, 0.5));
			fixture_taint(
				fixture_row(f, NAT_THREADS, b, 0, a, 0, 1));
		}
	}
}

static void meter_serial(struct fixture *f, double hold_s)
{
	for (unsigned b = 0; b < 9; b++) {
		struct sample *row = fixture_row(f, PY_SERIAL, b, 0, 9, 0, 1);

		row->metered = true;
		row->gil_hold_s = hold_s;
	}
}

static void release_gil(struct fixture *f)
{
	meter_serial(f, 0.5);
}

static void taint_all(struct fixture *f)
{
	for (size_t i = 0; i < f->n_samples; i++)
		fixture_taint(&f->samples[i]);
}

static void hold_gil_twice(struct fixture *f)
{
	meter_serial(f, 0.99);
	for (size_t i = 0; i < f->n_samples; i++) {
		if (f->samples[i].metered && f->samples[i].block > 1)
			f->samples[i].status = CELL_TAINTED;
	}
}

static void doubts(void **state)
{
	static const struct scene_case cases[] = {
		{ "few blocks", 1, CANNOT,
		  "train-step, 2 threads: 5 valid blocks, 6 are needed",
		  SCENE(.n_blocks = 5) },
		{ "alike", 4, CANNOT,
		  "train-step, 2 processes and 1 more: 5 valid blocks, 6",
		  SCENE(.n_blocks = 5, .more = true) },
		{ "class not known", 1, CANNOT,
		  "whether train-step (python) computes or waits is not "
		  "known: 4 valid serial invocations, 6 are needed: more "
		  "--blocks",
		  SCENE(.n_blocks = 2) },
		{ "class not known for noise", 5, CANNOT,
		  "0 valid serial invocations, 6 are needed: a quieter",
		  SCENE(.alter = taint_all) },
		{ "metered too seldom", 1, CANNOT,
		  "too few blocks were metered",
		  SCENE(.alter = hold_gil_twice) },
		{ "lost blocks", 1, CANNOT, "3 of 9 blocks were lost",
		  SCENE(.alter = lose_blocks) },
		{ "low ceiling", 1, CANNOT, "plain C gains only 1.50x (1.46-",
		  SCENE(.changes = { { PLAIN_2, 1.5, .03 } }) },
		{ "few workers show nothing, more do", 1, HOLDS,
		  "CPU-bound Python: train-step, 4 threads: 1.04x (1.03-1.05)",
		  SCENE(.more = true, .alter = only_train_step,
			.changes = { { PLAIN_2, 1.5, .03 } }) },
		{ "few workers show nothing but gain", 1, CANNOT,
		  "plain C gains only 1.50x (1.46-1.54); train-step, 4 "
		  "threads: "
		  "1.04x (1.03-1.05) (holds)",
		  SCENE(.more = true, .alter = only_train_step,
			.changes = { { PLAIN_2, 1.5, .03 },
				     { PY_THREADS, 1.4, .01 } }) },
		{ "more workers show nothing, few decide nothing", 1, CANNOT,
		  "train-step, 2 threads: 1.20 (1.14-1.26) decides nothing",
		  SCENE(.more = true, .alter = only_train_step,
			.changes = { { PLAIN_4, 1.5, .03 },
				     { PY_THREADS, 1.2, .05 } }) },
		{ "few workers show nothing, more gain", 1, FAILS,
		  "train-step, 4 threads: 3.50x",
		  SCENE(.more = true, .alter = only_train_step,
			.changes = { { PLAIN_2, 1.5, .03 },
				     { MORE_4_THREADS, 3.5, .01 } }) },
		{ "no ceiling", 5, CANNOT, "what plain C gains is not known",
		  SCENE(.alter = no_ceiling) },
		{ "one CPU", 1, CANNOT, "needs 2 CPUs; this run could use 1",
		  SCENE(.n_cpus = 1) },
		{ "control gains", 1, CANNOT, "the control, GIL kept, gains",
		  SCENE(.changes = { { HELD_THREADS, 1.3, .01 } }) },
		{ "control gains", 4, CANNOT, "the control, GIL kept, gains",
		  SCENE(.changes = { { HELD_THREADS, 1.3, .01 } }) },
		{ "control gains", 6, CANNOT, "the control, GIL kept, gains",
		  SCENE(.changes = { { HELD_THREADS, 1.3, .01 } }) },
		{ "implausible", 4, CANNOT,
		  "2.50x is implausible: 2.00x is possible",
		  SCENE(.changes = { { PY_PROCESSES, 2.5, .01 } }) },
		{ "disturbed rows", 1, CANNOT, "disturbed rows, if counted",
		  SCENE(.alter = disturb) },
		{ "disturbed rows", 5, CANNOT, "disturbed rows, if counted",
		  SCENE(.alter = disturb) },
		{ "disturbed rows", 6, CANNOT, "disturbed rows, if counted",
		  SCENE(.alter = disturb) },
		{ "not disturbed", 4, HOLDS, "1.90x", SCENE(.alter = disturb) },
		{ "failed", 1, CANNOT, "it failed (killed: signal 9)",
		  SCENE(.alter = fail_threads) },
		{ "failed rival", 6, CANNOT,
		  "what it is compared with failed (killed: signal 9)",
		  SCENE(.alter = fail_processes) },
		{ "failed serial", 1, CANNOT,
		  "computes or waits is not known: serial failed (killed: ",
		  SCENE(.alter = fail_serial) },
		{ "serial given up", 1, CANNOT,
		  "serial, its baseline, failed (hung: no progress)",
		  SCENE(.alter = give_up_serial) },
	};

	(void)state;
	CHECK(cases);
}

static void not_tested(void **state)
{
	static const struct scene_case cases[] = {
		{ "no serial", 1, UNTESTED,
		  "needs CPU-bound Python: -w train-step -k python -x serial,",
		  SCENE(.alter = no_serial) },
		{ "skipped", 1, UNTESTED,
		  "the cell that could test it has no value: train-step, 2 "
		  "threads: skipped, no-room: too many threads",
		  SCENE(.alter = skip_threads) },
		{ "ended early", 1, UNTESTED,
		  "the cells that could test it have no value: train-step, 2 "
		  "threads and 2 more: skipped, not-measured: the run ended",
		  SCENE(.alter = end_early, .more = true) },
		{ "ended early, but not of this", 4, HOLDS, "1.90x",
		  SCENE(.alter = end_early) },
		{ "nothing of Python", 1, UNTESTED,
		  "the cell that could test it has no value: train-step, 2 "
		  "threads: ",
		  SCENE(.alter = end_at_once) },
		{ "of waiting nothing", 3, UNTESTED,
		  "the cell that could test it has no value: api-call, 8 "
		  "threads: ",
		  SCENE(.alter = end_at_once) },
		{ "skipped rival", 6, UNTESTED,
		  "train-step, 2 processes: skipped, no-room: too few files",
		  SCENE(.alter = skip_processes) },
		{ "oversubscribed", 1, UNTESTED, "needs",
		  SCENE(.alter = oversubscribe) },
		{ "oversubscribed", 4, UNTESTED, "needs",
		  SCENE(.alter = oversubscribe) },
		{ "oversubscribed", 5, UNTESTED, "needs",
		  SCENE(.alter = oversubscribe) },
		{ "waiting may be", 3, HOLDS, "7.90x",
		  SCENE(.alter = oversubscribe) },
		{ "GIL off", 1, UNTESTED, "needs", SCENE(.alter = gil_off) },
		{ "GIL off", 5, UNTESTED, "needs", SCENE(.alter = gil_off) },
		{ "GIL off", 7, FAILS, "do not gain without the GIL",
		  SCENE(.alter = gil_off) },
		{ "GIL on", 7, UNTESTED, "--python python3.14t",
		  SCENE(.more = false) },
		{ "neither computes nor waits", 1, UNTESTED, "needs",
		  SCENE(.cpu_share = .7) },
		{ "neither computes nor waits", 5, UNTESTED, "needs",
		  SCENE(.cpu_share = .7) },
		{ "waits", 1, UNTESTED, "needs", SCENE(.cpu_share = .4) },
		{ "outside the GIL by h", 1, UNTESTED, "needs",
		  SCENE(.alter = release_gil) },
		{ "outside the GIL by h", 4, UNTESTED, "needs",
		  SCENE(.alter = release_gil) },
		{ "no processes", 4, UNTESTED, "-x serial,processes",
		  SCENE(.alter = no_processes) },
		{ "no processes", 6, UNTESTED, "-x serial,threads,processes",
		  SCENE(.alter = no_processes) },
		{ "no meter", 2, UNTESTED, "the GIL meter",
		  SCENE(.more = false) },
	};

	(void)state;
	CHECK(cases);
}

static void classes(void **state)
{
	const double none = NAN;
	const struct {
		struct interval u, h;
		double hold;
		enum measured_class class;
	} cases[] = {
		{ { .95, 1 }, { none, none }, none, MEASURED_GIL_BOUND },
		{ { .89, 1 }, { none, none }, none, MEASURED_MIXED },
		{ { .01, .5 }, { none, none }, none, MEASURED_WAITING },
		{ { .01, .51 }, { none, none }, none, MEASURED_MIXED },
		{ { none, none }, { none, none }, none, MEASURED_UNKNOWN },
		{ { .95, 1 }, { .9, 1 }, .95, MEASURED_GIL_BOUND },
		{ { .95, 1 }, { .8, 1 }, .95, MEASURED_MIXED },
		{ { .95, 1 }, { none, none }, .95, MEASURED_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct estimate serial = {
			.cpu_share_ci = cases[i].u,
			.gil_hold_ci = cases[i].h,
			.gil_hold_share = cases[i].hold,
		};

		assert_int_equal(findings_class(&serial), cases[i].class);
	}
}

static void every_finding_says_something(void **state)
{
	static const char *const ids[] = { "F1", "F2", "F3",  "F4",
					   "F5", "F6", "F7a", "F7b" };
	const struct scene scenes[] = { SCENE(.more = true),
					SCENE(.n_blocks = -1) };
	struct finding findings[N_FINDINGS];

	(void)state;
	for (unsigned k = 0; k < 2; k++) {
		scene_decide(&scenes[k], findings);
		for (unsigned i = 0; i < N_FINDINGS; i++) {
			assert_string_equal(findings[i].id, ids[i]);
			assert_true(*findings[i].statement);
			assert_true(*findings[i].text);
			assert_null(strstr(findings[i].text, "nan"));
			if (k == 1)
				assert_int_equal(findings[i].verdict,
						 VERDICT_NOT_TESTED);
		}
		findings_free(findings);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(doubts),
		cmocka_unit_test(not_tested),
		cmocka_unit_test(classes),
		cmocka_unit_test(every_finding_says_something),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
