/* See oracle.h. */
#include "oracle.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

struct csv_reader *oracle_open(const char *name)
{
	const char *srcdir = getenv("srcdir");
	char path[4096];
	struct why why;

	snprintf(path, sizeof(path), "%s/tests/oracle/%s",
		 srcdir ? srcdir : ".", name);
	struct csv_reader *csv = csv_open(path, &why);

	if (!csv)
		fail_msg("%s", why.text);
	return csv;
}

int oracle_next(struct csv_reader *csv)
{
	struct why why;
	int found = csv_next(csv, &why);

	if (found < 0)
		fail_msg("%s", why.text);
	return found;
}

const char *oracle_text(struct csv_reader *csv, const char *column)
{
	int number = csv_column(csv, column);

	assert_true(number >= 0);
	return csv_field(csv, number);
}

double oracle_real(struct csv_reader *csv, const char *column)
{
	const char *text = oracle_text(csv, column);
	char *end;

	if (!*text)
		return NAN;
	double value = strtod(text, &end);

	assert_true(*end == '\0');
	return value;
}

size_t oracle_values(const char *text, double *x, const char **rest)
{
	size_t n = 0;
	char *end;

	while (*text && *text != ';') {
		assert_true(n < ORACLE_MAX);
		x[n++] = strtod(text, &end);
		assert_true(end > text);
		text = end + (*end == ' ');
	}
	*rest = *text ? text + 1 : NULL;
	return n;
}

void oracle_near(double value, double expected)
{
	if (isnan(expected) ? !isnan(value)
			    : !(fabs(value - expected) <=
				1e-9 * fmax(1e-3, fabs(expected))))
		fail_msg("%.17g is not %.17g", value, expected);
}
