/* Which files of samples are copied as they are, and what is copied. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "fixture.h"
#include "model/sample.h"
#include "output/sample_copy.h"

static char path[64];
static struct fixture fixture;

static int set_up(void **state)
{
	(void)state;
	strcpy(path, "/tmp/gilbench-copy-XXXXXX");
	int fd = mkstemp(path);

	close(fd);
	fixture_pair(&fixture);
	return fd < 0;
}

static int tear_down(void **state)
{
	(void)state;
	fixture_fini(&fixture);
	return unlink(path);
}

/* n rows of this version under their header: free(). */
static char *rows_text(unsigned n, const char *reason, size_t *n_header)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	sample_write_header(file);
	fflush(file);
	*n_header = n_bytes;
	for (unsigned i = 0; i < n; i++) {
		struct sample *row =
			fixture_row(&fixture, FIXTURE_THREADS, i, 0, 0, 0, 1.5);

		fixture_set(&row->reason, reason);
		sample_write(file, &fixture.cells[FIXTURE_THREADS], row);
	}
	fclose(file);
	return text;
}

static void put(const char *text, size_t n)
{
	FILE *file = fopen(path, "w");

	assert_int_equal(fwrite(text, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

/* What is copied: free(). NULL: nothing, and the caller is told so. */
static char *copied(void)
{
	char *text = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&text, &n);
	int status = sample_copy(to, path);

	fclose(to);
	if (status)
		return text;
	assert_int_equal(n, 0);
	free(text);
	return NULL;
}

static void check_refused(const char *text, size_t n)
{
	put(text, n);
	assert_null(copied());
}

/* From none to more than a chunk of them. */
static void rows_are_copied(void **state)
{
	static const unsigned counts[] = { 0, 1, 2, 2000 };
	size_t n_header;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		char *text = rows_text(counts[i], "", &n_header), *copy;

		put(text, strlen(text));
		copy = copied();
		assert_non_null(copy);
		assert_string_equal(copy, text + n_header);
		free(copy);
		free(text);
	}
}

static void others_are_not(void **state)
{
	size_t n_header;
	char *text = rows_text(1500, "", &n_header);
	char *quoted = rows_text(1500, "a, b", &n_header);
	size_t n = strlen(text);

	(void)state;
	check_refused(text, n - 1);        /* no line end */
	check_refused(text, n - 20);       /* nor whole fields */
	check_refused(text, n_header - 1); /* nor a header */
	check_refused(text + 1, n - 1);    /* another one */
	check_refused(quoted, strlen(quoted));
	text[n - 20] = '\n'; /* a last line of too few fields */
	check_refused(text, n - 19);
	text[n / 2] = '\r';
	check_refused(text, n);
	unlink(path);
	assert_null(copied());
	put("", 0);
	free(quoted);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(rows_are_copied, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(others_are_not, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
