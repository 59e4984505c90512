/* Users' own workloads and environment variables: the parts without Python. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "engine/capability.h"
#include "engine/env_axis.h"
#include "engine/own.h"
#include "engine/schedule.h"
#include "imagined.h"

static void what_is_own(void **state)
{
	(void)state;
	assert_true(own_is("./mine.py"));
	assert_true(own_is("mine.py"));
	assert_true(own_is("pkg.mod:step"));
	assert_true(own_is("dir/mine"));
	assert_false(own_is("train-step"));
	assert_false(own_is("py"));
}

static void names(void **state)
{
	static const char *const rows[][2] = {
		{ "./mine.py", "mine" },
		{ "/a/b.c/my-own_1.py", "my-own_1" },
		{ "pkg.mod:step", "pkg-mod-step" },
		{ "./train-step.py", NULL }, /* ours */
		{ "train_step.py", NULL },
		{ "./.py", NULL },
		{ "_x.py", NULL },
	};
	struct why why;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *name = own_name(rows[i][0], &why);

		if (rows[i][1])
			assert_string_equal(name, rows[i][1]);
		else
			assert_null(name);
		free(name);
	}
}

static void give(struct text_list *list, const char *text)
{
	struct why why;

	if (env_axis_add(list, text, &why) < 0)
		fail_msg("%s", why.text);
}

static void combinations(void **state)
{
	static const char *const expected[][2] = {
		{ "1", "x=y" },
		{ "1", "" },
		{ "", "x=y" },
		{ "", "" },
	};
	struct text_list given = { NULL, 0 };

	(void)state;
	assert_int_equal(env_axis_count(&given), 1);
	give(&given, "OMP_NUM_THREADS=1,");
	give(&given, "OTHER=x=y,,x=y");
	assert_int_equal(env_axis_count(&given), 4);
	for (size_t i = 0; i < 4; i++) {
		struct settings env = env_axis_at(&given, i);

		assert_int_equal(env.n, 2);
		assert_string_equal(settings_get(&env, "OMP_NUM_THREADS"),
				    expected[i][0]);
		assert_string_equal(settings_get(&env, "OTHER"),
				    expected[i][1]);
		assert_true(env_axis_sets_blas(&env));
		settings_fini(&env);
	}
	text_list_fini(&given);
}

static void refused_variables(void **state)
{
	static const char *const texts[] = {
		"PYTHON_GIL=0", "PYTHONHOME=/", "1X=2",  "A-B=1",
		"=1",           "NAME",         "X=a;b", "GOOD=2",
	};
	struct text_list given = { NULL, 0 };
	struct why why;

	(void)state;
	give(&given, "GOOD=1");
	give(&given, "PYTHON_GILL=1");
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_int_equal(env_axis_add(&given, texts[i], &why), -1);
	/* 4 x 4 x 4 are allowed, and not one more */
	give(&given, "A=1,2,3,4");
	give(&given, "B=1,2,3,4");
	give(&given, "C=1,2,3,4");
	assert_int_equal(env_axis_add(&given, "D=1,2", &why), -1);
	text_list_fini(&given);
}

/* A group for each combination, under the same ceiling. */
static void env_in_the_plan(void **state)
{
	struct python python = imagined_python("gil", "3.13.0", 0);
	struct plan_options options = imagined_options(&python, 1);
	struct plan plan;
	unsigned n_with[2] = { 0, 0 };

	(void)state;
	give(&options.env, "OMP_NUM_THREADS=1,4");
	imagined_plan(&plan, &options, 4);
	for (unsigned i = 0; i < plan.n_cells; i++) {
		const struct cell *cell = &plan.cells[i];
		bool is_ceiling = strcmp(cell->executor, "ceiling") == 0;
		char value[8] = "";

		cell_param(cell, "env.OMP_NUM_THREADS", value, sizeof(value));
		assert_int_equal(*value == '\0', is_ceiling);
		if (!is_ceiling)
			n_with[*value == '4']++;
	}
	assert_true(n_with[0] > 0);
	assert_int_equal(n_with[0], n_with[1]);
	text_list_fini(&options.env);
	plan_fini(&plan);
	python_fini(&python);
}

/* Workers of a workload's own: where it has them, and never metered. */
static void own_workers(void **state)
{
	static const struct param none[] = { { 0 } };
	struct workload workload = { .name = "mine",
				     .kernels = 1u << KERNEL_PYTHON,
				     .chain = 1,
				     .params = none,
				     .is_own = true };
	struct own own = { .typed = "./mine.py", .workload = workload };
	struct own *list[] = { &own };
	char *typed[] = { "./mine.py" };
	struct python python = imagined_python("gil", "3.13.0", 0);
	struct plan plan;

	(void)state;
	for (int has = 0; has < 2; has++) {
		struct plan_options options = imagined_options(&python, 1);
		unsigned n_own = 0, n_steps;

		own.workload.has_parallel = has;
		options.own = list;
		options.n_own = 1;
		options.workloads = (struct text_list){ typed, 1 };
		imagined_plan(&plan, &options, 4);
		for (unsigned i = 0; i < plan.n_cells; i++)
			n_own += strcmp(plan.cells[i].executor, "own") == 0;
		assert_int_equal(n_own > 0, has);
		/* the machine's limit is measured with one of ours */
		assert_string_equal(plan.cells[plan.n_cells - 1].executor,
				    "ceiling");
		struct step *steps = schedule_block(&plan, 1, 0, &n_steps);

		assert_int_equal(n_steps, schedule_length(&plan));
		for (unsigned i = 0; i < n_steps; i++)
			assert_false(steps[i].metered &&
				     strcmp(plan.cells[steps[i].cell].executor,
					    "own") == 0);
		free(steps);
		plan_fini(&plan);
	}
	python_fini(&python);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_own),
		cmocka_unit_test(names),
		cmocka_unit_test(combinations),
		cmocka_unit_test(refused_variables),
		cmocka_unit_test(env_in_the_plan),
		cmocka_unit_test(own_workers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
