/* What an interpreter can run, by what it said of itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/capability.h"
#include "imagined.h"

/* A reason is a code that does not change, and words. */
static void check(const char *reason, const char *code)
{
	if (!code) {
		assert_null(reason);
		return;
	}
	assert_non_null(reason);
	size_t n = strlen(code);

	if (strncmp(reason, code, n) != 0 || strncmp(reason + n, ": ", 2) != 0)
		fail_msg("'%s' is not '%s: words'", reason, code);
	assert_true(strlen(reason) > n + 2);
}

static void executors(void **state)
{
	static const struct {
		const char *version, *executor, *code;
	} rows[] = {
		{ "3.9.18", "serial", NULL },
		{ "3.9.18", "threads", NULL },
		{ "3.9.18", "processes", NULL },
		{ "3.9.18", "asyncio", NULL },
		{ "3.9.18", "interpreters", "no-subinterpreters" },
		{ "3.11.9", "interpreters", "no-subinterpreters" },
		{ "3.12.0", "interpreters", NULL },
		{ "3.15.0", "interpreters", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct python python =
			imagined_python("it", rows[i].version, 0);

		check(capability_executor(&python, rows[i].executor),
		      rows[i].code);
		python_fini(&python);
	}
}

static void start_methods(void **state)
{
	struct python python = imagined_python("it", "3.13.0", 0);

	(void)state;
	check(capability_start(&python, ""), NULL);
	check(capability_start(&python, "fork"), NULL);
	check(capability_start(&python, "spawn"), NULL);
	check(capability_start(&python, "forkserver"), "no-start-method");
	python_fini(&python);
}

static void kernels(void **state)
{
	struct python plain = imagined_python("it", "3.13.0", 0);
	struct python numpy = imagined_python("it", "3.13.0", IMAGINED_NUMPY);

	(void)state;
	check(capability_kernel(&plain, KERNEL_PYTHON), NULL);
	check(capability_kernel(&plain, KERNEL_NATIVE_HELD), NULL);
	check(capability_kernel(&plain, KERNEL_NUMPY), "no-numpy");
	check(capability_kernel(&numpy, KERNEL_NUMPY), NULL);
	/* asked for its BLAS, it could not import what is installed */
	json_object_set_new(numpy.facts, "blas",
			    json_pack("{s:s}", "name", "OpenBLAS"));
	check(capability_kernel(&numpy, KERNEL_NUMPY), NULL);
	json_object_set_new(
		numpy.facts, "blas",
		json_pack("{s:s}", "error", "no-numpy: importing it: x"));
	check(capability_kernel(&numpy, KERNEL_NUMPY), "no-numpy");
	check(capability_kernel(&numpy, KERNEL_NATIVE), NULL);
	check(capability_kernel(&numpy, KERNEL_TORCH), "no-torch");
	json_object_set_new(numpy.facts, "torch", json_string("2.4.0"));
	check(capability_kernel(&numpy, KERNEL_TORCH), NULL);
	json_object_set_new(
		numpy.facts, "torch_facts",
		json_pack("{s:s}", "error", "no-torch: importing it: x"));
	check(capability_kernel(&numpy, KERNEL_TORCH), "no-torch");
	check(capability_kernel(&numpy, KERNEL_PYTHON), NULL);
	python_fini(&plain);
	python_fini(&numpy);
}

/* What a package's import said in an interpreter with a GIL of its own. */
static void isolation(void **state)
{
	struct python python = imagined_python("it", "3.13.0", IMAGINED_NUMPY);

	(void)state;
	check(capability_isolated(&python, KERNEL_NUMPY, "interpreters"), NULL);
	json_object_set_new(python.facts, "isolated",
			    json_pack("{s:s}", "numpy",
				      "module-not-isolated: importing numpy: "
				      "killed by SIGABRT"));
	check(capability_isolated(&python, KERNEL_NUMPY, "interpreters"),
	      "module-not-isolated");
	check(capability_isolated(&python, KERNEL_NUMPY, "threads"), NULL);
	check(capability_isolated(&python, KERNEL_PYTHON, "interpreters"),
	      NULL);
	check(capability_isolated(&python, KERNEL_TORCH, "interpreters"), NULL);
	python_fini(&python);
}

/* Without _gilbench no kernel can be measured, not even a Python one. */
static void module(void **state)
{
	struct python python = imagined_python("it", "3.13.0", 0);

	(void)state;
	json_object_del(python.facts, "gilbench_module");
	check(capability_kernel(&python, KERNEL_PYTHON), "no-module");
	json_object_set_new(python.facts, "gilbench_module",
			    json_string("ImportError: no such file"));
	assert_string_equal(capability_kernel(&python, KERNEL_NATIVE),
			    "ImportError: no such file");
	python_fini(&python);
}

static void states_of_the_gil(void **state)
{
	struct python with = imagined_python("it", "3.13.0", 0);
	struct python without =
		imagined_python("it", "3.13.0", IMAGINED_FREE_THREADED);

	(void)state;
	assert_false(capability_free_threaded(&with));
	assert_true(capability_free_threaded(&without));
	check(capability_gil(&with, -1), NULL);
	check(capability_gil(&with, 1), NULL);
	check(capability_gil(&with, 0), "gil-always-on");
	check(capability_gil(&without, 1), NULL);
	check(capability_gil(&without, 0), NULL);
	python_fini(&with);
	python_fini(&without);
}

static void handing_over(void **state)
{
	const struct workload *loads = workload_find("dataset-load");
	const struct workload *trains = workload_find("train-step");
	struct settings settings = { 0 };

	(void)state;
	settings_set(&settings, "prefetch", "0");
	check(capability_handover(loads, &settings, "interpreters"), NULL);
	settings_set(&settings, "prefetch", "2");
	check(capability_handover(loads, &settings, "serial"), NULL);
	check(capability_handover(loads, &settings, "threads"), NULL);
	check(capability_handover(loads, &settings, "processes"), NULL);
	check(capability_handover(loads, &settings, "interpreters"),
	      "no-queue");
	check(capability_handover(trains, &settings, "interpreters"), NULL);
	settings_fini(&settings);
}

static void asyncio_is_for_what_waits(void **state)
{
	const struct workload *trains = workload_find("train-step");
	const struct workload *calls = workload_find("api-call");

	(void)state;
	check(capability_pair(trains, KERNEL_PYTHON, "threads"), NULL);
	check(capability_pair(trains, KERNEL_PYTHON, "asyncio"), "no-async");
	check(capability_pair(calls, KERNEL_PYTHON, "asyncio"), NULL);
	check(capability_pair(calls, KERNEL_NATIVE, "asyncio"), "no-async");
	check(capability_pair(calls, KERNEL_NATIVE, "threads"), NULL);
}

static const char *beside_task(const char *place, const char *burner,
			       const char *burners, bool gil, unsigned workers,
			       unsigned n_cpus)
{
	struct settings settings = { 0 };

	settings_set(&settings, "place", place);
	settings_set(&settings, "burner", burner);
	settings_set(&settings, "burners", burners);
	const char *reason = capability_beside(workload_find("mixed"),
					       &settings, gil, workers, n_cpus);

	settings_fini(&settings);
	return reason;
}

static const char *beside(const char *place, const char *burners, bool gil,
			  unsigned workers, unsigned n_cpus)
{
	return beside_task(place, "spin", burners, gil, workers, n_cpus);
}

static void burners_need_cpus(void **state)
{
	(void)state;
	/* C without the GIL: as many as there are */
	check(beside_task("same", "bz2", "2", true, 1, 3), "too-few-cpus");
	check(beside_task("same", "bz2", "2", true, 1, 4), NULL);
	check(beside_task("same", "regex", "2", true, 1, 2), NULL);
	/* a worker, the server, and one burner at a time */
	check(beside("child", "4", true, 1, 2), "too-few-cpus");
	check(beside("child", "4", true, 1, 3), NULL);
	check(beside("child", "4", true, 2, 4), "too-few-cpus");
	check(beside("child", "4", true, 2, 5), NULL);
	/* they share the worker's GIL, so its CPU will do */
	check(beside("same", "4", true, 1, 2), NULL);
	/* without a GIL they all burn at once */
	check(beside("same", "4", false, 1, 5), "too-few-cpus");
	check(beside("same", "4", false, 1, 6), NULL);
	check(beside("child", "0", false, 1, 1), NULL);
	check(beside("none", "4", false, 1, 1), NULL);
	struct settings settings = { 0 };

	check(capability_beside(workload_find("api-call"), &settings, true, 64,
				1),
	      NULL);
}

static void the_gil_as_it_is(void **state)
{
	struct python with = imagined_python("it", "3.13.0", 0);

	(void)state;
	assert_true(capability_gil_on(&with, -1));
	assert_true(capability_gil_on(&with, 1));
	assert_false(capability_gil_on(&with, 0));
	json_object_set_new(with.facts, "gil_enabled", json_false());
	assert_false(capability_gil_on(&with, -1));
	assert_true(capability_gil_on(&with, 1));
	python_fini(&with);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(executors),
		cmocka_unit_test(start_methods),
		cmocka_unit_test(kernels),
		cmocka_unit_test(isolation),
		cmocka_unit_test(module),
		cmocka_unit_test(states_of_the_gil),
		cmocka_unit_test(asyncio_is_for_what_waits),
		cmocka_unit_test(handing_over),
		cmocka_unit_test(burners_need_cpus),
		cmocka_unit_test(the_gil_as_it_is),
	};

	return cmocka_run_group_tests_name("capability", tests, NULL, NULL);
}
