/* What people type, and what they read. */
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/units.h"

typedef int parser(const char *text, double *value, struct why *why);

struct typed {
	const char *text;
	double value; /* -1: refused */
};

static void check(parser *parse, const struct typed *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct why why = { "" };
		double value = -1;
		int status = parse(cases[i].text, &value, &why);
		char quoted[64];

		if (status == 0) {
			assert_true(value >= cases[i].value * (1 - 1e-15) &&
				    value <= cases[i].value * (1 + 1e-15));
			continue;
		}
		assert_int_equal(status, -1);
		if (cases[i].value != -1)
			fail_msg("%s", why.text);
		snprintf(quoted, sizeof(quoted), "'%s'", cases[i].text);
		assert_non_null(strstr(why.text, quoted));
	}
}

static void durations(void **state)
{
	static const struct typed cases[] = {
		{ "100ms", 0.1 }, { "1.5s", 1.5 },  { "10min", 600 },
		{ "2h", 7200 },   { "50us", 5e-5 }, { "50\302\265s", 5e-5 },
		{ "7ns", 7e-9 },  { "3", 3 },       { "0", 0 },
		{ ".5s", 0.5 },   { "1e-3", 1e-3 }, { "", -1 },
		{ "s", -1 },      { "5m", -1 },     { "1 s", -1 },
		{ " 1s", -1 },    { "1s ", -1 },    { "-1s", -1 },
		{ "+1s", -1 },    { "1,5s", -1 },   { "nan", -1 },
		{ "inf", -1 },    { "0x10", -1 },   { "1e999", -1 },
		{ "1e308h", -1 }, { "1S", -1 },     { "1.5.2s", -1 },
	};

	(void)state;
	check(units_seconds, cases, sizeof(cases) / sizeof(*cases));
}

static void sizes(void **state)
{
	static const struct typed cases[] = {
		{ "4096", 4096 },    { "64KiB", 65536 }, { "1MB", 1e6 },
		{ "1MiB", 1 << 20 }, { "1kB", 1000 },    { "2GB", 2e9 },
		{ "1TiB", 0x1p40 },  { "1.5KiB", 1536 }, { "1.1MB", 1100000 },
		{ "7B", 7 },         { "0.5", -1 },      { "0.3KiB", -1 },
		{ "1Mib", -1 },      { "1PB", -1 },      { "-1", -1 },
		{ "", -1 },
	};

	(void)state;
	check(units_bytes, cases, sizeof(cases) / sizeof(*cases));
}

static void lengths(void **state)
{
	struct why why;
	double inches;

	(void)state;
	assert_int_equal(units_inches("84mm", &inches, &why), 0);
	assert_true(fabs(inches - 84 / 25.4) < 1e-12);
	assert_int_equal(units_inches("8.4cm", &inches, &why), 0);
	assert_true(fabs(inches - 84 / 25.4) < 1e-12);
	assert_int_equal(units_inches("3.3in", &inches, &why), 0);
	assert_true(inches == 3.3);
	/* a unit must be there, or 84 would be inches for some */
	assert_int_equal(units_inches("84", &inches, &why), -1);
	assert_non_null(strstr(why.text, "84mm"));
	assert_int_equal(units_inches("-1mm", &inches, &why), -1);
	assert_int_equal(units_inches("84 mm", &inches, &why), -1);
}

static void counts(void **state)
{
	struct why why;
	uint64_t count;

	(void)state;
	assert_int_equal(units_count("42", 1, 100, &count, &why), 0);
	assert_int_equal(count, 42);
	assert_int_equal(units_count("18446744073709551615", 0, UINT64_MAX,
				     &count, &why),
			 0);
	assert_true(count == UINT64_MAX);
	assert_int_equal(units_count("0", 1, 100, &count, &why), -1);
	assert_string_equal(why.text, "'0' is out of range: 1 to 100");
	assert_int_equal(units_count("101", 1, 100, &count, &why), -1);
	assert_int_equal(
		units_count("99999999999999999999", 1, 100, &count, &why), -1);
	assert_string_equal(why.text, "'99999999999999999999' is out of "
				      "range: 1 to 100");
	assert_int_equal(units_count("0", 1, UINT64_MAX, &count, &why), -1);
	assert_string_equal(why.text, "'0' is too small: at least 1");
	for (const char *const *bad =
		     (const char *const[]){ "", "-1", "+1", " 1", "1 ", "1.5",
					    "0x1", "one", NULL };
	     *bad; bad++)
		assert_int_equal(units_count(*bad, 0, 100, &count, &why), -1);
}

