/* See imagined.h. */
#include "imagined.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "machine/topology.h"

struct python imagined_python(const char *label, const char *version,
			      unsigned what)
{
	bool free_threaded = what & IMAGINED_FREE_THREADED;
	json_t *facts =
		json_pack("{s:s, s:b, s:b, s:[s, s], s:s}", "gilbench_module",
			  "ok", "free_threaded", (int)free_threaded,
			  "gil_enabled", (int)!free_threaded, "start_methods",
			  "fork", "spawn", "start_method", "fork");

	if (what & IMAGINED_NUMPY)
		json_object_set_new(facts, "numpy", json_string("2.1.0"));
	return (struct python){ .label = alloc_copy(label),
				.path = alloc_copy("/nonexistent/python"),
				.version = alloc_copy(version),
				.gil = !free_threaded,
				.facts = facts };
}

struct plan_options imagined_options(const struct python *pythons,
				     unsigned n_pythons)
{
	return (struct plan_options){ .size = "auto",
				      .scaling = "strong",
				      .mp_start = "",
				      .blas_threads = 1,
				      .seed = 7,
				      .blocks = 15,
				      .samples = 3,
				      .pythons = pythons,
				      .n_pythons = n_pythons,
				      .shipped = "/nonexistent/data" };
}

static int make(struct plan *plan, const struct plan_options *options,
		unsigned n_cores, struct why *why)
{
	char *source = alloc_printf("synthetic:core:%u pu:1", n_cores);
	hwloc_topology_t topology;

	if (topology_load(&topology, source, why) < 0)
		fail_msg("%s", why->text);
	int status = plan_make(plan, options, topology, why);

	hwloc_topology_destroy(topology);
	free(source);
	return status;
}

void imagined_plan(struct plan *plan, const struct plan_options *options,
		   unsigned n_cores)
{
	struct why why;

	if (make(plan, options, n_cores, &why) < 0)
		fail_msg("%s", why.text);
}

void imagined_refusal(const struct plan_options *options, const char *words)
{
	struct plan plan;
	struct why why;

	assert_int_equal(make(&plan, options, 2, &why), -1);
	if (!strstr(why.text, words))
		fail_msg("'%s' does not say '%s'", why.text, words);
}

const char *imagined_name(const struct cell *cell)
{
	static char name[128];

	snprintf(name, sizeof(name), "%s/%s/%s/%u", cell->workload,
		 cell->kernel, cell->executor, cell->workers);
	return name;
}

unsigned imagined_count(const struct plan *plan, const char *text)
{
	unsigned n = 0;

	for (unsigned i = 0; i < plan->n_cells; i++) {
		const struct cell *cell = &plan->cells[i];
		char *name =
			alloc_printf("%s/%s/%s/%s", imagined_name(cell),
				     cell->pin, cell->python, cell->params);

		n += strstr(name, text) != NULL;
		free(name);
	}
	return n;
}
