/* CSV: what is written is read back, and damage is named by file and line. */
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "model/csv.h"

static char path[] = "/tmp/test_csv.XXXXXX";

static int make_file(void **state)
{
	(void)state;
	int fd = mkstemp(path);

	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void write_bytes(const char *bytes, size_t n)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static struct csv_reader *open_text(const char *text)
{
	struct why why;

	write_bytes(text, strlen(text));
	struct csv_reader *csv = csv_open(path, &why);

	assert_non_null(csv);
	return csv;
}

static void check_row(struct csv_reader *csv, const char *const *fields)
{
	struct why why = { "" };

	if (csv_next(csv, &why) != 1)
		fail_msg("no row: %s", why.text);
	for (int i = 0; fields[i]; i++)
		assert_string_equal(csv_field(csv, i), fields[i]);
}

#define ROW(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void texts_round_trip(void **state)
{
	static const char *const texts[] = {
		"plain", "",         "a,b",        "say \"so\"",
		"\"",    "\"\"",     "two\nlines", "a\r\nb",
		"\n",    "end,\"\n", " sp ",       "M\303\274ller",
		NULL
	};
	struct csv_row row;
	struct why why;
	FILE *file = fopen(path, "w");
	int n = 0;

	(void)state;
	csv_begin(&row, file);
	while (texts[n])
		csv_text(&row, texts[n++]);
	csv_end(&row);
	csv_begin(&row, file);
	for (int i = n; i--;)
		csv_text(&row, texts[i]);
	csv_end(&row);
	csv_begin(&row, file);
	for (int i = 0; i < n; i++)
		csv_text(&row, texts[i]);
	csv_end(&row);
	assert_int_equal(fclose(file), 0);

	struct csv_reader *csv = csv_open(path, &why);

	assert_non_null(csv);
	assert_int_equal(csv_n_columns(csv), n);
	for (int i = 0; i < n; i++)
		assert_int_equal(csv_column(csv, texts[i]), i);
	assert_int_equal(csv_column(csv, "no such"), -1);
	assert_int_equal(csv_next(csv, &why), 1);
	for (int i = 0; i < n; i++)
		assert_string_equal(csv_field(csv, i), texts[n - 1 - i]);
	check_row(csv, texts);
	assert_int_equal(csv_next(csv, &why), 0);
	assert_int_equal(csv_next(csv, &why), 0);
	csv_close(csv);
}

static void quotes_only_where_they_must_be(void **state)
{
	struct csv_row row;
	char text[200];
	FILE *file = fopen(path, "w+");

	(void)state;
	csv_begin(&row, file);
	csv_text(&row, "plain text; 'x'");
	csv_text(&row, "a,b");
	csv_text(&row, "q\"");
	csv_real(&row, 0.1);
	csv_real(&row, 1234567890.0);
	csv_real(&row, NAN);
	csv_real(&row, INFINITY);
	csv_count(&row, 7);
	csv_count(&row, -1);
	csv_hex(&row, 0xabc);
	csv_end(&row);
	rewind(file);
	assert_non_null(fgets(text, sizeof(text), file));
	assert_string_equal(text, "plain text; 'x',\"a,b\",\"q\"\"\",0.1,"
				  "1.23456789e+09,,,7,,0000000000000abc\n");
	fclose(file);
}

static void numbers_round_trip(void **state)
{
	struct csv_reader *csv =
		open_text("a,b,c\n0.25,42,00ff\n,,\nx,1.5,fg\n-1e-3,-2,"
			  "10000000000000000\n");
	struct why why;
	int bad = 0;

	(void)state;
	assert_int_equal(csv_next(csv, &why), 1);
	assert_true(csv_field_real(csv, 0, &bad) == 0.25);
	assert_int_equal(csv_field_count(csv, 1, &bad), 42);
	assert_int_equal(csv_field_hex(csv, 2, &bad), 0xff);
	assert_int_equal(csv_next(csv, &why), 1);
	assert_true(isnan(csv_field_real(csv, 0, &bad)));
	assert_int_equal(csv_field_count(csv, 1, &bad), -1);
	assert_int_equal(csv_field_hex(csv, 2, &bad), 0);
	/* a column that the file does not have */
	assert_string_equal(csv_field(csv, -1), "");
	assert_true(isnan(csv_field_real(csv, -1, &bad)));
	assert_int_equal(bad, 0);
	assert_int_equal(csv_next(csv, &why), 1);
	csv_field_real(csv, 0, &bad);
	assert_int_equal(bad, 1);
	bad = 0;
	csv_field_count(csv, 1, &bad);
	assert_int_equal(bad, 1);
	bad = 0;
	csv_field_hex(csv, 2, &bad);
	assert_int_equal(bad, 1);
	assert_int_equal(csv_next(csv, &why), 1);
	bad = 0;
	assert_true(csv_field_real(csv, 0, &bad) == -1e-3);
	assert_int_equal(bad, 0);
	csv_field_count(csv, 1, &bad);
	assert_int_equal(bad, 1);
	bad = 0;
	csv_field_hex(csv, 2, &bad);
	assert_int_equal(bad, 1);
	csv_close(csv);
	csv = open_text("a\n9223372036854775807\n9223372036854775808\n"
			"99999999999999999999\n+1\n0x1\n 1\n");
	assert_int_equal(csv_next(csv, &why), 1);
	bad = 0;
	assert_true(csv_field_count(csv, 0, &bad) == INT64_MAX);
	assert_int_equal(bad, 0);
	while (csv_next(csv, &why) == 1) {
		bad = 0;
		csv_field_count(csv, 0, &bad);
		assert_int_equal(bad, 1);
	}
	csv_close(csv);
}

static void other_writers(void **state)
{
	/* CR LF, a byte order mark, quotes that need not be */
	struct csv_reader *csv = open_text("\357\273\277\"a\",b\r\n\"1\",\"2,"
					   "3\"\r\n,\"\"\r\n");
	struct why why;

	(void)state;
	assert_int_equal(csv_column(csv, "a"), 0);
	assert_int_equal(csv_column(csv, "b"), 1);
	check_row(csv, ROW("1", "2,3"));
	check_row(csv, ROW("", ""));
	assert_int_equal(csv_next(csv, &why), 0);
	csv_close(csv);
}

/* Whatever length a writer got to, complete lines are read and no more. */
static void cut_off_anywhere(void **state)
{
	const char *text = "a,b,c\n1,\"x, \"\"y\"\"\",3\n4,,6\n";
	const size_t n_header = 6, n_first = n_header + 15;
	struct why why;

	(void)state;
	for (size_t n = 0; n <= strlen(text); n++) {
		int n_rows = 0;

		write_bytes(text, n);
		struct csv_reader *csv = csv_open(path, &why);

		assert_non_null(csv);
		assert_int_equal(csv_n_columns(csv), n < n_header ? 0 : 3);
		while (csv_next(csv, &why) == 1)
			n_rows++;
		assert_int_equal(n_rows, (n >= n_first) + (n == strlen(text)));
		assert_int_equal(csv_next(csv, &why), 0);
		csv_close(csv);
	}
}

static void last_line_too_short(void **state)
{
	struct csv_reader *csv = open_text("a,b\n1,2\n3\n");
	struct why why;

	(void)state;
	check_row(csv, ROW("1", "2"));
	assert_int_equal(csv_next(csv, &why), 0);
	assert_string_equal(csv_field(csv, 0), "");
	csv_close(csv);
}

/* Wherever blocks end: in quotes, between them, before a line end. */
static void records_across_blocks(void **state)
{
	const char *record = "1,\"x, \"\"y\"\"\nz\",3\r\n";
	const size_t block = 1 << 18, length = strlen(record);
	struct why why = { "" };

	(void)state;
	for (size_t shift = 0; shift < length; shift++) {
		FILE *file = fopen(path, "w");
		unsigned n = 0;

		fputs("a,b,c\n0,", file);
		for (size_t i = 0; i < block - 4 * length + shift; i++)
			putc('x', file);
		fputs(",0\n", file);
		for (int i = 0; i < 8; i++)
			fputs(record, file);
		fclose(file);
		struct csv_reader *csv = csv_open(path, &why);

		assert_int_equal(csv_next(csv, &why), 1);
		for (; n < 8; n++)
			check_row(csv, ROW("1", "x, \"y\"\nz", "3"));
		assert_int_equal(csv_next(csv, &why), 0);
		csv_close(csv);
	}
}

/* Zeros at the end are what a power cut leaves in some file systems. */
static void zeros_at_the_end(void **state)
{
	static const char bytes[] = "a,b\n1,2\n\0\0\0\0\0\0\0";
	struct why why;

	(void)state;
	write_bytes(bytes, sizeof(bytes));
	struct csv_reader *csv = csv_open(path, &why);

	check_row(csv, ROW("1", "2"));
	assert_int_equal(csv_next(csv, &why), 0);
	csv_close(csv);
}

static void damage_is_named(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "a,b\n1,2\n3\n4,5\n", ":3: 1 fields where the header has 2" },
		{ "a,b\n1,2,3\n", ":2: more than the 2 fields of the header" },
		{ "a,b\n\"x\ny\",2\n1,2,3\n", ":4: more than" },
		{ "a,b\n1,2\"2\"\n", ":2: a quote inside field 2" },
		{ "a,b\n\"1\"1,2\n", ":2: a quote inside field 1" },
		{ "a,b\n1,\"2\n3,4\n", ":2: a quote is not closed" },
		{ "a,b\n\n1,2\n", ":2: 1 fields where" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct csv_reader *csv = open_text(cases[i].text);
		struct why why;
		int found;

		while ((found = csv_next(csv, &why)) == 1)
			;
		assert_int_equal(found, -1);
		assert_int_equal(strncmp(why.text, path, strlen(path)), 0);
		if (strncmp(why.text + strlen(path), cases[i].says,
			    strlen(cases[i].says)))
			fail_msg("%s", why.text);
		csv_close(csv);
	}
}

