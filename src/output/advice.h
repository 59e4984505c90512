/* What to use for a job, in words. */
#ifndef GILBENCH_OUTPUT_ADVICE_H
#define GILBENCH_OUTPUT_ADVICE_H

#include "output/contest.h"

/* One sentence without its end, in ASCII but for names. free(). */
char *advice_text(const struct results *results, const struct contest *contest);

#endif
