/* Names and numbers as the report prints them; the same in any locale. */
#include "output/report_text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "output/cell_text.h"
#include "output/report_parts.h"

#define NONE "\u2013"

char *report_job_text(const struct contest *contest)
{
	char hints[64];

	contest_hints(contest, hints, sizeof(hints));
	bool any = *hints || *contest->variant;

	return alloc_printf("%s%s%s%s%s%s", contest->first->workload,
			    any ? " (" : "", contest->variant,
			    *hints && *contest->variant ? ", " : "", hints,
			    any ? ")" : "");
}

char *report_short_job_text(const struct contest *contest)
{
	return alloc_printf("%s%s%s%s", contest->first->workload,
			    *contest->variant ? " (" : "", contest->variant,
			    *contest->variant ? ")" : "");
}

char *report_workers_text(const struct cell *cell)
{
	const char *s = cell->workers == 1 ? "" : "s";

	if (contest_is_serial(cell))
		return alloc_copy("serial");
	if (strcmp(cell->executor, "asyncio") == 0)
		return alloc_printf("%u asyncio task%s", cell->workers, s);
	if (strcmp(cell->executor, "own") == 0)
		return alloc_printf("%u worker%s of its own", cell->workers, s);
	return cell_count_text(cell->workers, cell->executor);
}

const char *report_kernel_text(const char *kernel)
{
	static const char *const names[][2] = {
		{ "python", "Python" },
		{ "native", "C" },
		{ "native-held", "C, GIL kept" },
		{ "numpy", "NumPy" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i][0], kernel) == 0)
			return names[i][1];
	return kernel;
}

const char *report_times_text(double ratio, char text[REPORT_N_TEXT])
{
	char number[32];

	if (!isfinite(ratio))
		return strcpy(text, NONE);
	snprintf(text, REPORT_N_TEXT, "%s\u00d7",
		 cell_ratio_text(ratio, number, sizeof(number)));
	return text;
}

const char *report_gain_text(double value, const struct interval *ci,
			     char text[REPORT_N_TEXT])
{
	char number[32], low[32], high[32];

	if (!isfinite(value))
		return strcpy(text, NONE);
	cell_ratio_text(value, number, sizeof(number));
	if (!isfinite(ci->low) || !isfinite(ci->high))
		snprintf(text, REPORT_N_TEXT, "%s\u00d7", number);
	else
		snprintf(text, REPORT_N_TEXT, "%s\u00d7 (%s\u2013%s)", number,
			 cell_ratio_text(ci->low, low, sizeof(low)),
			 cell_ratio_text(ci->high, high, sizeof(high)));
	return text;
}

const char *report_percent_text(double share, char text[REPORT_N_TEXT])
{
	if (!isfinite(share))
		return strcpy(text, NONE);
	double percent = round(100 * share);

	snprintf(text, REPORT_N_TEXT, "%s%.0f %%", percent < 0 ? "\u2212" : "",
		 fabs(percent));
	return text;
}

const char *report_share_text(double share, const struct interval *ci,
			      char text[REPORT_N_TEXT])
{
	if (!isfinite(share) || !isfinite(ci->low) || !isfinite(ci->high))
		return report_percent_text(share, text);
	snprintf(text, REPORT_N_TEXT, "%.0f %% (%.0f\u2013%.0f)", 100 * share,
		 100 * ci->low, 100 * ci->high);
	return text;
}

const char *report_seconds_text(double seconds, char text[REPORT_N_TEXT])
{
	char shown[48];
	char *micro;

	if (!isfinite(seconds))
		return strcpy(text, NONE);
	units_show_seconds(seconds, shown, sizeof(shown));
	micro = strstr(shown, " us");
	if (micro)
		*micro = '\0';
	snprintf(text, REPORT_N_TEXT, "%s%s", shown, micro ? " \u00b5s" : "");
	return text;
}

