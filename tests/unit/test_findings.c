/* The rules of the findings, each with its outcomes and its sentence. */
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

static void no_held(struct fixture *f)
{
	for (unsigned i = 0; i < f->n_cells; i++) {
		if (strcmp(f->cells[i].kernel, "native-held") == 0)
			fixture_set(&f->cells[i].kernel, "numpy");
	}
}

static void meter_threads(struct fixture *f, double wait_s, unsigned n_blocks)
{
	for (unsigned b = 0; b < n_blocks; b++) {
		struct sample *row = fixture_row(f, PY_THREADS, b, 0, 9, 0, 1);

		row->metered = true;
		row->gil_wait_s = wait_s;
		row->gil_drop_s = 0;
		row->gil_hold_s = 1;
	}
}

/* 2 threads gain 1.02: .49 of the time is lost. */
static void wait_for_all(struct fixture *f)
{
	meter_threads(f, 2 * 0.48, 9);
}

static void wait_for_most(struct fixture *f)
{
	meter_threads(f, 2 * 0.3, 9);
}

static void wait_for_little(struct fixture *f)
{
	meter_threads(f, 2 * 0.1, 9);
}

static void wait_measured_twice(struct fixture *f)
{
	meter_threads(f, 2 * 0.48, 2);
}

static void meter_serial(struct fixture *f, double hold_s)
{
	for (unsigned b = 0; b < 9; b++) {
		struct sample *row = fixture_row(f, PY_SERIAL, b, 0, 9, 0, 1);

		row->metered = true;
		row->gil_hold_s = hold_s;
	}
}

static void hold_gil(struct fixture *f)
{
	meter_serial(f, 0.99);
}

static void share_cpu_at(struct fixture *f, const char *params)
{
	for (unsigned i = CALL_SERIAL; i <= CALL_HELD_THREADS; i++)
		fixture_set(&f->cells[i].params, params);
	for (size_t i = 0; i < f->n_samples; i++)
		f->samples[i].server_shares_cpu = 1;
}

static void share_cpu_1ms(struct fixture *f)
{
	share_cpu_at(f, "latency=0.001;seed=1");
}

static void share_cpu_20ms(struct fixture *f)
{
	share_cpu_at(f, "latency=0.02;seed=1");
}

/* Twice the job in twice the time. */
static void repeat_jobs(struct fixture *f)
{
	for (size_t i = 0; i < f->n_samples; i++) {
		f->samples[i].loops *= 2;
		f->samples[i].units *= 2;
		f->samples[i].wall_s *= 2;
		f->samples[i].cpu_user_s *= 2;
	}
}

static double bound_of_10(const struct cell *cell, uint64_t size)
{
	/* the size is the job's, whatever the loops */
	return strcmp(cell->workload, "api-call") == 0 && size == 100 ? 10
								      : NAN;
}

static double bound_of_7(const struct cell *cell, uint64_t size)
{
	(void)cell;
	(void)size;
	return 7;
}

static void threads_do_not_speed_up(void **state)
{
	static const struct scene_case cases[] = {
		{ "ordinary", 1, HOLDS,
		  "Threads do not speed up CPU-bound Python: train-step, 2 "
		  "threads: 1.02x (1.01-1.03)",
		  SCENE(.more = false) },
		{ "full gain", 1, FAILS,
		  "Threads speed up CPU-bound Python: train-step",
		  SCENE(.changes = { { PY_THREADS, 1.7, .01 } }) },
		{ "some gain", 1, PARTLY, "in part: train-step, 2 threads: 1.3",
		  SCENE(.changes = { { PY_THREADS, 1.3, .01 } }) },
		{ "just a gain", 1, PARTLY, "1.22x (1.21-1.23)",
		  SCENE(.changes = { { PY_THREADS, 1.22, .01 } }) },
		{ "undecided", 1, CANNOT, "decides nothing",
		  SCENE(.changes = { { PY_THREADS, 1.2, .05 } }) },
		{ "two jobs", 1, HOLDS, "; preprocess, 2 threads: 1.03x",
		  SCENE(.more = true) },
		{ "one holds, one not", 1, PARTLY, "(does not hold)",
		  SCENE(.more = true,
			.changes = { { MORE_THREADS, 1.7, .01 } }) },
		{ "one holds, one is not clear", 1, CANNOT,
		  "preprocess, 2 threads: 1.20 (1.14-1.26) decides nothing: "
		  "more --blocks; train-step, 4 threads: 1.04x (1.03-1.05) "
		  "(holds)",
		  SCENE(.more = true,
			.changes = { { MORE_THREADS, 1.2, .05 } }) },
		{ "what can be told beside what cannot", 1, CANNOT,
		  "decides nothing: more --blocks; preprocess, 2 threads: "
		  "1.03x (1.02-1.04) (holds); train-step, 4 threads: 1.04x "
		  "(1.03-1.05) (holds)",
		  SCENE(.more = true,
			.changes = { { PY_THREADS, 1.2, .05 } }) },
		{ "gain at any N fails it", 1, PARTLY,
		  "train-step, 4 threads: 3.50x (3.46-3.54) (does not hold)",
		  SCENE(.more = true,
			.changes = { { MORE_4_THREADS, 3.5, .01 } }) },
		{ "not beyond the CPUs", 1, HOLDS, "train-step, 2 threads",
		  SCENE(.more = true, .n_cpus = 2,
			.changes = { { MORE_4_THREADS, 3.5, .01 } }) },
		{ "by u and h", 1, HOLDS, "1.02x", SCENE(.alter = hold_gil) },
	};

	(void)state;
	CHECK(cases);
}

