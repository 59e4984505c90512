/* Golden files; see the header. */
#include "golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"

void golden_check(const char *name, const char *text)
{
	const char *source = getenv("srcdir");
	char *path = alloc_printf("%s/tests/unit/golden/%s",
				  source ? source : ".", name);
	const char *make = getenv("GOLDEN");
	bool write = make && strcmp(make, "write") == 0;
	FILE *file = fopen(path, write ? "w" : "r");
	static char expected[65536];

	if (!file)
		fail_msg("%s cannot be opened", path);
	if (write) {
		fputs(text, file);
	} else {
		size_t n = fread(expected, 1, sizeof(expected) - 1, file);

		expected[n] = '\0';
		assert_string_equal(text, expected);
	}
	fclose(file);
	free(path);
}
