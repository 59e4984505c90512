/*
 * p values of a family of tests, adjusted for their number: one compares
 * them with the same level as a single p value. Ties and order do not matter.
 */
#ifndef GILBENCH_MODEL_ADJUST_H
#define GILBENCH_MODEL_ADJUST_H

#include <stddef.h>

#include "base/why.h"

/*
 * Holm: below the level, and the chance that any of them is false is at most
 * the level. For a gate (Holm, "A simple sequentially rejective multiple test
 * procedure", Scandinavian Journal of Statistics 1979).
 *
 * Benjamini and Hochberg: of those below the level a share of at most the
 * level is expected to be false. For a table ("Controlling the false discovery
 * rate", Journal of the Royal Statistical Society B 1995).
 *
 * adjusted[] may be p[]. 0, or -1 with why: a p value that is not in [0, 1].
 */
int adjust_holm(const double *p, double *adjusted, size_t n, struct why *why);
int adjust_benjamini_hochberg(const double *p, double *adjusted, size_t n,
			      struct why *why);

#endif