const char *report_bytes_text(double bytes, char text[REPORT_N_TEXT])
{
	if (!isfinite(bytes))
		return strcpy(text, NONE);
	return units_show_bytes(bytes, text, REPORT_N_TEXT);
}

const char *report_rate_text(double rate, char text[REPORT_N_TEXT])
{
	if (!(rate > 0))
		return strcpy(text, NONE);
	return cell_rate_text(rate, text, REPORT_N_TEXT);
}

const char *report_count_text(const struct report *report, const char *key,
			      char text[REPORT_N_TEXT])
{
	double count = results_number(report->results, key);

	if (!isfinite(count))
		return strcpy(text, NONE);
	snprintf(text, REPORT_N_TEXT, "%.0f", count);
	return text;
}

static bool is_digit(char c)
{
	return isdigit((unsigned char)c);
}

/* "x" of "1.96x", but not of "3.11x86". */
static bool is_times(const char *text, const char *p)
{
	return *p == 'x' && p > text && is_digit(p[-1]) &&
	       !isalnum((unsigned char)p[1]);
}

/* "-" of "(1.88-2.04)": a bracket that holds nothing but two numbers. */
static bool is_range(const char *text, const char *p)
{
	const char *low = p;

	if (*p != '-')
		return false;
	while (low > text && (is_digit(low[-1]) || low[-1] == '.'))
		low--;
	return low > text && low < p && low[-1] == '(' &&
	       p[1 + strspn(p + 1, "0123456789.")] == ')';
}

/* "u" of "48 us". */
static bool is_micro(const char *text, const char *p)
{
	return strncmp(p, "us", 2) == 0 && !isalnum((unsigned char)p[2]) &&
	       p >= text + 2 && p[-1] == ' ' && is_digit(p[-2]);
}

/* With the signs of print. free(). */
static char *typeset(const char *ascii)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	for (const char *p = ascii; *p; p++) {
		if (is_times(ascii, p))
			fputs("\u00d7", file);
		else if (is_range(ascii, p))
			fputs("\u2013", file);
		else if (is_micro(ascii, p))
			fputs("\u00b5", file);
		else
			putc(*p, file);
	}
	fclose(file);
	return text;
}

/* " -t 1,2": an option begins at the second character. */
static bool is_option(const char *p)
{
	return p[0] == ' ' && p[1] == '-' &&
	       (isalpha((unsigned char)p[2]) ||
		(p[2] == '-' && isalpha((unsigned char)p[3])));
}

static void put_bytes(struct report *report, enum doc_style style,
		      const char *text, size_t n)
{
	char *part = alloc_printf("%.*s", (int)n, text);

	doc_put(report->doc, style, part);
	free(part);
}

void report_put_cell(struct report *report, const char *text)
{
	doc_cell(report->doc);
	doc_put(report->doc, DOC_PLAIN, text);
}

void report_put_sentence(struct report *report, const char *ascii)
{
	char *text = typeset(ascii);
	const char *rest = text;

	while (*rest) {
		size_t n = 0;

		while (rest[n] && !is_option(rest + n))
			n++;
		bool option = rest[n] != '\0';

		n += option; /* the blank before it */
		put_bytes(report, DOC_PLAIN, rest, n);
		rest += n;
		n = option ? strcspn(rest, ";") : 0;
		put_bytes(report, DOC_CODE, rest, n);
		rest += n;
	}
	free(text);
}

char *report_date_text(const char *iso)
{
	static const char *const months[] = {
		"January",   "February", "March",    "April",
		"May",       "June",     "July",     "August",
		"September", "October",  "November", "December",
	};
	unsigned year, month, day;

	if (sscanf(iso, "%4u-%2u-%2uT", &year, &month, &day) != 3 ||
	    month < 1 || month > 12 || day < 1 || day > 31)
		return alloc_copy(iso);
	return alloc_printf("%u %s %u", day, months[month - 1], year);
}
