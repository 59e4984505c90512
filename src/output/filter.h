/* A part of the results: what --filter leaves of them. */
#ifndef GILBENCH_OUTPUT_FILTER_H
#define GILBENCH_OUTPUT_FILTER_H

#include "output/results.h"

/* Is it an extended regular expression? 0 or -1. */
int filter_check(const char *regex, struct why *why);

/*
 * Make `part` of the cells whose cell_key() matches the extended regular
 * expression, and of the serial cells that they are compared with. Texts
 * and histories are borrowed from `all`. 0, or -1 if it is no expression or
 * none matches.
 */
int filter_results(struct results *part, const struct results *all,
		   const char *regex, struct why *why);
void filter_fini(struct results *part);

#endif
