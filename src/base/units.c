/*
 * Parsing and printing of durations, sizes, counts and lists, the same in
 * any locale. Not a parser of options: who asks says which flag it was.
 */
#include "units.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

#define MAX_LIST 4096
#define MAX_NAME 64

struct unit {
	const char *name;
	double factor;
};

static const struct unit durations[] = {
	{ "", 1 },
	{ "s", 1 },
	{ "ms", 1e-3 },
	{ "us", 1e-6 },
	{ "\302\265s", 1e-6 }, /* micro sign */
	{ "\316\274s", 1e-6 }, /* Greek mu: what other keyboards give */
	{ "ns", 1e-9 },
	{ "min", 60 },
	{ "h", 3600 },
	{ NULL, 0 },
};

static const struct unit sizes[] = {
	{ "", 1 },         { "B", 1 },        { "kB", 1e3 },
	{ "KB", 1e3 },     { "MB", 1e6 },     { "GB", 1e9 },
	{ "TB", 1e12 },    { "KiB", 0x1p10 }, { "MiB", 0x1p20 },
	{ "GiB", 0x1p30 }, { "TiB", 0x1p40 }, { NULL, 0 },
};

static const struct unit lengths[] = {
	{ "mm", 1 / 25.4 },
	{ "cm", 1 / 2.54 },
	{ "in", 1 },
	{ NULL, 0 },
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits, with a point or without, as a whole number times 10^exponent. */
static const char *scan_mantissa(const char *p, uint64_t *mantissa,
				 int *exponent)
{
	int n = 0;

	*mantissa = 0;
	*exponent = 0;
	for (; is_digit(*p); p++, n++)
		*mantissa = 10 * *mantissa + (uint64_t)(*p - '0');
	for (p += *p == '.'; is_digit(*p); p++, n++, --*exponent)
		*mantissa = 10 * *mantissa + (uint64_t)(*p - '0');
	return n > 0 && n <= 19 ? p : NULL;
}

/*
 * A number of few digits, m 10^e with m <= 2^53 and |e| <= 22, is rounded
 * once, in the product or quotient of two doubles that are exact: the result
 * is strtod's (Clinger 1990, How to Read Floating Point Numbers Accurately).
 * NULL: not such a number.
 */
static const char *scan_short(const char *text, double *value)
{
	static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,
					 1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
					 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
					 1e18, 1e19, 1e20, 1e21, 1e22 };
	bool negative = *text == '-';
	uint64_t mantissa;
	int exponent, more = 0;
	const char *p = scan_mantissa(text + (negative || *text == '+'),
				      &mantissa, &exponent);

	if (p && (*p | 32) == 'e') {
		bool smaller = *++p == '-';

		p += smaller || *p == '+';
		if (!is_digit(*p))
			return NULL;
		for (; is_digit(*p) && more < 1000; p++)
			more = 10 * more + (*p - '0');
		exponent += smaller ? -more : more;
	}
	if (!p || mantissa > UINT64_C(1) << 53 || abs(exponent) > 22)
		return NULL;
	*value = exponent < 0 ? (double)mantissa / powers[-exponent]
			      : (double)mantissa * powers[exponent];
	if (negative)
		*value = -*value;
	return p;
}

static locale_t c_locale;

