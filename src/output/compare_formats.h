/* The formats that a comparison is printed in. */
#ifndef GILBENCH_OUTPUT_COMPARE_FORMATS_H
#define GILBENCH_OUTPUT_COMPARE_FORMATS_H

#include <stdio.h>

#include "output/comparison.h"

struct compare_format {
	const char *name; /* "text"; NULL ends the table */
	bool tells;       /* warnings are a part of it */
	void (*write)(FILE *file, const struct comparison *comparison);
};

extern const struct compare_format compare_formats[];

void compare_text(FILE *file, const struct comparison *comparison);
void compare_csv(FILE *file, const struct comparison *comparison);
void compare_json(FILE *file, const struct comparison *comparison);
void compare_markdown(FILE *file, const struct comparison *comparison);

/* "1 slower, 24 same, 1 unclear": free(). */
char *compare_summary(const struct comparison *comparison);
/* The sentence on the gate: free(). NULL: there is none. */
char *compare_gate_sentence(const struct comparison *comparison);
/* Why cells are unclear: each reason once, how often, freed by lines_fini(). */
struct lines compare_reasons(const struct comparison *comparison);

/* "1.102", "1.081-1.124", "<0.001"; "-": there is none. Returns text. */
const char *compare_show_ratio(double ratio, char *text, size_t n);
const char *compare_show_interval(const struct interval *ci, const char *dash,
				  char *text, size_t n);
const char *compare_show_p(double p, char *text, size_t n);

#endif