static void reals(void **state)
{
	struct why why;
	double value;

	(void)state;
	assert_int_equal(units_real("-1.5e2", -200, 0, &value, &why), 0);
	assert_true(value == -150);
	assert_int_equal(units_real("1.5", 0, 1, &value, &why), -1);
	assert_string_equal(why.text, "'1.5' is out of range: 0 to 1");
	assert_int_equal(units_real("1,5", 0, 9, &value, &why), -1);
	assert_int_equal(units_real("1.5x", 0, 9, &value, &why), -1);
	assert_int_equal(units_real("nan", 0, 9, &value, &why), -1);
}

/* The same as strtod's to the last bit, and the same end. */
static void check_scan(const char *text)
{
	double value = -1;
	char *expected_end;
	double expected = strtod(text, &expected_end);
	const char *end = units_scan_real(text, &value);

	if (end != expected_end || memcmp(&value, &expected, sizeof(value)))
		fail_msg("'%s': %a instead of %a", text, value, expected);
}

static void scanned_reals(void **state)
{
	static const char *const texts[] = {
		"0",
		"-0",
		"+0.0",
		"00012.50",
		".5",
		"5.",
		"1e",
		"1e+",
		"1e5x",
		"1E-5,",
		"9007199254740992",
		"9007199254740993",
		"9007199254740993e3",
		"18446744073709551615",
		"18446744073709551616",
		"99999999999999999999999",
		"0.00000000000000000000000000001234567890123",
		"1e22",
		"1e23",
		"123456789012345e8",
		"1e-22",
		"1e-23",
		"1.7976931348623157e308",
		"5e-324",
		"2.2250738585072011e-308",
		"1e-400",
		"0e99999999999",
		"1.2.3",
		NULL,
	};
	uint64_t seed = 1;
	char text[64];

	(void)state;
	for (size_t i = 0; texts[i]; i++)
		check_scan(texts[i]);
	for (int i = 0; i < 200000; i++) {
		seed = seed * UINT64_C(6364136223846793005) +
		       UINT64_C(1442695040888963407);
		double x = (double)(seed >> 32) / 1e9;

		snprintf(text, sizeof(text), "%.*g", 1 + (int)(seed >> 8) % 17,
			 i % 3 ? x : x * 1e-7);
		check_scan(text);
	}
}

static void check_list(const char *text, size_t n_expected,
		       const unsigned *expected)
{
	struct why why;
	unsigned *list;
	size_t n;

	assert_int_equal(units_list(text, 0, 9000, &list, &n, &why), 0);
	assert_int_equal(n, n_expected);
	assert_memory_equal(list, expected, n * sizeof(*list));
	free(list);
}

static void lists(void **state)
{
	static const char *const bad[] = {
		"",       ",",      "1,",          ",1",
		"1,,2",   "a",      "1-",          "-1",
		"4-2",    "1-2-3",  "1;2",         "9001",
		"0-9001", "0-4096", "0-4095,5000", "0-99999999999999999999",
		NULL
	};
	struct why why;
	unsigned *list;
	size_t n;

	(void)state;
	check_list("1,2,4-8", 7, (const unsigned[]){ 1, 2, 4, 5, 6, 7, 8 });
	check_list("8,2,1-3,2", 4, (const unsigned[]){ 8, 2, 1, 3 });
	check_list("5-5", 1, (const unsigned[]){ 5 });
	assert_int_equal(units_list("0-4095", 0, 9000, &list, &n, &why), 0);
	assert_int_equal(n, 4096);
	free(list);
	for (size_t i = 0; bad[i]; i++) {
		char quoted[64];

		assert_int_equal(units_list(bad[i], 0, 9000, &list, &n, &why),
				 -1);
		assert_null(list);
		snprintf(quoted, sizeof(quoted), "'%s'", bad[i]);
		assert_non_null(strstr(why.text, quoted));
	}
}

