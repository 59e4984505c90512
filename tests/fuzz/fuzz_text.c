/* What people type: numbers with units, lists, parameters. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "engine/params.h"
#include "tests/fuzz/fuzz.h"

/* Digits, a point, an exponent: what strtod() takes and units.c means. */
static void compare_with_strtod(const char *text)
{
	double value, other;
	const char *end = units_scan_real(text, &value);
	char *other_end;

	if (!end)
		return;
	other = strtod(text, &other_end);
	fuzz_check(end == other_end, "it ends where strtod() ends");
	fuzz_check(value == other, "it is what strtod() reads");
}

static void check_list(const char *text, struct why *why)
{
	unsigned *list;
	size_t n;

	if (units_list(text, 1, 1000, &list, &n, why) < 0) {
		fuzz_check(!list && *why->text, "a reason and no list");
		return;
	}
	fuzz_check(n > 0, "a list has a number");
	for (size_t i = 0; i < n; i++) {
		fuzz_check(list[i] >= 1 && list[i] <= 1000, "in its range");
		for (size_t k = 0; k < i; k++)
			fuzz_check(list[i] != list[k], "no repeats");
	}
	free(list);
}

void fuzz_units(const uint8_t *bytes, size_t n)
{
	static const char *const names[] = { "run", "min-time", "workload",
					     NULL };
	char *text = fuzz_text(bytes, n), buffer[32];
	uint64_t count;
	struct why why = { "" };
	double value;

	compare_with_strtod(text);
	check_list(text, &why);
	if (units_seconds(text, &value, &why) == 0) {
		fuzz_check(value >= 0 && isfinite(value), "a duration");
		units_show_seconds(value, buffer, sizeof(buffer));
	}
	if (units_bytes(text, &value, &why) == 0) {
		fuzz_check(value >= 0 && value == nearbyint(value), "a size");
		units_show_bytes(value, buffer, sizeof(buffer));
	}
	if (units_inches(text, &value, &why) == 0)
		fuzz_check(value >= 0 && isfinite(value), "a length");
	if (units_real(text, -2, 9, &value, &why) == 0)
		fuzz_check(value >= -2 && value <= 9, "a number in its range");
	if (units_count(text, 3, 77, &count, &why) == 0)
		fuzz_check(count >= 3 && count <= 77, "a count in its range");
	units_nearest(text, names);
	free(text);
}

/* Each line is a --param. */
void fuzz_params(const uint8_t *bytes, size_t n)
{
	char *text = fuzz_text(bytes, n), *rest = text, *given[8];
	size_t n_given = 0;
	struct why why = { "" };

	while (n_given < 8 && (given[n_given] = strsep(&rest, "\n")))
		n_given++;
	params_check(workload_registry, 1, given, n_given, &why);
	for (size_t i = 0; workload_registry[i]; i++) {
		struct combinations all = { 0 };

		if (params_resolve(&all, workload_registry[i], given, n_given,
				   &why) < 0)
			fuzz_check(*why.text, "there is a reason");
		for (size_t k = 0; k < all.n; k++) {
			char *again = params_text(&all.items[k]);

			fuzz_check(!strpbrk(again, "\n"), "one line");
			free(again);
		}
		params_fini(&all);
	}
	free(text);
}
