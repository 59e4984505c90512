/* Loading a user's shared object and calling its one function. */
#include "worker/own_object.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "worker/gilbench-kernel.h"

#define FUNCTION "gilbench_kernel"

typedef int kernel_function(struct gilbench_worker *worker, uint64_t unit,
			    uint64_t *checksum);

struct own_object {
	struct gilbench_worker worker;
	kernel_function *compute;
	char **params;
};

bool own_object_is(const char *name)
{
	return *name == '/';
}

static int load(struct own_object *object, const char *path, struct why *why)
{
	/* never closed: its threads or thread-local data may outlive us */
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return why_set(why, "NATIVE: %s", dlerror());
	object->compute = (kernel_function *)dlsym(library, FUNCTION);
	if (object->compute)
		return 0;
	return why_set(why,
		       "NATIVE: %s: it has no function " FUNCTION
		       "; see gilbench-kernel.h, and in C++ extern \"C\"",
		       path);
}

static void discard(void *state)
{
	struct own_object *object = state;

	for (char **param = object->params; *param; param++)
		free(*param);
	free(object->params);
	free(object);
}

static void *prepare(const struct settings *settings, struct why *why)
{
	struct own_object *object = alloc_zero(1, sizeof(*object));
	size_t n = 0;

	object->params = alloc_zero(settings->n + 1, sizeof(*object->params));
	object->worker.params = (const char *const *)object->params;
	for (size_t i = 0; i < settings->n; i++)
		if (strcmp(settings->items[i].name, OWN_OBJECT_PATH) != 0)
			object->params[n++] =
				alloc_printf("%s=%s", settings->items[i].name,
					     settings->items[i].value);
	if (load(object, settings_get(settings, OWN_OBJECT_PATH), why) == 0)
		return object;
	discard(object);
	return NULL;
}

static int compute(void *state, uint64_t u, uint64_t *checksum, struct why *why)
{
	struct own_object *object = state;

	object->worker.why[0] = '\0';
	if (object->compute(&object->worker, u, checksum) == 0)
		return 0;
	object->worker.why[sizeof(object->worker.why) - 1] = '\0';
	return why_set(why, FUNCTION ": unit %llu failed%s%s",
		       (unsigned long long)u, *object->worker.why ? ": " : "",
		       object->worker.why);
}

const struct workload own_object_workload = {
	.name = "own",
	.unit = "unit",
	.n_proof = 1,
	.chain = 1,
	.prepare = prepare,
	.compute = compute,
	.discard = discard,
};