static void the_loss_is_waiting(void **state)
{
	static const struct scene_case cases[] = {
		{ "all", 2, HOLDS, "it explains 98 % (97-99) of it",
		  SCENE(.alter = wait_for_all) },
		{ "most", 2, PARTLY, "in part: train-step",
		  SCENE(.alter = wait_for_most) },
		{ "little", 2, FAILS, "is not waiting",
		  SCENE(.alter = wait_for_little) },
		{ "undecided", 2, CANNOT, "decides nothing",
		  SCENE(.alter = wait_for_most,
			.changes = { { PY_THREADS, .8, .3 } }) },
		{ "metered too seldom", 2, CANNOT, "too few valid blocks",
		  SCENE(.alter = wait_measured_twice) },
		{ "nothing was lost", 2, UNTESTED, "needs threads that lose",
		  SCENE(.alter = wait_for_all,
			.changes = { { PY_THREADS, 1.9, .01 } }) },
	};

	(void)state;
	CHECK(cases);
}

static void waiting_overlaps(void **state)
{
	static const struct scene_case cases[] = {
		{ "ordinary", 3, HOLDS,
		  "Waiting overlaps: api-call, 8 threads: 7.90x (7.82-7.98) "
		  "of 8.00 possible; 1.00x with the GIL kept",
		  SCENE(.more = false) },
		{ "known waits", 3, HOLDS, "of 10.00 possible",
		  SCENE(.wait_bound = bound_of_10) },
		{ "known waits of one job", 3, HOLDS, "of 10.00 possible",
		  SCENE(.wait_bound = bound_of_10, .alter = repeat_jobs) },
		{ "part of what waits allow", 3, PARTLY, "of 10.00 possible",
		  SCENE(.wait_bound = bound_of_10,
			.changes = { { CALL_THREADS, 7, .01 } }) },
		{ "no gain", 3, FAILS, "does not overlap",
		  SCENE(.changes = { { CALL_THREADS, 1.1, .01 } }) },
		{ "undecided", 3, CANNOT, "decides nothing",
		  SCENE(.changes = { { CALL_THREADS, 1.2, .1 } }) },
		{ "implausible", 3, CANNOT, "7.90x is implausible: 7.00x",
		  SCENE(.wait_bound = bound_of_7) },
		{ "no control", 3, HOLDS, "cause not tested",
		  SCENE(.alter = no_held) },
		{ "control gains", 3, CANNOT, "the control, GIL kept, gains",
		  SCENE(.changes = { { CALL_HELD_THREADS, 2, .01 } }) },
		{ "control is not clear", 3, CANNOT, "is not clear",
		  SCENE(.changes = { { CALL_HELD_THREADS, 1.2, .1 } }) },
		{ "the server is near", 3, CANNOT, "latency is under 5 ms",
		  SCENE(.alter = share_cpu_1ms) },
		{ "but waits are long", 3, HOLDS, "7.90x",
		  SCENE(.alter = share_cpu_20ms) },
		{ "one CPU will do", 3, HOLDS, "7.90x", SCENE(.n_cpus = 1) },
	};

	(void)state;
	CHECK(cases);
}

