/* What every workload promises: units are pure functions. */
#include "purity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/units.h"

static struct why why;

void purity_defaults(struct settings *settings, const struct workload *workload,
		     const char *seed)
{
	const char *source = getenv("srcdir");
	char text[512];
	double number;

	for (const struct param *p = workload->params; p->name; p++) {
		settings_set(settings, p->name, p->fallback);
		if (p->type != PARAM_BYTES)
			continue;
		assert_int_equal(units_bytes(p->fallback, &number, &why), 0);
		snprintf(text, sizeof(text), "%.0f", number);
		settings_set(settings, p->name, text);
	}
	snprintf(text, sizeof(text), "%s/workloads/data",
		 source ? source : ".");
	settings_set(settings, "shipped", text);
	settings_set(settings, "seed", seed);
}

uint64_t purity_unit(const struct workload *workload, void *worker, uint64_t u)
{
	uint64_t checksum = 0;

	assert_int_equal(workload->compute(worker, u, &checksum, &why), 0);
	return checksum;
}

void purity_check(const struct workload *workload,
		  const struct settings *settings, unsigned n)
{
	void *one = workload->prepare(settings, &why);
	void *two = workload->prepare(settings, &why);
	uint64_t *expected = calloc(n, sizeof(*expected));
	unsigned n_distinct = 0;

	assert_true(one && two && expected);
	for (unsigned u = 0; u < n; u++)
		expected[u] = purity_unit(workload, one, u);
	for (unsigned u = n; u-- > 0;)
		assert_true(purity_unit(workload, one, u) == expected[u]);
	for (unsigned u = n / 2; u < n; u++)
		assert_true(purity_unit(workload, two, u) == expected[u]);
	for (unsigned u = 0; u < n / 2; u++) {
		assert_true(purity_unit(workload, two, u) == expected[u]);
		assert_true(purity_unit(workload, two, u) == expected[u]);
		n_distinct += expected[u] != expected[n - 1];
	}
	assert_true(n_distinct > 0);
	free(expected);
	workload->discard(one);
	workload->discard(two);
}