static void make_c_locale(void)
{
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

const char *units_scan_real(const char *text, double *value)
{
	/* workers that are threads get here at the same time */
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const char *digits = text + (*text == '-' || *text == '+');
	char *end;

	/* strtod also takes blanks, "inf", "nan" and hexadecimals */
	if (!is_digit(digits[*digits == '.']) ||
	    (digits[0] == '0' && (digits[1] | 32) == 'x'))
		return NULL;
	const char *after = scan_short(text, value);

	if (after)
		return after;
	pthread_once(&once, make_c_locale);
	*value = strtod_l(text, &end, c_locale);
	return isfinite(*value) ? end : NULL;
}

/* A number that is not negative, and one of the units: -1 if it is not. */
static int scan_unit(const char *text, const struct unit *units, double *value)
{
	const char *end = isdigit((unsigned char)*text) || *text == '.'
				  ? units_scan_real(text, value)
				  : NULL;

	for (; end && units->name; units++) {
		if (strcmp(end, units->name) == 0) {
			*value *= units->factor;
			return isfinite(*value) ? 0 : -1;
		}
	}
	return -1;
}

int units_seconds(const char *text, double *seconds, struct why *why)
{
	if (scan_unit(text, durations, seconds) == 0)
		return 0;
	return why_set(why,
		       "'%s' is not a duration: write 100ms, 1.5s, 10min or "
		       "2h",
		       text);
}

int units_bytes(const char *text, double *bytes, struct why *why)
{
	if (scan_unit(text, sizes, bytes) == 0) {
		double whole = nearbyint(*bytes);

		/* 1.1MB is not exactly whole in binary */
		if (fabs(*bytes - whole) <= 1e-12 * whole) {
			*bytes = whole;
			return 0;
		}
	}
	return why_set(why,
		       "'%s' is not a size: write 4096, 64KiB, 1MB or 2GiB",
		       text);
}

int units_inches(const char *text, double *inches, struct why *why)
{
	if (scan_unit(text, lengths, inches) == 0)
		return 0;
	return why_set(why, "'%s' is not a length: write 84mm, 8.4cm or 3.3in",
		       text);
}

/* Digits only, up to a character of `stop` or the end. NULL: none. */
static const char *scan_count(const char *text, const char *stop,
			      uint64_t *count)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return NULL;
	errno = 0;
	*count = strtoull(text, &end, 10);
	/* what does not fit is larger than any limit */
	if (errno == ERANGE)
		*count = UINT64_MAX;
	return *end == '\0' || strchr(stop, *end) ? end : NULL;
}

static int check_range(const char *text, uint64_t count, uint64_t low,
		       uint64_t high, struct why *why)
{
	if (count >= low && count <= high)
		return 0;
	if (high == UINT64_MAX)
		return why_set(why, "'%s' is too small: at least %ju", text,
			       (uintmax_t)low);
	return why_set(why, "'%s' is out of range: %ju to %ju", text,
		       (uintmax_t)low, (uintmax_t)high);
}

int units_count(const char *text, uint64_t low, uint64_t high, uint64_t *count,
		struct why *why)
{
	if (!scan_count(text, "", count))
		return why_set(why, "'%s' is not a whole number", text);
	return check_range(text, *count, low, high, why);
}

int units_real(const char *text, double low, double high, double *value,
	       struct why *why)
{
	const char *end = units_scan_real(text, value);

	if (!end || *end)
		return why_set(why, "'%s' is not a number", text);
	if (*value >= low && *value <= high)
		return 0;
	return why_set(why, "'%s' is out of range: %g to %g", text, low, high);
}

/* Append first ... last to the list, without those that it has. */
static int add_range(const char *text, uint64_t first, uint64_t last,
		     unsigned **list, size_t *n, struct why *why)
{
	if (first > last)
		return why_set(why, "'%s': the range %ju-%ju falls", text,
			       (uintmax_t)first, (uintmax_t)last);
	if (last - first >= MAX_LIST)
		return why_set(why, "'%s' is too long: at most %d numbers",
			       text, MAX_LIST);
	for (uint64_t number = first; number <= last; number++) {
		size_t i = 0;

		while (i < *n && (*list)[i] != number)
			i++;
		if (i < *n)
			continue;
		if (*n == MAX_LIST)
			return why_set(why,
				       "'%s' is too long: at most %d numbers",
				       text, MAX_LIST);
		*list = alloc_grow(*list, *n, sizeof(**list));
		(*list)[(*n)++] = (unsigned)number;
	}
	return 0;
}

