/*
 * Allocation that does not return NULL, and growing arrays.
 *
 * Running out of memory ends the program with one line and status 1: no
 * caller could do anything better. What these return is freed with free().
 */
#ifndef GILBENCH_BASE_ALLOC_H
#define GILBENCH_BASE_ALLOC_H

#include <stddef.h>

void *alloc_zero(size_t n, size_t size);
void *alloc_resize(void *old, size_t n, size_t size);
char *alloc_copy(const char *text);
char *alloc_printf(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/*
 * Room for one more element: returns `array` with at least n + 1 elements of
 * `size` bytes. Grows by doubling when n is a power of two (or 0), so the
 * caller keeps nothing but the array and its count.
 */
void *alloc_grow(void *array, size_t n, size_t size);

#endif
