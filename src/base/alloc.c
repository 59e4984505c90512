/* Allocation that ends the program rather than return NULL. */
#include "alloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *check(void *memory)
{
	if (!memory) {
		fputs("gilbench: out of memory\n", stderr);
		exit(1);
	}
	return memory;
}

void *alloc_zero(size_t n, size_t size)
{
	return check(calloc(n ? n : 1, size ? size : 1));
}

void *alloc_resize(void *old, size_t n, size_t size)
{
	return check(reallocarray(old, n ? n : 1, size ? size : 1));
}

char *alloc_copy(const char *text)
{
	return check(strdup(text));
}

char *alloc_printf(const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	int length = vasprintf(&text, format, args);

	va_end(args);
	return check(length < 0 ? NULL : text);
}

void *alloc_grow(void *array, size_t n, size_t size)
{
	if (n & (n - 1))
		return array;
	return alloc_resize(array, n ? 2 * n : 1, size);
}
