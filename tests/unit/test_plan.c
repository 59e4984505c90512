/*
 * Plans on imagined machines: which cells there are, in which groups, what
 * their jobs must split into, and what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "imagined.h"

static const char *const workloads[] = { "train-step", "dataset-load",
					 "api-call" };
static const char *const kernels[] = { "python", "native", "native-held" };
static struct python python;

static int make_python(void **state)
{
	(void)state;
	python = imagined_python("embedded", "3.13.0", IMAGINED_NUMPY);
	return 0;
}

static int drop_python(void **state)
{
	(void)state;
	python_fini(&python);
	return 0;
}

/* The next cell is this one. */
static void expect(const struct plan *plan, unsigned *at, const char *workload,
		   const char *kernel, const char *executor, unsigned workers)
{
	struct cell cell = { .workload = (char *)workload,
			     .kernel = (char *)kernel,
			     .executor = (char *)executor,
			     .workers = workers };
	char name[128];

	assert_true(*at < plan->n_cells);
	snprintf(name, sizeof(name), "%s", imagined_name(&cell));
	assert_string_equal(imagined_name(&plan->cells[(*at)++]), name);
}

static void default_on_two_cores(void **state)
{
	struct plan_options options = imagined_options(&python, 1);
	struct plan plan;
	unsigned at = 0;

	(void)state;
	imagined_plan(&plan, &options, 2);
	for (unsigned w = 0; w < 3; w++)
		for (unsigned k = 0; k < 3; k++) {
			unsigned n = w == 2 ? 8 : 2;

			expect(&plan, &at, workloads[w], kernels[k], "serial",
			       1);
			expect(&plan, &at, workloads[w], kernels[k], "threads",
			       n);
			if (k < 2)
				expect(&plan, &at, workloads[w], kernels[k],
				       "processes", n);
		}
	expect(&plan, &at, "train-step", "native", "ceiling", 1);
	expect(&plan, &at, "train-step", "native", "ceiling", 2);
	assert_int_equal(plan.n_cells, at);
	assert_int_equal(at, 26);
	assert_int_equal(plan.n_groups, 10);
	for (unsigned i = 0; i < plan.n_cells; i++) {
		bool ceiling = strcmp(plan.cells[i].executor, "ceiling") == 0;

		assert_int_equal(plan.cells[i].status, CELL_OK);
		assert_string_equal(plan.cells[i].python,
				    ceiling ? "none" : "embedded");
		assert_string_equal(plan.cells[i].pin, "core");
	}
	plan_fini(&plan);
}

/* Groups know their baseline, and every cell its group. */
static void groups_and_cells_agree(void **state)
{
	struct plan_options options = imagined_options(&python, 1);
	struct plan plan;
	unsigned n = 0;

	(void)state;
	imagined_plan(&plan, &options, 4);
	for (unsigned g = 0; g < plan.n_groups; g++) {
		const struct group *group = &plan.groups[g];

		assert_true(group->baseline >= 0);
		assert_int_equal(plan.cells[group->baseline].group, g);
		assert_true(cell_is_baseline(&plan.cells[group->baseline]));
		for (unsigned i = 0; i < group->n_members; i++)
			assert_int_equal(plan.cells[group->members[i]].group,
					 g);
		n += 1 + group->n_members;
	}
	assert_int_equal(n, plan.n_cells);
	plan_fini(&plan);
}

static void large_machines_stay_feasible(void **state)
{
	static const struct {
		unsigned n_cores, counts[4];
	} rows[] = {
		{ 1, { 2 } },
		{ 2, { 2 } },
		{ 3, { 2, 3 } },
		{ 6, { 2, 4, 6 } },
		{ 16, { 2, 4, 8, 16 } },
		{ 64, { 2, 4, 16, 64 } },
	};
	struct plan_options options = imagined_options(&python, 1);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct plan plan;

		imagined_plan(&plan, &options, rows[i].n_cores);
		assert_in_range(plan.n_cells, 26, 60);
		unsigned n = 0;

		for (; n < 4 && rows[i].counts[n]; n++) {
			char name[64];

			snprintf(name, sizeof(name),
				 "train-step/python/threads/%u/core",
				 rows[i].counts[n]);
			assert_int_equal(imagined_count(&plan, name), 1);
		}
		assert_int_equal(
			imagined_count(&plan, "train-step/python/threads/"), n);
		plan_fini(&plan);
	}
}