int units_list(const char *text, uint64_t low, uint64_t high, unsigned **list,
	       size_t *n, struct why *why)
{
	const char *p = text;
	uint64_t first, last;

	assert(high < UINT_MAX);
	*list = NULL;
	*n = 0;
	for (;; p++) {
		p = scan_count(p, ",-", &first);
		last = first;
		if (p && *p == '-')
			p = scan_count(p + 1, ",", &last);
		if (!p) {
			why_set(why, "'%s' is not a list like 1,2,4-8", text);
			break;
		}
		if (check_range(text, first, low, high, why) < 0 ||
		    check_range(text, last, low, high, why) < 0 ||
		    add_range(text, first, last, list, n, why) < 0)
			break;
		if (*p == '\0')
			return 0;
	}
	free(*list);
	*list = NULL;
	*n = 0;
	return -1;
}

bool units_list_has(const char *list, const char *text)
{
	size_t length = strlen(text), n;

	for (const char *c = list; *c; c += n + (c[n] == ',')) {
		n = strcspn(c, ",");
		if (n == length && strncmp(c, text, n) == 0)
			return true;
	}
	return false;
}

/* One decimal below 10, none above; with a point in any locale. */
static const char *show(double value, const char *unit, char *buffer, size_t n)
{
	long tenths = lround(value * 10);

	if (tenths < 100 && tenths % 10)
		snprintf(buffer, n, "%ld.%ld %s", tenths / 10, tenths % 10,
			 unit);
	else
		snprintf(buffer, n, "%ld %s", lround(value), unit);
	return buffer;
}

const char *units_show_seconds(double seconds, char *buffer, size_t n)
{
	long whole;

	if (!(seconds >= 0) || seconds > 1e9) {
		snprintf(buffer, n, "-");
		return buffer;
	}
	if (seconds < 0.95e-6)
		return show(seconds * 1e9, "ns", buffer, n);
	if (seconds < 0.95e-4)
		return show(seconds * 1e6, "us", buffer, n);
	if (seconds < 0.9995)
		return show(seconds * 1e3, "ms", buffer, n);
	if (seconds < 59.5)
		return show(seconds, "s", buffer, n);
	whole = lround(seconds);
	if (whole < 3600)
		snprintf(buffer, n, "%ld min %ld s", whole / 60, whole % 60);
	else
		snprintf(buffer, n, "%ld h %ld min", (whole + 30) / 3600,
			 (whole + 30) % 3600 / 60);
	return buffer;
}

const char *units_show_bytes(double bytes, char *buffer, size_t n)
{
	static const char *const names[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	unsigned i = 0;

	if (!(bytes >= 0) || bytes > 0x1p60) {
		snprintf(buffer, n, "-");
		return buffer;
	}
	while (bytes >= 1023.5 && i < 4) {
		bytes /= 1024;
		i++;
	}
	return show(bytes, names[i], buffer, n);
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned least = a < b ? a : b;

	return least < c ? least : c;
}

/* Slips of the finger: insert, delete, replace, swap two neighbours. */
static unsigned distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
	unsigned d[MAX_NAME + 1][MAX_NAME + 1];

	for (size_t i = 0; i <= n_a; i++)
		d[i][0] = (unsigned)i;
	for (size_t j = 0; j <= n_b; j++)
		d[0][j] = (unsigned)j;
	for (size_t i = 1; i <= n_a; i++) {
		for (size_t j = 1; j <= n_b; j++) {
			d[i][j] =
				min3(d[i - 1][j] + 1, d[i][j - 1] + 1,
				     d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] &&
			    d[i - 2][j - 2] + 1 < d[i][j])
				d[i][j] = d[i - 2][j - 2] + 1;
		}
	}
	return d[n_a][n_b];
}

const char *units_nearest(const char *text, const char *const *names)
{
	const char *nearest = NULL;
	size_t length = strlen(text);
	unsigned least = 3;

	if (length > MAX_NAME)
		return NULL;
	for (; *names; names++) {
		size_t n = strlen(*names);
		unsigned d =
			n > MAX_NAME ? 3 : distance(text, length, *names, n);

		if (d < least && 2 * d < length) {
			least = d;
			nearest = *names;
		}
	}
	return nearest;
}
