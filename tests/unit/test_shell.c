/* Words for a shell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/shell.h"

static void words(void **state)
{
	static const char *const pairs[][2] = {
		{ "run-1/a.b", "run-1/a.b" },
		{ "", "''" },
		{ "two words", "'two words'" },
		{ "it's", "'it'\\''s'" },
		{ "$(id)", "'$(id)'" },
		{ "a\nb", "'a\nb'" },
		{ "~", "'~'" },
		{ "a*", "'a*'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		char *text = NULL;
		size_t n_bytes = 0;
		FILE *file = open_memstream(&text, &n_bytes);

		shell_put(file, pairs[i][0]);
		fclose(file);
		assert_string_equal(text, pairs[i][1]);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(words) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
