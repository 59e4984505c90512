/*
 * As JSON: text of the outside, which need not be UTF-8, as JSON must be; and
 * numbers that may not be known.
 */
#ifndef GILBENCH_OUTPUT_JSON_TEXT_H
#define GILBENCH_OUTPUT_JSON_TEXT_H

#include <jansson.h>

/* A string of the caller's; where the text is broken it is utf8_line(). */
json_t *json_text(const char *text);
/* A number of the caller's; null if it is not finite. */
json_t *json_number(double x);

#endif
