/* Which ceilings a plan has: those that something is compared with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "imagined.h"

/* Without an interpreter only plain C is left. */
static void the_ceiling_alone(void **state)
{
	struct plan_options options = imagined_options(NULL, 0);
	struct plan plan;

	(void)state;
	options.workloads = LIST("train-step");
	imagined_plan(&plan, &options, 2);
	assert_int_equal(plan.n_cells, 2);
	assert_int_equal(plan.n_groups, 1);
	assert_string_equal(imagined_name(&plan.cells[0]),
			    "train-step/native/ceiling/1");
	assert_string_equal(imagined_name(&plan.cells[1]),
			    "train-step/native/ceiling/2");
	plan_fini(&plan);
	options.workloads = LIST("api-call");
	imagined_refusal(&options, "no ceiling");
}

static void what_is_compared_has_one(void **state)
{
	static const struct {
		char *workload, *executor;
		const char *filter;
		unsigned n_ceilings, n_kinds;
	} rows[] = {
		{ "train-step", "serial", NULL, 0, 1 },
		{ "train-step", "threads", NULL, 3, 1 },
		{ "train-step", "threads", "/serial/", 0, 1 },
		{ "train-step", "threads", "/threads/4/", 2, 1 },
		/* the ceiling of train-step, which is provided only then */
		{ "shared-state", "threads", NULL, 3, 2 },
		{ "shared-state", "serial", NULL, 0, 1 },
	};
	struct python python = imagined_python("embedded", "3.13.0", 0);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct plan_options options = imagined_options(&python, 1);
		struct plan plan;

		options.workloads = LIST(rows[i].workload);
		options.executors = LIST("serial", rows[i].executor);
		options.filter = rows[i].filter;
		imagined_plan(&plan, &options, 4);
		assert_int_equal(imagined_count(&plan, "/ceiling/"),
				 rows[i].n_ceilings);
		assert_int_equal(plan.n_kinds, rows[i].n_kinds);
		plan_fini(&plan);
	}
	python_fini(&python);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ceiling_alone),
		cmocka_unit_test(what_is_compared_has_one),
	};

	return cmocka_run_group_tests_name("ceiling", tests, NULL, NULL);
}
