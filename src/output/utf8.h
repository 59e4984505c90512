/*
 * UTF-8 that nobody has checked: names of hosts, of interpreters, of files.
 */
#ifndef GILBENCH_OUTPUT_UTF8_H
#define GILBENCH_OUTPUT_UTF8_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes of the character at p, which is not the end; 1 for broken text. */
unsigned utf8_bytes(const char *p);

/* The code point of the character at p; UINT32_MAX for broken text. */
uint32_t utf8_code(const char *p);

/* Is all of it UTF-8? */
bool utf8_is_text(const char *text);

/*
 * Does the character at p only show itself? Not so: controls, broken text,
 * and what changes the direction of the text around it or has no width.
 */
bool utf8_is_plain(const char *p);

/*
 * The text as one line: line ends and tabs become blanks, everything else
 * that is not plain a '?'. free().
 */
char *utf8_line(const char *text);

#endif