static void items_of_lists(void **state)
{
	(void)state;
	assert_true(units_list_has("cold,warm", "cold"));
	assert_true(units_list_has("cold,warm", "warm"));
	assert_true(units_list_has("cold", "cold"));
	assert_true(units_list_has("cold,,warm", ""));
	assert_false(units_list_has("cold,warm", "col"));
	assert_false(units_list_has("cold,warm", "arm"));
	assert_false(units_list_has("cold,warm", "cold,warm"));
	assert_false(units_list_has("cold,warm", ""));
	assert_false(units_list_has("", "cold"));
}

static void shown(void **state)
{
	static const struct {
		double value;
		const char *text;
	} times[] = {
		{ 250, "4 min 10 s" }, { 0.012, "12 ms" }, { 1e-4, "0.1 ms" },
		{ 0.00153, "1.5 ms" }, { 0.002, "2 ms" },  { 5e-5, "50 us" },
		{ 7e-9, "7 ns" },      { 0, "0 ns" },	   { 0.9997, "1 s" },
		{ 9.96, "10 s" },      { 1.5, "1.5 s" },   { 59.6, "1 min 0 s" },
		{ 3599.7, "1 h 0 min" }, { 5400, "1 h 30 min" },
		{ 7199, "2 h 0 min" }, { -1, "-" },	   { 0.0 / 0.0, "-" },
	}, bytes[] = {
		{ 14 * 0x1p20, "14 MiB" }, { 512, "512 B" },
		{ 1.5 * 0x1p30, "1.5 GiB" }, { 1023.9, "1 KiB" },
		{ 1024 * 1023.9, "1 MiB" }, { 0.0 / 0.0, "-" },
	};
	char buffer[32];

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++)
		assert_string_equal(units_show_seconds(times[i].value, buffer,
						       sizeof(buffer)),
				    times[i].text);
	for (size_t i = 0; i < sizeof(bytes) / sizeof(*bytes); i++)
		assert_string_equal(units_show_bytes(bytes[i].value, buffer,
						     sizeof(buffer)),
				    bytes[i].text);
}

static void nearest(void **state)
{
	static const char *const names[] = { "threads", "processes", "serial",
					     "none",    "core",      NULL };

	(void)state;
	assert_string_equal(units_nearest("thread", names), "threads");
	assert_string_equal(units_nearest("htreads", names), "threads");
	assert_string_equal(units_nearest("proceses", names), "processes");
	assert_string_equal(units_nearest("cpre", names), "core");
	assert_string_equal(units_nearest("sreail", names), "serial");
	assert_null(units_nearest("forks", names));
	/* two slips in four letters are another word */
	assert_null(
		units_nearest("cope", (const char *const[]){ "rome", NULL }));
	assert_null(units_nearest("", names));
	assert_null(units_nearest("a-name-that-is-longer-than-any-that-could-"
				  "ever-be-meant-by-it-here",
				  names));
}

/* Not every machine has one; the C locale then shows nothing new. */
static void any_locale(void **state)
{
	struct why why;
	char buffer[32];
	double value;

	(void)state;
	if (!setlocale(LC_ALL, "de_DE.UTF-8"))
		skip();
	assert_int_equal(units_seconds("1.5s", &value, &why), 0);
	assert_true(value == 1.5);
	assert_string_equal(units_show_seconds(1.5, buffer, sizeof(buffer)),
			    "1.5 s");
	setlocale(LC_ALL, "C");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations),  cmocka_unit_test(sizes),
		cmocka_unit_test(counts),     cmocka_unit_test(reals),
		cmocka_unit_test(lists),      cmocka_unit_test(items_of_lists),
		cmocka_unit_test(shown),      cmocka_unit_test(nearest),
		cmocka_unit_test(any_locale), cmocka_unit_test(scanned_reals),
		cmocka_unit_test(lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