/* A job is whole chains of 20 steps for every worker count. */
static void jobs_split_evenly(void **state)
{
	unsigned counts[] = { 2, 3, 4 };
	struct plan_options options = imagined_options(&python, 1);
	struct plan plan;

	(void)state;
	options.workers = counts;
	options.n_workers = 3;
	options.workloads = LIST("train-step", "api-call");
	options.kernels = LIST("python");
	imagined_plan(&plan, &options, 2);
	assert_int_equal(plan.n_groups, 3);
	assert_int_equal(plan.groups[0].multiple, 12 * 20);
	assert_int_equal(plan.groups[0].max_workers, 4);
	assert_int_equal(plan.groups[1].multiple, 12);
	plan_fini(&plan);
	options.scaling = "weak";
	imagined_plan(&plan, &options, 2);
	assert_int_equal(plan.groups[0].multiple, 20);
	assert_int_equal(plan.groups[0].max_workers, 4);
	plan_fini(&plan);
}

static void worker_counts_without_common_factors(void **state)
{
	unsigned counts[] = { 97, 101, 103 };
	struct plan_options options = imagined_options(&python, 1);

	(void)state;
	options.workers = counts;
	options.n_workers = 3;
	imagined_refusal(&options, "-t: a job must split evenly");
}

static void filter_keeps_baselines(void **state)
{
	struct plan_options options = imagined_options(&python, 1);
	struct plan plan;

	(void)state;
	options.filter = "^train-step/.*/processes";
	imagined_plan(&plan, &options, 2);
	/* and the ceiling, for which no filter is meant */
	assert_int_equal(plan.n_cells, 2 * 2 + 2);
	assert_int_equal(imagined_count(&plan, "/processes/2"), 2);
	assert_int_equal(imagined_count(&plan, "/serial/1"), 2);
	for (unsigned g = 0; g < plan.n_groups; g++)
		assert_true(plan.groups[g].baseline >= 0);
	plan_fini(&plan);
	options.filter = "xyzzy";
	imagined_refusal(&options, "--filter leaves no cell");
	options.filter = "(";
	imagined_refusal(&options, "--filter (");
}

/* --gil: what runs, what is skipped, and what is part of a cell's name. */
static void gil_axis(void **state)
{
	struct python both[2] = {
		imagined_python("gil", "3.13.0", 0),
		imagined_python("free", "3.13.0", IMAGINED_FREE_THREADED),
	};
	struct plan_options options = imagined_options(both, 2);
	struct plan plan;

	(void)state;
	options.workloads = LIST("train-step");
	options.kernels = LIST("python");
	options.executors = LIST("serial", "threads");
	imagined_plan(&plan, &options, 2);
	assert_int_equal(plan.n_cells, 2 * 2 + 2);
	assert_int_equal(imagined_count(&plan, "gil="), 0);
	plan_fini(&plan);

	options.gil[0] = 1;
	options.n_gil = 1;
	imagined_plan(&plan, &options, 2);
	assert_int_equal(plan.n_cells, 2 * 2 + 2);
	/* a build that has the GIL is as it is: the same cells as before */
	assert_int_equal(imagined_count(&plan, "gil=on"), 2);
	assert_int_equal(imagined_count(&plan, "/free/batch=12;gil=on"), 2);
	plan_fini(&plan);

	options.gil[0] = 0;
	imagined_plan(&plan, &options, 2);
	assert_int_equal(imagined_count(&plan, "/gil/batch=12;gil=off"), 2);
	assert_int_equal(plan.cells[0].status, CELL_SKIPPED);
	assert_int_equal(plan.groups[0].baseline, -1);
	plan_fini(&plan);

	options.gil[0] = 1;
	options.gil[1] = 0;
	options.n_gil = 2;
	imagined_plan(&plan, &options, 2);
	assert_int_equal(plan.n_cells, 2 * 4 + 2);
	assert_int_equal(imagined_count(&plan, "/free/batch=12;gil=on"), 2);
	assert_int_equal(imagined_count(&plan, "/free/batch=12;gil=off"), 2);
	assert_int_equal(imagined_count(&plan, "/gil/batch=12;gil=off"), 2);
	for (unsigned i = 0; i < plan.n_cells; i++) {
		const struct cell *cell = &plan.cells[i];
		bool cannot = strcmp(cell->python, "gil") == 0 &&
			      strstr(cell->params, "gil=off");

		assert_int_equal(cell->status, cannot ? CELL_SKIPPED : CELL_OK);
		if (cannot)
			assert_ptr_equal(
				strstr(cell->reason, "gil-always-on: "),
				cell->reason);
	}
	plan_fini(&plan);
	python_fini(&both[0]);
	python_fini(&both[1]);
}