static void zero_byte_and_endless_quote(void **state)
{
	static const char bytes[] = "a,b\n1,\0\n3,4\n";
	struct why why;

	(void)state;
	write_bytes(bytes, sizeof(bytes) - 1);
	struct csv_reader *csv = csv_open(path, &why);

	assert_int_equal(csv_next(csv, &why), -1);
	assert_non_null(strstr(why.text, ":2: a zero byte"));
	csv_close(csv);

	FILE *file = fopen(path, "w");

	fputs("a,b\n1,\"2\n", file);
	for (int i = 0; i < 300000; i++)
		fputs("1234567,2\n", file);
	fclose(file);
	csv = csv_open(path, &why);
	assert_int_equal(csv_next(csv, &why), -1);
	assert_non_null(strstr(why.text, ":2: the line is too long, or a "
					 "quote is not closed"));
	csv_close(csv);
}

static void columns_have_one_name_each(void **state)
{
	struct why why;

	(void)state;
	write_bytes("a,b,a\n", 6);
	assert_null(csv_open(path, &why));
	assert_non_null(strstr(why.text, ":1: the column 'a' is there twice"));
}

static void missing_file(void **state)
{
	struct why why;

	(void)state;
	assert_null(csv_open("/nonexistent/x.csv", &why));
	assert_string_equal(why.text,
			    "/nonexistent/x.csv: No such file or directory");
}

