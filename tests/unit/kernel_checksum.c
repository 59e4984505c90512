/*
 * Print what the native kernel of a workload computes, for kernels.py to
 * compare with the Python kernel:
 *
 *   kernel_checksum SHIPPED CACHE_DIR WORKLOAD N_UNITS [NAME=VALUE]...
 *
 * Lines: "setting NAME VALUE", "tolerance X", "random NUMBER" (stream 7 of
 * seed 5), "unit U CHECKSUM", "merit X".
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "workloads/workload.h"

static int fail(const char *what)
{
	fprintf(stderr, "kernel_checksum: %s\n", what);
	return 1;
}

static void take_settings(struct settings *settings, int n, char **texts)
{
	for (int i = 0; i < n; i++) {
		char *equals = strchr(texts[i], '=');

		if (!equals)
			exit(fail("arguments are NAME=VALUE"));
		*equals = '\0';
		settings_set(settings, texts[i], equals + 1);
	}
}

static void print_random(void)
{
	struct rng rng;

	rng_init(&rng, 5, 7);
	for (int i = 0; i < 100; i++)
		printf("random %" PRIu64 "\n", rng_next(&rng));
}

static int print_units(const struct workload *workload,
		       const struct settings *settings, uint64_t n,
		       struct why *why)
{
	void *state = workload->prepare(settings, why);
	double merit;
	int rc = state ? 0 : -1;

	for (uint64_t u = 0; u < n && rc == 0; u++) {
		uint64_t checksum = 0;

		rc = workload->compute(state, u, &checksum, why);
		printf("unit %" PRIu64 " %" PRIu64 "\n", u, checksum);
	}
	if (rc == 0 && workload->prove) {
		rc = workload->prove(state, &merit, why);
		printf("merit %.17g\n", merit);
	}
	if (state)
		workload->discard(state);
	return rc;
}

int main(int argc, char **argv)
{
	struct settings settings = { 0 };
	struct why why;

	if (argc < 5)
		return fail("too few arguments");
	const struct workload *workload = workload_find(argv[3]);

	if (!workload)
		return fail("no such workload");
	settings_set(&settings, "shipped", argv[1]);
	for (const struct param *p = workload->params; p->name; p++)
		settings_set(&settings, p->name, p->fallback);
	take_settings(&settings, argc - 5, argv + 5);
	if (workload->provide &&
	    workload->provide(&settings, argv[2], &why) < 0)
		return fail(why.text);
	for (size_t i = 0; i < settings.n; i++)
		printf("setting %s %s\n", settings.items[i].name,
		       settings.items[i].value);
	printf("tolerance %g\n", workload->tolerance);
	print_random();
	if (print_units(workload, &settings, strtoull(argv[4], NULL, 10),
			&why) < 0)
		return fail(why.text);
	settings_fini(&settings);
	return 0;
}
