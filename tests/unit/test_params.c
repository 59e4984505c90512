/* --param: from what was typed to settings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "engine/params.h"

static const struct param params_of_brew[] = {
	{ "cups", PARAM_COUNT, "2", NULL, 1, 10, "how many" },
	{ "strength", PARAM_REAL, "0.50", NULL, 0, 1, "of the tea" },
	{ "steep", PARAM_SECONDS, "20ms", NULL, 0, 60, "how long" },
	{ "water", PARAM_BYTES, "1MiB", NULL, 1, 1e9, "how much" },
	{ "kind", PARAM_CHOICE, "green", "green,black", 0, 0, "of tea" },
	{ "pot", PARAM_DIRECTORY, "", NULL, 0, 0, "where" },
	{ 0 },
};
static const struct param params_of_bake[] = {
	{ "cups", PARAM_COUNT, "4", NULL, 1, 10, "of flour" },
	{ 0 },
};
static const struct workload brew = { .name = "brew",
				      .params = params_of_brew };
static const struct workload bake = { .name = "bake",
				      .params = params_of_bake };
static const struct workload *const both[] = { &brew, &bake };

/* What `workload` gets of these. */
static void resolve(struct settings *settings, const struct workload *workload,
		    char *const *given, size_t n)
{
	struct why why;

	*settings = (struct settings){ 0 };
	if (params_resolve(settings, workload, given, n, &why) < 0)
		fail_msg("%s", why.text);
}

static void check(const struct workload *workload, const char *given,
		  const char *name, const char *value)
{
	char *list[] = { (char *)given };
	struct settings settings;

	resolve(&settings, workload, list, given ? 1 : 0);
	assert_string_equal(settings_get(&settings, name), value);
	settings_fini(&settings);
}

static void defaults_are_canonical(void **state)
{
	(void)state;
	check(&brew, NULL, "cups", "2");
	check(&brew, NULL, "strength", "0.5");
	check(&brew, NULL, "steep", "0.02");
	check(&brew, NULL, "water", "1048576");
	check(&brew, NULL, "kind", "green");
	check(&brew, NULL, "pot", "");
}

/* However it is typed, the same value has the same text. */
static void values_are_canonical(void **state)
{
	(void)state;
	check(&brew, "cups=07", "cups", "7");
	check(&brew, "strength=1e-1", "strength", "0.1");
	check(&brew, "steep=1.5s", "steep", "1.5");
	check(&brew, "steep=1500ms", "steep", "1.5");
	check(&brew, "water=64KiB", "water", "65536");
	check(&brew, "water=1MB", "water", "1000000");
	check(&brew, "kind=black", "kind", "black");
}

static void directories_are_absolute(void **state)
{
	char *here = realpath(".", NULL);

	(void)state;
	check(&brew, "pot=.", "pot", here);
	free(here);
}

static void workloads_get_their_own(void **state)
{
	char *given[] = { "cups=3", "brew.cups=5", "bake.cups=6" };
	struct settings settings;

	(void)state;
	check(&brew, "cups=3", "cups", "3");
	check(&bake, "cups=3", "cups", "3");
	check(&bake, "brew.cups=5", "cups", "4");
	/* one that others have is not this one's affair */
	check(&bake, "kind=black", "cups", "4");
	resolve(&settings, &brew, given, 3);
	assert_string_equal(settings_get(&settings, "cups"), "5");
	settings_fini(&settings);
	resolve(&settings, &bake, given, 3);
	assert_string_equal(settings_get(&settings, "cups"), "6");
	settings_fini(&settings);
}

static void what_cannot_be_a_value(void **state)
{
	static const char *const bad[] = {
		"cups=0",
		"cups=11",
		"cups=many",
		"cups=",
		"cups=2.5",
		"strength=1.1",
		"strength=x",
		"steep=-1s",
		"steep=soon",
		"steep=2min",
		"water=0",
		"kind=gree",
		"kind=green,black",
		"kind=",
		"pot=/nonexistent/pot",
		"brew.cups=0",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char *given[] = { (char *)bad[i] };
		struct settings settings = { 0 };
		struct why why;

		if (params_resolve(&settings, &brew, given, 1, &why) == 0)
			fail_msg("%s was taken", bad[i]);
		assert_ptr_equal(strstr(why.text, "--param "), why.text);
		settings_fini(&settings);
	}
}

/* Checked against all workloads that are selected. */
static void what_nobody_has(void **state)
{
	static const struct {
		const char *given, *words; /* NULL: it is fine */
	} rows[] = {
		{ "cups=3", NULL },
		{ "kind=black", NULL },
		{ "bake.cups=3", NULL },
		{ "brew.kind=black", NULL },
		{ "cusp=3", "did you mean cups?" },
		{ "bake.kind=black", "no selected workload" },
		{ "fry.cups=3", "fry is not selected" },
		{ "cups", "NAME=VALUE" },
		{ "=3", "NAME=VALUE" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *given[] = { (char *)rows[i].given };
		struct why why = { "" };
		int status = params_check(both, 2, given, 1, &why);

		assert_int_equal(status, rows[i].words ? -1 : 0);
		if (rows[i].words && !strstr(why.text, rows[i].words))
			fail_msg("'%s' does not say '%s'", why.text,
				 rows[i].words);
	}
}

static void too_long(void **state)
{
	char *value = alloc_zero(1001, 1);
	struct settings settings = { 0 };
	struct why why;

	(void)state;
	memset(value, 'x', 1000);
	char *given[] = { alloc_printf("kind=%s", value) };

	assert_int_equal(params_check(both, 2, given, 1, &why), -1);
	assert_non_null(strstr(why.text, "too long"));
	assert_int_equal(params_resolve(&settings, &brew, given, 1, &why), -1);
	settings_fini(&settings);
	free(given[0]);
	free(value);
}

/* Sorted: the order of typing is no part of a cell's name. */
static void text_is_sorted(void **state)
{
	struct settings settings = { 0 };
	char *text = params_text(&settings);

	(void)state;
	assert_string_equal(text, "");
	free(text);
	settings_set(&settings, "water", "1");
	settings_set(&settings, "cups", "2");
	settings_set(&settings, "kind", "green");
	text = params_text(&settings);
	assert_string_equal(text, "cups=2;kind=green;water=1");
	assert_string_equal(settings.items[0].name, "water");
	free(text);
	settings_fini(&settings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_canonical),
		cmocka_unit_test(values_are_canonical),
		cmocka_unit_test(directories_are_absolute),
		cmocka_unit_test(workloads_get_their_own),
		cmocka_unit_test(what_cannot_be_a_value),
		cmocka_unit_test(what_nobody_has),
		cmocka_unit_test(too_long),
		cmocka_unit_test(text_is_sorted),
	};

	return cmocka_run_group_tests_name("params", tests, NULL, NULL);
}
