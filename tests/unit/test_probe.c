/* Answers from rounds made by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/probe.h"

#define NEAR 1e-9

enum {
	N_PAIRS = 9
};

/* Pairs of 100 calls of 1 ms; several threads took wall_s. */
static void make_rounds(struct probe_round *rounds, unsigned n_threads,
			double hold_share, double wall_s)
{
	for (int i = 0; i < N_PAIRS; i++) {
		struct probe_round one = { 1, 100, .1, .1 * hold_share, 0 };
		struct probe_round several = { n_threads, 100, wall_s,
					       .1 * n_threads * hold_share, 0 };

		/* which comes first changes, as in a run */
		rounds[2 * i + i % 2] = one;
		rounds[2 * i + !(i % 2)] = several;
	}
}

static struct probe ask(unsigned n_threads, double hold_share, double wall_s)
{
	struct probe_round rounds[2 * N_PAIRS];
	struct probe probe;

	make_rounds(rounds, n_threads, hold_share, wall_s);
	probe_summarise(&probe, rounds, 2 * N_PAIRS, true);
	return probe;
}

static void begins_with(const struct probe *probe, unsigned n_cpus,
			const char *words)
{
	char *sentence = probe_sentence(probe, n_cpus);

	assert_memory_equal(sentence, words, strlen(words));
	free(sentence);
}

static bool doubts(const struct probe *probe, unsigned n_cpus,
		   const char *words)
{
	char *sentence = probe_sentence(probe, n_cpus);
	bool found = strstr(sentence, words);

	free(sentence);
	return found;
}

static void a_call_that_holds_the_gil(void **state)
{
	struct probe probe = ask(2, 1, .2);

	(void)state;
	assert_int_equal(probe.n_pairs, N_PAIRS);
	assert_float_equal(probe.call_s, .001, NEAR);
	assert_float_equal(probe.hold_call_s, .001, NEAR);
	assert_float_equal(probe.hold_share, 1, NEAR);
	assert_float_equal(probe.threads_to_fill, 1, NEAR);
	assert_float_equal(probe.speedup, 1, NEAR);
	assert_float_equal(probe.overlap, 0, NEAR);
	begins_with(&probe, 2, "No: ");
}

static void a_call_that_releases_it(void **state)
{
	struct probe probe = ask(4, .02, .1);

	(void)state;
	assert_int_equal(probe.n_threads, 4);
	assert_float_equal(probe.speedup, 4, NEAR);
	assert_float_equal(probe.overlap, 1, NEAR);
	assert_float_equal(probe.threads_to_fill, 50, 1e-6);
	assert_float_equal(probe.overlap_ci.low, 1, NEAR);
	begins_with(&probe, 4, "Yes: ");
}

static void a_call_that_does_both(void **state)
{
	struct probe probe = ask(3, .5, .15);

	(void)state;
	assert_float_equal(probe.speedup, 2, NEAR);
	assert_float_equal(probe.overlap, .5, NEAR);
	begins_with(&probe, 4, "In part: ");
}

static void overlap_is_between_0_and_1(void **state)
{
	struct probe slower = ask(2, 1, .3), faster = ask(2, 0, .09);

	(void)state;
	assert_true(slower.speedup < 1);
	assert_float_equal(slower.overlap, 0, NEAR);
	assert_true(faster.speedup > 2);
	assert_float_equal(faster.overlap, 1, NEAR);
	assert_true(isinf(faster.threads_to_fill));
}

static void pairs_vary_and_give_an_interval(void **state)
{
	struct probe_round rounds[2 * N_PAIRS];
	struct probe probe;

	(void)state;
	make_rounds(rounds, 2, .5, .2);
	for (int i = 0; i < 2 * N_PAIRS; i++)
		if (rounds[i].n_threads == 2)
			rounds[i].wall_s = .1 + .01 * (i / 2);
	probe_summarise(&probe, rounds, 2 * N_PAIRS, true);
	assert_float_equal(probe.speedup, .2 / .14, NEAR);
	/* the second of nine from both ends */
	assert_float_equal(probe.speedup_ci.low, .2 / .17, NEAR);
	assert_float_equal(probe.speedup_ci.high, .2 / .11, NEAR);
}

static void a_round_without_its_partner_is_left_out(void **state)
{
	struct probe_round rounds[2 * N_PAIRS];
	struct probe probe;

	(void)state;
	make_rounds(rounds, 2, 1, .2);
	probe_summarise(&probe, rounds, 2 * N_PAIRS - 1, true);
	assert_int_equal(probe.n_pairs, N_PAIRS - 1);
	probe_summarise(&probe, rounds, 0, true);
	assert_int_equal(probe.n_pairs, 0);
}

static void without_a_gil_only_times_are_known(void **state)
{
	struct probe_round rounds[2 * N_PAIRS];
	struct probe probe;

	(void)state;
	make_rounds(rounds, 2, 0, .1);
	probe_summarise(&probe, rounds, 2 * N_PAIRS, false);
	assert_true(isnan(probe.hold_share));
	assert_float_equal(probe.overlap, 1, NEAR);
	begins_with(&probe, 2, "This Python runs without a GIL");
}

static void what_else_keeps_threads_apart(void **state)
{
	struct probe held = ask(2, 1, .2), apart = ask(2, .01, .2);

	(void)state;
	assert_true(doubts(&apart, 2, "not the GIL"));
	assert_true(doubts(&apart, 1, "more threads than CPUs"));
	assert_false(doubts(&held, 2, "not the GIL"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_that_holds_the_gil),
		cmocka_unit_test(a_call_that_releases_it),
		cmocka_unit_test(a_call_that_does_both),
		cmocka_unit_test(overlap_is_between_0_and_1),
		cmocka_unit_test(pairs_vary_and_give_an_interval),
		cmocka_unit_test(a_round_without_its_partner_is_left_out),
		cmocka_unit_test(without_a_gil_only_times_are_known),
		cmocka_unit_test(what_else_keeps_threads_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
