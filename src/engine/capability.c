/* Reasons why a cell cannot run. */
#include "capability.h"

#include <stdlib.h>
#include <string.h>

static bool is_text(const struct python *python, const char *key)
{
	return json_is_string(json_object_get(python->facts, key));
}

bool capability_free_threaded(const struct python *python)
{
	return json_is_true(json_object_get(python->facts, "free_threaded"));
}

/* The minor version of a CPython 3. */
static int minor_version(const struct python *python)
{
	const char *dot = strchr(python->version, '.');

	return dot ? atoi(dot + 1) : 0;
}

const char *capability_executor(const struct python *python,
				const char *executor)
{
	if (strcmp(executor, "interpreters") == 0 && minor_version(python) < 12)
		return "no-subinterpreters: interpreters with a GIL of their "
		       "own need CPython 3.12";
	return NULL;
}

const char *capability_start(const struct python *python, const char *mp_start)
{
	const json_t *methods = json_object_get(python->facts, "start_methods");
	const json_t *method;
	size_t i;

	if (!*mp_start)
		return NULL;
	json_array_foreach(methods, i,
			   method) if (strcmp(json_string_value(method),
					      mp_start) == 0) return NULL;
	return "no-start-method: this interpreter cannot start processes so";
}

const char *capability_kernel(const struct python *python, enum kernel kernel)
{
	const char *module = json_string_value(
		json_object_get(python->facts, "gilbench_module"));
	const json_t *blas = json_object_get(python->facts, "blas");
	const json_t *torch = json_object_get(python->facts, "torch_facts");

	if (!module || strcmp(module, "ok") != 0)
		return module ? module : "no-module: _gilbench was not tried";
	if (kernel == KERNEL_NUMPY && !is_text(python, "numpy"))
		return "no-numpy: NumPy is not installed there";
	if (kernel == KERNEL_TORCH && !is_text(python, "torch"))
		return "no-torch: PyTorch is not installed there";
	if (kernel == KERNEL_NUMPY)
		return json_string_value(json_object_get(blas, "error"));
	if (kernel == KERNEL_TORCH)
		return json_string_value(json_object_get(torch, "error"));
	return NULL;
}

const char *capability_isolated(const struct python *python, enum kernel kernel,
				const char *executor)
{
	const json_t *isolated = json_object_get(python->facts, "isolated");

	if (strcmp(executor, "interpreters") != 0 ||
	    (kernel != KERNEL_NUMPY && kernel != KERNEL_TORCH))
		return NULL;
	return json_string_value(
		json_object_get(isolated, kernel_names[kernel]));
}

const char *capability_gil(const struct python *python, int gil)
{
	if (gil == 0 && !capability_free_threaded(python))
		return "gil-always-on: not a free-threaded build";
	return NULL;
}

static const char *capability_own(const struct workload *workload,
				  enum kernel kernel)
{
	if (!workload->has_parallel)
		return "no-own-workers: the workload has no run_parallel()";
	if (kernel != KERNEL_PYTHON)
		return "no-own-workers: run_parallel() is kernel python's";
	return NULL;
}

bool capability_gil_on(const struct python *python, int gil)
{
	if (gil >= 0)
		return gil;
	return !json_is_false(json_object_get(python->facts, "gil_enabled"));
}

const char *capability_beside(const struct workload *workload,
			      const struct settings *settings, bool gil,
			      unsigned workers, unsigned n_cpus)
{
	if (!workload->n_cpus_beside)
		return NULL;
	unsigned n_beside = workload->n_cpus_beside(settings, gil);

	if (n_beside && workers * (1 + n_beside) + 1 > n_cpus)
		return "too-few-cpus: worker, server and burners need a CPU "
		       "each, or they would wait for each other";
	return NULL;
}

const char *capability_pair(const struct workload *workload, enum kernel kernel,
			    const char *executor)
{
	if (strcmp(executor, "own") == 0)
		return capability_own(workload, kernel);
	if (strcmp(executor, "asyncio") != 0)
		return NULL;
	if (!workload->has_async)
		return "no-async: the workload does not wait, or not on "
		       "sockets";
	if (kernel != KERNEL_PYTHON)
		return "no-async: a native kernel would block the loop";
	return NULL;
}

const char *capability_handover(const struct workload *workload,
				const struct settings *settings,
				const char *executor)
{
	static const char *const able[] = { "serial", "threads", "processes" };

	if (!workload_hands_over(workload, settings))
		return NULL;
	for (size_t i = 0; i < sizeof(able) / sizeof(*able); i++)
		if (strcmp(executor, able[i]) == 0)
			return NULL;
	return "no-queue: batches get to a consumer from threads and from "
	       "processes (prefetch)";
}
