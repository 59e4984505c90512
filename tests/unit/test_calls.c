/* What calls of a run warned of, and which of it still holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "output/calls.h"

/* A call of `host` that began in this second and came so far. */
static struct call call_of(const char *host, int second, const char *shard,
			   bool survey, const char *at_end)
{
	json_t *began = json_sprintf("2026-11-26T19:00:%02d.000Z", second);
	json_t *json = json_pack("{s:{s:s}, s:o, s:s?, s:b, s:[s], s:[s]}",
				 "host", "name", host, "started", began,
				 "shard", shard, "survey", survey, "warnings",
				 "lasting", "at_end", at_end);

	return (struct call){ .json = json, .n_attempts = 1 };
}

/* The warnings of two calls, as one text: what the earlier one said at its end
 * is "1", the later one's "2". free() */
static char *warnings_of(struct call earlier, struct call later)
{
	struct call items[] = { later, earlier };
	const struct calls calls = { items, 2 };
	json_t *warnings = calls_warnings(&calls, NULL);
	char *text = json_dumps(warnings, JSON_COMPACT);

	json_decref(warnings);
	json_decref(earlier.json);
	json_decref(later.json);
	return text;
}

static void check(struct call earlier, struct call later, const char *wanted)
{
	char *text = warnings_of(earlier, later);

	assert_string_equal(text, wanted);
	free(text);
}

#define BOTH "[\"lasting\",\"2\",\"1\"]"
#define LATER "[\"lasting\",\"2\"]"

static void how_far_one_came(void **state)
{
	struct call idle = call_of("a", 2, NULL, false, "2");

	(void)state;
	check(call_of("a", 1, NULL, false, "1"),
	      call_of("b", 2, NULL, false, "2"), LATER);
	/* it measured nothing */
	idle.n_attempts = 0;
	check(call_of("a", 1, NULL, false, "1"), idle, BOTH);
}

static void shards_go_on_with_their_own(void **state)
{
	(void)state;
	check(call_of("a", 1, "0/2", false, "1"),
	      call_of("b", 2, "0/2", false, "2"), LATER);
	check(call_of("a", 1, "0/2", false, "1"),
	      call_of("a", 2, "1/2", false, "2"), BOTH);
	check(call_of("a", 1, "0/2", false, "1"),
	      call_of("a", 2, NULL, false, "2"), LATER);
	check(call_of("a", 1, NULL, false, "1"),
	      call_of("a", 2, "0/2", false, "2"), BOTH);
}

static void surveys_are_of_a_host(void **state)
{
	(void)state;
	check(call_of("a", 1, NULL, true, "1"),
	      call_of("a", 2, NULL, true, "2"), LATER);
	check(call_of("a", 1, NULL, true, "1"),
	      call_of("b", 2, NULL, true, "2"), BOTH);
	check(call_of("a", 1, NULL, false, "1"),
	      call_of("a", 2, NULL, true, "2"), BOTH);
	check(call_of("a", 1, NULL, true, "1"),
	      call_of("a", 2, "0/2", false, "2"), BOTH);
}

static void ones_own_comes_last(void **state)
{
	struct call items[] = { call_of("a", 1, NULL, false, "1") };
	struct call own = call_of("a", 2, NULL, false, "2");
	const struct calls calls = { items, 1 };
	json_t *warnings = calls_warnings(&calls, own.json);

	(void)state;
	assert_int_equal(json_array_size(warnings), 1);
	json_decref(warnings);
	json_decref(own.json);
	json_decref(items[0].json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(how_far_one_came),
		cmocka_unit_test(shards_go_on_with_their_own),
		cmocka_unit_test(surveys_are_of_a_host),
		cmocka_unit_test(ones_own_comes_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
