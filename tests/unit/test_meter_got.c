/*
 * Hooks in an import table: this program's own, which the linker was told to
 * make read-only (-z now -z relro).
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "worker/meter_got.h"

static pid_t hook_getppid(void)
{
	return -5;
}

static uid_t hook_getuid(void)
{
	return 77;
}

/* How many of this program's pages are writable, and how many are mapped. */
static void count_pages(unsigned *n_writable, unsigned *n_mapped)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512], self[256] = "";
	unsigned long from, to;
	char mode[8];

	assert_true(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	assert_non_null(maps);
	*n_writable = *n_mapped = 0;
	while (fgets(line, sizeof(line), maps)) {
		if (!strstr(line, self) ||
		    sscanf(line, "%lx-%lx %7s", &from, &to, mode) != 3)
			continue;
		*n_mapped += (unsigned)((to - from) / 4096);
		if (mode[1] == 'w')
			*n_writable += (unsigned)((to - from) / 4096);
	}
	fclose(maps);
}

static void nothing_changes_without_a_required_import(void **state)
{
	const struct meter_import imports[] = {
		{ "getuid", hook_getuid, true },
		{ "no_such_function", hook_getuid, true },
	};
	struct why why;

	(void)state;
	uid_t uid = getuid();

	assert_int_equal(meter_got_patch(count_pages, imports, 2, &why), -1);
	assert_non_null(strstr(why.text, "no_such_function"));
	assert_int_equal(getuid(), uid);
}

static void calls_go_to_the_hook(void **state)
{
	const struct meter_import imports[] = {
		{ "getppid", hook_getppid, true },
		{ "no_such_function", hook_getuid, false },
	};
	unsigned n_writable, n_mapped, n_writable_after, n_mapped_after;
	struct why why;

	(void)state;
	assert_int_not_equal(getppid(), -5);
	count_pages(&n_writable, &n_mapped);
	assert_int_equal(meter_got_patch(count_pages, imports, 2, &why), 0);
	assert_int_equal(getppid(), -5);
	count_pages(&n_writable_after, &n_mapped_after);
	assert_int_equal(n_writable_after, n_writable);
	assert_int_equal(n_mapped_after, n_mapped);
	assert_int_not_equal(n_writable, n_mapped);
}

static void code_of_no_object_is_refused(void **state)
{
	const struct meter_import import = { "getuid", hook_getuid, true };
	struct why why;
	int local = 0;

	(void)state;
	assert_int_equal(meter_got_patch(&local, &import, 1, &why), -1);
	assert_non_null(strstr(why.text, "dynamic linker"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_changes_without_a_required_import),
		cmocka_unit_test(calls_go_to_the_hook),
		cmocka_unit_test(code_of_no_object_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
