/* Errors as one line of text. Long texts are cut, never overrun. */
#include "why.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int why_set(struct why *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why->text, sizeof(why->text), format, args);
	va_end(args);
	return -1;
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
	return -1;
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
	return -1;
}