static void switch_intervals(void **state)
{
	struct plan_options options = imagined_options(&python, 1);
	struct plan plan;

	(void)state;
	options.workloads = LIST("train-step");
	options.kernels = LIST("python");
	options.switch_intervals = LIST("0.001", "0.005");
	imagined_plan(&plan, &options, 2);
	assert_int_equal(plan.n_groups, 3);
	assert_int_equal(imagined_count(&plan, "switch_interval_s=0.001"), 3);
	assert_int_equal(imagined_count(&plan, "switch_interval_s=0.005"), 3);
	assert_string_equal(plan.groups[1].switch_interval, "0.005");
	/* plain C has no threads that switch */
	assert_int_equal(imagined_count(&plan, "/ceiling/"), 2);
	plan_fini(&plan);
}

/* A group of its own for each combination, and one ceiling. */
static void lists_of_parameters(void **state)
{
	struct plan_options options = imagined_options(&python, 1);
	struct plan plan;

	(void)state;
	options.workloads = LIST("train-step", "api-call");
	options.kernels = LIST("python", "native");
	options.params =
		LIST("hidden=16,32", "train-step.batch=32,64", "latency=1ms");
	imagined_plan(&plan, &options, 2);
	assert_int_equal(plan.n_kinds, 4 + 1);
	assert_int_equal(plan.n_groups, 5 * 2 + 1);
	assert_int_equal(imagined_count(&plan, "/batch=32;hidden=16;"), 6 + 2);
	assert_int_equal(imagined_count(&plan, "/batch=64;hidden=16;"), 6);
	assert_int_equal(imagined_count(&plan, "/batch=64;hidden=32;"), 6);
	assert_int_equal(imagined_count(&plan, "api-call/"), 6);
	assert_int_equal(imagined_count(&plan, "/ceiling/"), 2);
	for (unsigned g = 0; g < plan.n_groups; g++)
		assert_int_equal(plan.cells[plan.groups[g].baseline].group, g);
	assert_ptr_equal(plan.groups[0].kind, &plan.kinds[0]);
	assert_ptr_equal(plan.groups[7].kind, &plan.kinds[3]);
	plan_fini(&plan);
	options.params = LIST("hidden=16,x");
	imagined_refusal(&options, "--param hidden=16,x");
}

static void numpy_and_its_threads(void **state)
{
	struct python both[2] = {
		imagined_python("without", "3.13.0", 0),
		imagined_python("with", "3.13.0", IMAGINED_NUMPY),
	};
	struct plan_options options = imagined_options(both, 2);
	struct plan plan;

	(void)state;
	options.workloads = LIST("train-step");
	options.kernels = LIST("python", "numpy");
	options.blas_threads = 3;
	imagined_plan(&plan, &options, 2);
	assert_int_equal(imagined_count(&plan, "blas_threads=3"), 2 * 3);
	for (unsigned i = 0; i < plan.n_cells; i++) {
		const struct cell *cell = &plan.cells[i];
		bool numpy = strcmp(cell->kernel, "numpy") == 0;
		bool without = strcmp(cell->python, "without") == 0;

		assert_int_equal(plan.groups[cell->group].blas_threads,
				 numpy ? 3 : 0);
		assert_int_equal(cell->status,
				 numpy && without ? CELL_SKIPPED : CELL_OK);
	}
	plan_fini(&plan);
	options.workloads = LIST("api-call");
	options.kernels = LIST("numpy");
	imagined_refusal(&options, "nothing to measure");
	python_fini(&both[0]);
	python_fini(&both[1]);
}

