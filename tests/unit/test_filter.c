/* A part of the results: which cells stay, and what belongs to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fake_results.h"
#include "output/filter.h"

static void cells_stay(void **state)
{
	struct results all, part;
	struct why why;

	(void)state;
	fake_results(&all, "nowhere", fake_default_plan, fake_default_n,
		     fake_run_json);
	assert_int_equal(filter_results(&part, &all,
					"^train-step/[a-z]*/threads/2/", &why),
			 0);
	/* python and native, and what they are compared with */
	assert_int_equal(part.n_cells, 4);
	for (unsigned i = 0; i < part.n_cells; i++) {
		assert_string_equal(part.cells[i].workload, "train-step");
		assert_ptr_equal(part.estimates[i].cell, &part.cells[i]);
		assert_string_equal(part.cells[i].executor,
				    i % 2 ? "threads" : "serial");
	}
	assert_true(part.estimates[3].speedup == 1.99);
	/* holds of these cells, under their new numbers */
	assert_true(part.n_holds > 0 && part.n_holds < all.n_holds);
	for (size_t i = 0; i < part.n_holds; i++)
		assert_int_equal(part.holds[i].cell, 1);
	filter_fini(&part);
	fake_results_fini(&all);
}

static void the_whole_key(void **state)
{
	struct results all, part;
	struct why why;

	(void)state;
	fake_results(&all, "nowhere", fake_default_plan, fake_default_n,
		     fake_run_json);
	assert_int_equal(filter_results(&part, &all, "latency=0\\.02", &why),
			 0);
	assert_int_equal(part.n_cells, 8);
	filter_fini(&part);
	assert_int_equal(filter_results(&part, &all, "/core/embedded/", &why),
			 0);
	assert_int_equal(part.n_cells, fake_default_n - 2);
	filter_fini(&part);
	fake_results_fini(&all);
}

static void none_and_no_expression(void **state)
{
	struct results all, part;
	struct why why;

	(void)state;
	fake_results(&all, "nowhere", fake_default_plan, fake_default_n,
		     fake_run_json);
	assert_int_equal(filter_results(&part, &all, "^native$", &why), -1);
	assert_string_equal(why.text, "no cell of this run matches");
	assert_int_equal(filter_results(&part, &all, "(", &why), -1);
	assert_int_equal(filter_check("(", &why), -1);
	assert_int_equal(filter_check("()", &why), 0);
	fake_results_fini(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_stay),
		cmocka_unit_test(the_whole_key),
		cmocka_unit_test(none_and_no_expression),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
