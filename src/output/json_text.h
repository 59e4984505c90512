/* Text of the outside, which need not be UTF-8, as JSON, which must be. */
#ifndef GILBENCH_OUTPUT_JSON_TEXT_H
#define GILBENCH_OUTPUT_JSON_TEXT_H

#include <jansson.h>

/* A string of the caller's; where the text is broken it is utf8_line(). */
json_t *json_text(const char *text);

#endif