/* Not every machine has one: then there is nothing to see. */
static void decimal_comma(void **state)
{
	struct csv_row row;
	char text[64];
	int bad = 0;
	struct why why;

	(void)state;
	if (!setlocale(LC_ALL, "de_DE.UTF-8"))
		skip();
	FILE *file = fopen(path, "w+");

	csv_begin(&row, file);
	csv_real(&row, 0.5);
	csv_end(&row);
	rewind(file);
	assert_non_null(fgets(text, sizeof(text), file));
	assert_string_equal(text, "0.5\n");
	fclose(file);
	struct csv_reader *csv = open_text("a\n1.5\n");

	assert_int_equal(csv_next(csv, &why), 1);
	assert_true(csv_field_real(csv, 0, &bad) == 1.5);
	assert_int_equal(bad, 0);
	csv_close(csv);
	setlocale(LC_ALL, "C");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_round_trip),
		cmocka_unit_test(quotes_only_where_they_must_be),
		cmocka_unit_test(numbers_round_trip),
		cmocka_unit_test(other_writers),
		cmocka_unit_test(cut_off_anywhere),
		cmocka_unit_test(last_line_too_short),
		cmocka_unit_test(records_across_blocks),
		cmocka_unit_test(zeros_at_the_end),
		cmocka_unit_test(damage_is_named),
		cmocka_unit_test(zero_byte_and_endless_quote),
		cmocka_unit_test(columns_have_one_name_each),
		cmocka_unit_test(missing_file),
		cmocka_unit_test(decimal_comma),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
