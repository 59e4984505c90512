/* Both procedures walk along the sorted p values, from opposite ends. */
#include "model/adjust.h"

#include <stdlib.h>

#include <gsl/gsl_sort.h>

#include "base/alloc.h"

static int check(const double *p, size_t n, struct why *why)
{
	for (size_t i = 0; i < n; i++)
		if (!(p[i] >= 0 && p[i] <= 1))
			return why_set(why,
				       "value %zu of %zu, %g, is no p "
				       "value",
				       i + 1, n, p[i]);
	return 0;
}

static size_t *order_of(const double *p, size_t n)
{
	size_t *order = alloc_zero(n, sizeof(*order));

	gsl_sort_index(order, p, 1, n);
	return order;
}

int adjust_holm(const double *p, double *adjusted, size_t n, struct why *why)
{
	double most = 0;

	if (check(p, n, why) < 0)
		return -1;
	size_t *order = order_of(p, n);

	for (size_t i = 0; i < n; i++) {
		double x = p[order[i]] * (double)(n - i);

		most = x > most ? x : most;
		adjusted[order[i]] = most < 1 ? most : 1;
	}
	free(order);
	return 0;
}

int adjust_benjamini_hochberg(const double *p, double *adjusted, size_t n,
			      struct why *why)
{
	double least = 1;

	if (check(p, n, why) < 0)
		return -1;
	size_t *order = order_of(p, n);

	for (size_t i = n; i--;) {
		double x = p[order[i]] * (double)n / (double)(i + 1);

		least = x < least ? x : least;
		adjusted[order[i]] = least;
	}
	free(order);
	return 0;
}
