/*
 * What people type: durations, sizes, counts, lists; and printing them.
 * All parsers take the whole text or fail with one line that quotes it.
 */
#ifndef GILBENCH_BASE_UNITS_H
#define GILBENCH_BASE_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/why.h"

/* "100ms", "1.5s", "10min", "2h", "50us", "7ns"; a bare number is seconds. */
int units_seconds(const char *text, double *seconds, struct why *why);
/* "4096", "64KiB", "1MB" (10^6), "1MiB" (2^20), up to T. */
int units_bytes(const char *text, double *bytes, struct why *why);
/* "84mm", "8.4cm", "3.3in": with its unit. */
int units_inches(const char *text, double *inches, struct why *why);
/* A whole number in [low, high]. */
int units_count(const char *text, uint64_t low, uint64_t high, uint64_t *count,
		struct why *why);
int units_real(const char *text, double low, double high, double *value,
	       struct why *why);
/*
 * "1,2,4-8": numbers in [low, high], in the order given, without repeats.
 * *list is freed with free(). A range must not fall, and at most 4096
 * numbers are allowed.
 */
int units_list(const char *text, uint64_t low, uint64_t high, unsigned **list,
	       size_t *n, struct why *why);

/* Is `text` an item of a list like "cold,warm"? */
bool units_list_has(const char *list, const char *text);

/*
 * A finite decimal number with a point, in any locale, at the start of
 * `text`. Returns what follows it, or NULL when there is no number.
 */
const char *units_scan_real(const char *text, double *value);

/* "4 min 10 s", "12 ms", "0.1 ms": for people. Returns buffer. */
const char *units_show_seconds(double seconds, char *buffer, size_t n);
/* "14 MiB". Returns buffer. */
const char *units_show_bytes(double bytes, char *buffer, size_t n);

/*
 * The nearest of `names` (NULL-terminated) to `text` if a slip of the finger
 * or two explains the difference (Damerau-Levenshtein distance at most 2 and
 * less than half the length), or NULL.
 */
const char *units_nearest(const char *text, const char *const *names);

#endif