/* What cannot run is a row, but nobody's member. */
static void skipped_cells_are_not_measured(void **state)
{
	struct python old = imagined_python("old", "3.11.2", 0);
	struct plan_options options = imagined_options(&old, 1);
	struct plan plan;

	(void)state;
	options.workloads = LIST("train-step");
	options.kernels = LIST("python");
	options.executors = LIST("serial", "interpreters", "processes");
	options.mp_start = "forkserver";
	imagined_plan(&plan, &options, 2);
	assert_int_equal(plan.n_cells, 3 + 2);
	assert_int_equal(plan.groups[0].n_members, 0);
	assert_int_equal(plan.groups[0].baseline, 0);
	assert_ptr_equal(strstr(plan.cells[1].reason, "no-subinterpreters: "),
			 plan.cells[1].reason);
	assert_ptr_equal(strstr(plan.cells[2].reason, "no-start-method: "),
			 plan.cells[2].reason);
	assert_non_null(strstr(plan.cells[2].params, "mp_start=forkserver"));
	assert_null(strstr(plan.cells[0].params, "mp_start"));
	plan_fini(&plan);
	python_fini(&old);
}

/*
 * FNV-1a over the key columns: a run of any version resumes, merges and
 * compares by these. If this test fails, old results are orphaned.
 */
static void names_do_not_change(void **state)
{
	static const struct {
		const char *name, *id;
	} known[] = {
		{ "train-step/python/serial/1", "bd0d8c83a5ad5407" },
		{ "train-step/native-held/threads/2", "e26f7e912daf6544" },
		{ "dataset-load/native/processes/2", "c5010bf9b76f2ad8" },
		{ "api-call/python/threads/8", "2793e47a37aa4117" },
		{ "train-step/native/ceiling/2", "1136d4335d9ba874" },
	};
	struct plan_options options = imagined_options(&python, 1);
	struct plan plan;
	unsigned n_found = 0;

	(void)state;
	imagined_plan(&plan, &options, 2);
	for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++)
		for (unsigned i = 0; i < plan.n_cells; i++) {
			if (strcmp(imagined_name(&plan.cells[i]),
				   known[k].name) != 0)
				continue;
			assert_string_equal(plan.cells[i].id, known[k].id);
			n_found++;
		}
	assert_int_equal(n_found, sizeof(known) / sizeof(*known));
	for (unsigned i = 0; i < plan.n_cells; i++)
		for (unsigned k = 0; k < i; k++)
			assert_string_not_equal(plan.cells[i].id,
						plan.cells[k].id);
	plan_fini(&plan);
}

static uint64_t hash_of(const struct plan_options *options)
{
	struct plan plan;

	imagined_plan(&plan, options, 2);
	uint64_t hash = plan.hash;

	plan_fini(&plan);
	return hash;
}

/* A run may be resumed where cells, seed, blocks and samples agree. */
static void hash_of_a_plan(void **state)
{
	struct plan_options options = imagined_options(&python, 1), other;
	uint64_t hash = hash_of(&options);

	(void)state;
	assert_true(hash_of(&options) == hash);
	other = options;
	other.seed++;
	assert_false(hash_of(&other) == hash);
	other = options;
	other.blocks++;
	assert_false(hash_of(&other) == hash);
	other = options;
	other.samples++;
	assert_false(hash_of(&other) == hash);
	other = options;
	other.kernels = LIST("python");
	assert_false(hash_of(&other) == hash);
	other = options;
	other.shipped = "/elsewhere";
	assert_true(hash_of(&other) == hash);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_on_two_cores),
		cmocka_unit_test(groups_and_cells_agree),
		cmocka_unit_test(large_machines_stay_feasible),
		cmocka_unit_test(jobs_split_evenly),
		cmocka_unit_test(worker_counts_without_common_factors),
		cmocka_unit_test(filter_keeps_baselines),
		cmocka_unit_test(gil_axis),
		cmocka_unit_test(switch_intervals),
		cmocka_unit_test(lists_of_parameters),
		cmocka_unit_test(numpy_and_its_threads),
		cmocka_unit_test(skipped_cells_are_not_measured),
		cmocka_unit_test(names_do_not_change),
		cmocka_unit_test(hash_of_a_plan),
	};

	return cmocka_run_group_tests_name("plan", tests, make_python,
					   drop_python);
}
