/* --param: from what was typed to settings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
	{ "name", PARAM_TEXT, "", NULL, 0, 0, "whose" },
	{ "cosy", PARAM_SECONDS, "5ms", NULL, 0, 9, "worn so long",
	  .later = true },
	{ 0 },
};
static const struct param params_of_bake[] = {
	{ "cups", PARAM_COUNT, "4", NULL, 1, 10, "of flour" },
	{ 0 },
};
static const char *const strong[] = { "strength=0.9", "steep=5min", NULL };
static const struct param_preset presets_of_serve[] = { { "strong", strong },
							{ NULL, NULL } };
static const struct param params_of_serve[] = {
	{ "preset", PARAM_CHOICE, "none", "none,strong", 0, 0, "how" },
	{ "strength", PARAM_REAL, "0.50", NULL, 0, 1, "of the tea" },
	{ "steep", PARAM_SECONDS, "20ms", NULL, 0, 600, "how long" },
	{ 0 },
};
static const struct workload serve = { .name = "serve",
				       .params = params_of_serve,
				       .presets = presets_of_serve };
static const struct workload brew = { .name = "brew",
				      .params = params_of_brew };
static const struct workload bake = { .name = "bake",
				      .params = params_of_bake };
static const struct workload *const both[] = { &brew, &bake };

/* What `workload` gets of these, if there is one value of each. */
static void resolve(struct settings *settings, const struct workload *workload,
		    char *const *given, size_t n)
{
	struct combinations all;
	struct why why;

	*settings = (struct settings){ 0 };
	if (params_resolve(&all, workload, given, n, &why) < 0)
		fail_msg("%s", why.text);
	assert_int_equal(all.n, 1);
	settings_copy(settings, &all.items[0]);
	params_fini(&all);
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

static void presets_are_defaults(void **state)
{
	/* whatever the order: what was given itself wins */
	char *orders[][2] = { { "strength=0.1", "preset=strong" },
			      { "serve.preset=strong", "strength=0.1" },
			      { "brew.preset=strong", "strength=0.1" } };
	struct settings settings;

	(void)state;
	check(&serve, NULL, "steep", "0.02");
	check(&serve, "preset=none", "steep", "0.02");
	check(&serve, "preset=strong", "steep", "300");
	check(&serve, "preset=strong", "strength", "0.9");
	check(&serve, "preset=strong", "preset", "strong");
	for (int i = 0; i < 3; i++) {
		resolve(&settings, &serve, orders[i], 2);
		assert_string_equal(settings_get(&settings, "strength"), "0.1");
		assert_string_equal(settings_get(&settings, "steep"),
				    i < 2 ? "300" : "0.02");
		settings_fini(&settings);
	}
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
	check(&brew, "name=a = b", "name", "a = b");
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
		"kind=green,gree",
		"kind=green,",
		"kind=",
		"cups=1,11",
		"cups=,2",
		"cups=1-3",
		"pot=/nonexistent/pot",
		"name=a;b",
		"brew.cups=0",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char *given[] = { (char *)bad[i] };
		struct combinations all;
		struct why why;

		if (params_resolve(&all, &brew, given, 1, &why) == 0)
			fail_msg("%s was taken", bad[i]);
		assert_ptr_equal(strstr(why.text, "--param "), why.text);
		assert_null(all.items);
		/* limits as one types them */
		if (strcmp(bad[i], "water=0") == 0)
			assert_non_null(strstr(why.text, "between 1 B and "));
		if (strcmp(bad[i], "steep=2min") == 0)
			assert_non_null(
				strstr(why.text, "between 0 ns and 1 min"));
	}
}

/* The combinations of `n` given lists, as "cups kind" each. */
static void combine(char *const *given, size_t n, const char *wanted)
{
	struct combinations all;
	struct why why;
	char text[256] = "";

	if (params_resolve(&all, &brew, given, n, &why) < 0)
		fail_msg("%s", why.text);
	for (size_t i = 0; i < all.n; i++) {
		const struct settings *settings = &all.items[i];
		size_t length = strlen(text);

		assert_string_equal(settings_get(settings, "steep"), "0.02");
		snprintf(text + length, sizeof(text) - length, "%s%s %s",
			 i ? ", " : "", settings_get(settings, "cups"),
			 settings_get(settings, "kind"));
	}
	assert_string_equal(text, wanted);
	params_fini(&all);
}

static void lists_are_axes(void **state)
{
	char *one[] = { "cups=3,1" };
	char *two[] = { "kind=black,green", "cups=3,1" };
	char *twice[] = { "cups=1,2", "kind=green", "brew.cups=5,6" };
	char *narrowed[] = { "cups=1,2", "cups=4" };
	char *others[] = { "bake.cups=1,2,3" };

	(void)state;
	combine(one, 1, "3 green, 1 green");
	combine(two, 2, "3 black, 3 green, 1 black, 1 green");
	combine(twice, 3, "5 green, 6 green");
	combine(narrowed, 2, "4 green");
	combine(others, 1, "2 green");
}

