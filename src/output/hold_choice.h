/* Which holds of the GIL a figure draws. */
#ifndef GILBENCH_OUTPUT_HOLD_CHOICE_H
#define GILBENCH_OUTPUT_HOLD_CHOICE_H

#include "output/contest.h"

/*
 * The holds of one attempt at the cell, in the order of time: the last that
 * was not tainted, or the last. NULL: there are none.
 */
const struct hold *hold_choice_attempt(const struct results *results,
				       unsigned cell, size_t *n);

/* Are there holds of attempts at the cell that were not tainted? */
bool hold_choice_has_valid(const struct results *results, unsigned cell);

#endif
