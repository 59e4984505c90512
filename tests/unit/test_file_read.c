/* file-read: which block a unit reads, and files that are not as they were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "purity.h"
#include "workloads/workload.h"

static char cache_dir[] = "test_file_read.XXXXXX";
static struct why why;

static int make_cache(void **state)
{
	(void)state;
	return mkdtemp(cache_dir) ? 0 : -1;
}

static int remove_cache(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", cache_dir);
	return system(command);
}

static void provide_files(struct settings *settings, const char *pattern,
			  const char *cache)
{
	const struct workload *workload = workload_find("file-read");

	purity_defaults(settings, workload, "1");
	settings_set(settings, "files", "3");
	settings_set(settings, "file_bytes", "40001");
	settings_set(settings, "block", "4096");
	settings_set(settings, "pattern", pattern);
	settings_set(settings, "cache", cache);
	if (workload->provide(settings, cache_dir, &why) < 0)
		fail_msg("%s", why.text);
	/* 9 whole blocks and a short one in each */
	assert_string_equal(settings_get(settings, "blocks"), "30");
}

static void reading_is_pure(void **state)
{
	const struct workload *workload = workload_find("file-read");
	struct settings settings = { 0 }, random = { 0 };
	uint64_t sums[2] = { 0, 0 };

	(void)state;
	provide_files(&settings, "sequential", "warm");
	purity_check(workload, &settings, 70);
	provide_files(&random, "random", "warm");
	purity_check(workload, &random, 70);
	void *one = workload->prepare(&settings, &why);
	void *two = workload->prepare(&random, &why);
	unsigned n_moved = 0;

	assert_true(one && two);
	/* in any order every block is read once */
	for (uint64_t u = 0; u < 30; u++) {
		sums[0] += purity_unit(workload, one, u);
		sums[1] += purity_unit(workload, two, u);
		n_moved += purity_unit(workload, one, u) !=
			   purity_unit(workload, two, u);
	}
	assert_true(sums[0] == sums[1]);
	assert_true(n_moved > 20);
	workload->discard(one);
	workload->discard(two);
	settings_fini(&settings);
	settings_fini(&random);
}

static void blocks_cold_or_said_not_to_be(void **state)
{
	const struct workload *workload = workload_find("file-read");
	struct settings settings = { 0 };

	(void)state;
	provide_files(&settings, "random", "cold");
	assert_true(workload->max_units(&settings) == 30);
	void *reader = workload->prepare(&settings, &why);

	assert_non_null(reader);
	assert_int_equal(workload->refresh(reader, 29, 2, &why), -1);
	assert_ptr_equal(strstr(why.text, "skipped: too-few-blocks: "),
			 why.text);
	if (workload->refresh(reader, 0, 30, &why) < 0)
		assert_ptr_equal(strstr(why.text, "skipped: cannot-evict: "),
				 why.text);
	workload->discard(reader);
	settings_fini(&settings);
}

/* A file of n_bytes in cache_dir/NAME; the path is the caller's. */
static char *own_file(char path[128], const char *name, size_t n_bytes)
{
	snprintf(path, 128, "%s/%s", cache_dir, name);
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	for (size_t i = 0; i < n_bytes; i++)
		fputc((int)(i % 251), file);
	fclose(file);
	return path;
}

static int provide_own(struct settings *settings, const char *path)
{
	const struct workload *workload = workload_find("file-read");

	purity_defaults(settings, workload, "1");
	settings_set(settings, "block", "1024");
	settings_set(settings, "data", path);
	return workload->provide(settings, cache_dir, &why);
}

static void own_files_are_read(void **state)
{
	const struct workload *workload = workload_find("file-read");
	struct settings settings = { 0 };
	char path[128], directory[64], text[256];

	(void)state;
	/* two blocks and 5 bytes: those are summed one by one */
	own_file(path, "plain", 2053);
	assert_int_equal(provide_own(&settings, path), 0);
	assert_string_equal(settings_get(&settings, "blocks"), "3");
	void *reader = workload->prepare(&settings, &why);

	assert_non_null(reader);
	assert_true(purity_unit(workload, reader, 2) ==
		    2 + 40 + 41 + 42 + 43 + 44);
	/* cut while it is read */
	assert_int_equal(truncate(path, 1500), 0);
	uint64_t checksum = 0;

	assert_int_equal(workload->compute(reader, 1, &checksum, &why), -1);
	snprintf(text, sizeof(text),
		 "%s: offset 1024: 476 bytes instead of 1024: the file was cut",
		 path);
	assert_string_equal(why.text, text);
	workload->discard(reader);
	/* or before the workers start */
	assert_null(workload->prepare(&settings, &why));
	assert_non_null(strstr(why.text, ": 3 blocks at first, 2 now"));
	settings_fini(&settings);

	own_file(path, "empty", 0);
	assert_int_equal(provide_own(&settings, path), -1);
	assert_non_null(strstr(why.text, "/empty: an empty file"));
	unlink(path);
	assert_int_equal(provide_own(&settings, path), -1);
	assert_non_null(strstr(why.text, "/empty: No such file"));
	assert_int_equal(provide_own(&settings, "/dev/null"), -1);
	assert_non_null(strstr(why.text, "/dev/null: neither a file nor"));
	snprintf(directory, sizeof(directory), "%s/no-files", cache_dir);
	assert_int_equal(mkdir(directory, 0755), 0);
	assert_int_equal(provide_own(&settings, directory), -1);
	assert_non_null(strstr(why.text, "/no-files: no files there"));
	settings_fini(&settings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading_is_pure),
		cmocka_unit_test(blocks_cold_or_said_not_to_be),
		cmocka_unit_test(own_files_are_read),
	};

	return cmocka_run_group_tests_name("file-read", tests, make_cache,
					   remove_cache);
}