/* A preset's values are defaults; with a list each has its own. */
static void presets_of_a_list(void **state)
{
	static char *const given[] = { "preset=nanogpt-cpu", "batch=100" };
	static char *const listed[] = { "preset=digits,nanogpt-cpu",
					"hidden=64,128" };
	const struct workload *workload = workload_find("train-step");
	static const struct {
		const char *preset, *hidden, *batch;
	} wanted[] = { { "digits", "64", "12" },
		       { "digits", "128", "12" },
		       { "nanogpt-cpu", "64", "768" },
		       { "nanogpt-cpu", "128", "768" } };
	struct combinations all;
	struct why why;

	(void)state;
	assert_int_equal(params_resolve(&all, workload, given, 2, &why), 0);
	assert_int_equal(all.n, 1);
	assert_string_equal(settings_get(all.items, "hidden"), "512");
	assert_string_equal(settings_get(all.items, "batch"), "100");
	assert_string_equal(settings_get(all.items, "lr"), "0.2");
	params_fini(&all);
	assert_int_equal(params_resolve(&all, workload, listed, 2, &why), 0);
	assert_int_equal(all.n, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct settings *s = &all.items[i];

		assert_string_equal(settings_get(s, "preset"),
				    wanted[i].preset);
		assert_string_equal(settings_get(s, "hidden"),
				    wanted[i].hidden);
		assert_string_equal(settings_get(s, "batch"), wanted[i].batch);
	}
	params_fini(&all);
}

/* The same value in another spelling is the same cell. */
static void repeats_are_dropped(void **state)
{
	char *given[] = { "cups=2,02,3,2" };
	char *same[] = { "steep=20ms,0.02" };

	(void)state;
	combine(given, 1, "2 green, 3 green");
	combine(same, 1, "2 green");
}

static void directories_are_not_split(void **state)
{
	char root[] = "/tmp/gilbench-params-XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(root));
	char *path = alloc_printf("%s/a,b", root);
	char *given = alloc_printf("pot=%s", path);

	assert_int_equal(mkdir(path, 0700), 0);
	check(&brew, given, "pot", path);
	rmdir(path);
	rmdir(root);
	free(given);
	free(path);
}

static void too_many_combinations(void **state)
{
	static const struct param params[] = {
		{ "a", PARAM_COUNT, "0", NULL, 0, 99, "" },
		{ "b", PARAM_COUNT, "0", NULL, 0, 99, "" },
		{ "c", PARAM_COUNT, "0", NULL, 0, 99, "" },
		{ 0 },
	};
	static const struct workload wide = { .name = "wide",
					      .params = params };
	char *given[] = { "a=0,1,2,3,4,5,6,7,8,9", "b=0,1,2,3,4,5,6,7,8,9",
			  "c=0,1,2,3,4,5,6,7,8,9" };
	char *more[] = { given[0], given[1], "c=0,1,2,3,4,5,6,7,8,9,10" };
	struct combinations all;
	struct why why;

	(void)state;
	assert_int_equal(params_resolve(&all, &wide, given, 3, &why), 0);
	assert_int_equal(all.n, 1000);
	assert_string_equal(settings_get(&all.items[789], "a"), "7");
	assert_string_equal(settings_get(&all.items[789], "b"), "8");
	assert_string_equal(settings_get(&all.items[789], "c"), "9");
	params_fini(&all);
	assert_int_equal(params_resolve(&all, &wide, more, 3, &why), -1);
	assert_non_null(strstr(why.text, "more than 1000 combinations"));
}

/* Checked against all workloads that are selected. */
static void what_nobody_has(void **state)
{
	static const struct {
		const char *given, *words; /* NULL: it is fine */
	} rows[] = {
		{ "cups=3", NULL },
		{ "kind=black", NULL },
		{ "kind=black,green", NULL },
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
	struct combinations all;
	struct why why;

	(void)state;
	memset(value, 'x', 1000);
	char *given[] = { alloc_printf("kind=%s", value) };

	assert_int_equal(params_check(both, 2, given, 1, &why), -1);
	assert_non_null(strstr(why.text, "too long"));
	assert_int_equal(params_resolve(&all, &brew, given, 1, &why), -1);
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

static void later_ones_are_named_if_set(void **state)
{
	static const struct {
		char given[32];
		const char *named;
	} cases[] = {
		{ "cups=2", NULL }, /* the default, as it was before */
		{ "cosy=5ms", NULL },
		{ "cosy=0.005", NULL },
		{ "cosy=6ms", "0.006" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct settings settings = { 0 }, naming = { 0 };
		char *given = (char *)cases[i].given;

		resolve(&settings, &brew, &given, 1);
		settings_set(&settings, "seed", "1");
		params_copy_naming(&naming, &settings, &brew);
		assert_string_equal(settings_get(&naming, "cups"), "2");
		assert_string_equal(settings_get(&naming, "seed"), "1");
		if (cases[i].named)
			assert_string_equal(settings_get(&naming, "cosy"),
					    cases[i].named);
		else
			assert_null(settings_get(&naming, "cosy"));
		settings_fini(&settings);
		settings_fini(&naming);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_canonical),
		cmocka_unit_test(presets_are_defaults),
		cmocka_unit_test(values_are_canonical),
		cmocka_unit_test(directories_are_absolute),
		cmocka_unit_test(workloads_get_their_own),
		cmocka_unit_test(what_cannot_be_a_value),
		cmocka_unit_test(lists_are_axes),
		cmocka_unit_test(presets_of_a_list),
		cmocka_unit_test(repeats_are_dropped),
		cmocka_unit_test(directories_are_not_split),
		cmocka_unit_test(too_many_combinations),
		cmocka_unit_test(what_nobody_has),
		cmocka_unit_test(too_long),
		cmocka_unit_test(text_is_sorted),
		cmocka_unit_test(later_ones_are_named_if_set),
	};

	return cmocka_run_group_tests_name("params", tests, NULL, NULL);
}
