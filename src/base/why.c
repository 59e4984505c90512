/* Errors as one line of text. Long texts are cut, never overrun. */
#include "why.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What is quoted in it may hold line ends, or steer the terminal. */
static int keep_to_one_line(struct why *why)
{
	unsigned char *p = (unsigned char *)why->text;

	for (; *p; p++) {
		if (*p < ' ' || *p == 0x7f)
			*p = '?';
		else if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			p[0] = p[1] = '?';
	}
	return -1;
}

int why_set(struct why *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why->text, sizeof(why->text), format, args);
	va_end(args);
	return keep_to_one_line(why);
}

int why_errno(struct why *why, const char *format, ...)
{
	int error = errno;
	va_list args;

	va_start(args, format);
	vsnprintf(why->text, sizeof(why->text), format, args);
	va_end(args);
	size_t length = strlen(why->text);

	snprintf(why->text + length, sizeof(why->text) - length, ": %s",
		 strerror(error));
	return keep_to_one_line(why);
}

int why_context(struct why *why, const char *format, ...)
{
	struct why inner = *why;
	va_list args;

	va_start(args, format);
	vsnprintf(why->text, sizeof(why->text), format, args);
	va_end(args);
	size_t length = strlen(why->text);

	snprintf(why->text + length, sizeof(why->text) - length, ": %s",
		 inner.text);
	return keep_to_one_line(why);
}