static void processes_use_the_cores(void **state)
{
	static const struct scene_case cases[] = {
		/* start: 20 ms more than serial; 20 / (1 - 1/1.9) = 42 */
		{ "ordinary", 4, HOLDS,
		  "Processes use the cores: train-step, 2 processes: 1.90x "
		  "(1.88-1.92), 95 % (95-95) of plain C; 20 ms to start, "
		  "worth it from a job of 42 ms on, 12 MiB a worker",
		  SCENE(.more = false) },
		{ "part or more", 4, PARTLY,
		  "use the cores at least in part: train-step, 2 processes",
		  SCENE(.changes = { { PY_PROCESSES, 1.5, .1 } }) },
		{ "part or more, and none", 4, PARTLY,
		  "use the cores in part: train-step, 2 processes",
		  SCENE(.more = true,
			.changes = { { PY_PROCESSES, 1.5, .1 },
				     { MORE_PROCESSES, .9, .01 } }) },
		{ "part", 4, PARTLY,
		  "cores in part: train-step, 2 processes: 1.4",
		  SCENE(.changes = { { PY_PROCESSES, 1.4, .01 } }) },
		{ "no gain", 4, FAILS, "20 ms to start, 12 MiB a worker",
		  SCENE(.changes = { { PY_PROCESSES, .9, .01 } }) },
		{ "undecided", 4, CANNOT, "decides nothing",
		  SCENE(.changes = { { PY_PROCESSES, 1.3, .2 } }) },
		{ "two jobs", 4, HOLDS, "; preprocess, 2 processes: 1.80x",
		  SCENE(.more = true) },
	};

	(void)state;
	CHECK(cases);
}

static void native_threads_scale(void **state)
{
	static const struct scene_case cases[] = {
		{ "ordinary", 5, HOLDS,
		  "Native threads scale: train-step, 2 threads: 1.98x "
		  "(1.96-2.00), 99 % (99-99) of plain C; 1.01x with the GIL "
		  "kept",
		  SCENE(.more = false) },
		{ "part", 5, PARTLY, "in part",
		  SCENE(.changes = { { NAT_THREADS, 1.4, .01 } }) },
		{ "no gain", 5, FAILS, "do not scale",
		  SCENE(.changes = { { NAT_THREADS, 1.1, .01 } }) },
		{ "no gain needs no control", 5, FAILS, "do not scale",
		  SCENE(.alter = no_held,
			.changes = { { NAT_THREADS, 1.1, .01 } }) },
		{ "no control", 5, CANNOT, "no control: add -k native-held",
		  SCENE(.alter = no_held) },
		{ "control is not clear", 5, CANNOT, "is not clear: 1.20x",
		  SCENE(.changes = { { HELD_THREADS, 1.2, .05 } }) },
	};

	(void)state;
	CHECK(cases);
}

static void threads_are_near_processes(void **state)
{
	static const struct scene_case cases[] = {
		{ "ordinary", 6, HOLDS,
		  "near native processes in 1 of 1 measured: train-step, 2 "
		  "threads: 1.01 (1.01-1.01)",
		  SCENE(.more = false) },
		{ "not near", 6, FAILS, "in 0 of 1 measured",
		  SCENE(.changes = { { NAT_THREADS, 1.5, .01 } }) },
		{ "undecided", 6, CANNOT, "decides nothing",
		  SCENE(.changes = { { NAT_THREADS, 1.76, .05 } }) },
	};

	(void)state;
	CHECK(cases);
}

/* What stands for a job that is in doubt with 2 threads and not with 4. */
static void more_workers_stand_for_fewer(void **state)
{
	const struct scene scene =
		SCENE(.more = true, .changes = { { PY_THREADS, 1.2, .05 } });
	struct finding findings[N_FINDINGS];

	(void)state;
	scene_decide(&scene, findings);
	assert_int_equal(findings[0].verdict, VERDICT_CANNOT_TELL);
	assert_int_equal(findings[0].n_cases, 2);
	assert_int_equal(findings[0].cases[0].cell, MORE_4_THREADS);
	assert_int_equal(findings[0].cases[0].verdict, VERDICT_HOLDS);
	findings_free(findings);
}

/* Of the price without the GIL nothing is said where F7a says why not. */
static void no_price_without_its_gain(void **state)
{
	struct finding findings[N_FINDINGS] = { 0 };

	(void)state;
	for (unsigned i = 0; i < N_FINDINGS; i++) {
		findings[i].id = i == N_FINDINGS - 1 ? "F7b" : "F7a";
		findings[i].verdict = VERDICT_NOT_TESTED;
		assert_int_equal(finding_adds(findings, i), i < N_FINDINGS - 1);
	}
	findings[N_FINDINGS - 1].verdict = VERDICT_CANNOT_TELL;
	assert_true(finding_adds(findings, N_FINDINGS - 1));
	findings[N_FINDINGS - 1].verdict = VERDICT_NOT_TESTED;
	findings[N_FINDINGS - 2].verdict = VERDICT_FAILS;
	assert_true(finding_adds(findings, N_FINDINGS - 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_do_not_speed_up),
		cmocka_unit_test(the_loss_is_waiting),
		cmocka_unit_test(waiting_overlaps),
		cmocka_unit_test(processes_use_the_cores),
		cmocka_unit_test(native_threads_scale),
		cmocka_unit_test(threads_are_near_processes),
		cmocka_unit_test(more_workers_stand_for_fewer),
		cmocka_unit_test(no_price_without_its_gain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
