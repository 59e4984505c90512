/* Per job: does the GIL hold it back, and what is one to use? */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_results.h"
#include "output/advice.h"
#include "output/answer.h"
#include "output/choice.h"

static void make_default(struct results *results)
{
	fake_results(results, "nowhere", fake_default_plan, fake_default_n,
		     fake_run_json);
}

/* The answer of one job and kernel, with what its threads do. */
static enum answer_word answer_of(enum verdict verdict, unsigned finding,
				  const char *kernel)
{
	struct results results;
	unsigned n;

	make_default(&results);
	for (size_t i = 0; i < results.findings[finding].n_cases; i++)
		results.findings[finding].cases[i].verdict = verdict;
	struct contest *contests = contests_find(&results, &n);
	enum answer_word word =
		answer_find(&results, &contests[finding == 2 ? 2 : 0], kernel)
			.word;

	contests_free(contests, n);
	fake_results_fini(&results);
	return word;
}

static void answers_by_verdict(void **state)
{
	assert_int_equal(answer_of(VERDICT_HOLDS, 0, "python"), ANSWER_YES);
	assert_int_equal(answer_of(VERDICT_FAILS, 0, "python"), ANSWER_NO);
	assert_int_equal(answer_of(VERDICT_PARTLY, 0, "python"), ANSWER_PARTLY);
	assert_int_equal(answer_of(VERDICT_CANNOT_TELL, 0, "python"),
			 ANSWER_CANNOT_TELL);
	assert_int_equal(answer_of(VERDICT_HOLDS, 2, "python"), ANSWER_NO);
	assert_int_equal(answer_of(VERDICT_FAILS, 2, "python"), ANSWER_YES);
	assert_int_equal(answer_of(VERDICT_HOLDS, 4, "native"), ANSWER_NO);
	assert_int_equal(answer_of(VERDICT_FAILS, 4, "native"), ANSWER_OTHER);
	assert_int_equal(answer_of(VERDICT_HOLDS, 0, "numpy"),
			 ANSWER_NOT_MEASURED);
	(void)state;
}

/* dataset-load: no finding is about it. */
static enum answer_word answer_by_limits(const char *kernel, double low,
					 double high, double wait,
					 double ceiling_low)
{
	struct results results;
	unsigned n;

	make_default(&results);
	struct contest *contests = contests_find(&results, &n);

	for (unsigned i = 0; i < results.n_cells; i++) {
		struct estimate *e = &results.estimates[i];

		e->speedup_ci = (struct interval){ low, high };
		e->efficiency_ci = (struct interval){ low / 2, high / 2 };
		e->ceiling_ci.low = ceiling_low;
		e->gil_wait_share = wait;
	}
	for (unsigned i = 0; i < N_FINDINGS; i++)
		results.findings[i].n_cases = 0;
	enum answer_word word =
		answer_find(&results, &contests[1], kernel).word;

	contests_free(contests, n);
	fake_results_fini(&results);
	return word;
}

static void answers_by_limits(void **state)
{
	assert_int_equal(answer_by_limits("python", .95, 1.1, .4, 1.9),
			 ANSWER_YES);
	assert_int_equal(answer_by_limits("python", .95, 1.1, .01, 1.9),
			 ANSWER_OTHER);
	assert_int_equal(answer_by_limits("python", .95, 1.1, NAN, 1.9),
			 ANSWER_CANNOT_TELL);
	assert_int_equal(answer_by_limits("python", 1.02, 1.1, .4, 1.9),
			 ANSWER_PARTLY);
	assert_int_equal(answer_by_limits("python", 1.3, 1.4, .4, 1.9),
			 ANSWER_PARTLY);
	assert_int_equal(answer_by_limits("python", 1.6, 1.9, .1, 1.9),
			 ANSWER_NO);
	assert_int_equal(answer_by_limits("python", .9, 1.4, .4, 1.9),
			 ANSWER_CANNOT_TELL);
	assert_int_equal(answer_by_limits("python", 1.6, 1.9, .1, 1.2),
			 ANSWER_CANNOT_TELL);
	assert_int_equal(answer_by_limits("python", NAN, NAN, .4, 1.9),
			 ANSWER_CANNOT_TELL);
	/* the machine gains 11: to gain a thirtieth of that is not much */
	assert_int_equal(answer_by_limits("python", 1.01, 1.4, .7, 12),
			 ANSWER_YES);
	assert_int_equal(answer_by_limits("python", 1.3, 1.45, .7, 4),
			 ANSWER_PARTLY);
	assert_int_equal(answer_by_limits("native", 1.3, 1.45, 0, 12),
			 ANSWER_PARTLY);
	assert_int_equal(answer_by_limits("python", 1.3, 1.45, .7, 60),
			 ANSWER_YES);
	assert_int_equal(answer_by_limits("python", 1.3, 2.1, .7, 60),
			 ANSWER_PARTLY);
	assert_int_equal(answer_by_limits("native", .9, 1.1, 0, 1.9),
			 ANSWER_OTHER);
	assert_int_equal(answer_by_limits("native", .9, 1.3, 0, 1.9),
			 ANSWER_CANNOT_TELL);
	assert_int_equal(answer_by_limits("native", 1.3, 1.45, 0, 1.9),
			 ANSWER_PARTLY);
	assert_int_equal(answer_by_limits("native", 1.6, 1.9, 0, 1.9),
			 ANSWER_NO);
	(void)state;
}

/* It was measured before it failed: that makes it no choice. */
static void what_failed_is_no_choice(void **state)
{
	struct results results;
	unsigned n;

	(void)state;
	make_default(&results);
	struct contest *contests = contests_find(&results, &n);
	int best = choice_find(&results, &contests[0]).python;

	assert_true(best >= 0);
	assert_string_equal(results.cells[best].executor, "processes");
	results.estimates[best].status = CELL_FAILED;
	int next = choice_find(&results, &contests[0]).python;

	assert_true(next >= 0 && next != best);
	char *text = advice_text(&results, &contests[0]);

	assert_null(strstr(text, "pure Python: 2 processes"));
	free(text);
	contests_free(contests, n);
	fake_results_fini(&results);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_by_verdict),
		cmocka_unit_test(answers_by_limits),
		cmocka_unit_test(what_failed_is_no_choice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
