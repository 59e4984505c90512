/* What all networks need. */
#include "workloads/net.h"

#include <math.h>

#define BLOCK 4 /* doubles */

/*
 * An inner loop of fixed length is vectorised by gcc -O2 too, which is what
 * `configure` compiles with.
 */
void net_add_scaled(double *restrict y, double a, const double *restrict x,
		    size_t n)
{
	for (size_t i = 0; i < n; i += BLOCK)
		for (size_t k = 0; k < BLOCK; k++)
			y[i + k] += a * x[i + k];
}

double net_softmax(double *z, unsigned label)
{
	double top = z[net_largest(z)], sum = 0;
	double correct = z[label] - top;

	for (unsigned k = 0; k < N_CLASSES; k++)
		sum += z[k] = exp(z[k] - top);
	for (unsigned k = 0; k < N_CLASSES; k++)
		z[k] /= sum;
	return log(sum) - correct;
}

unsigned net_largest(const double *z)
{
	unsigned best = 0;

	for (unsigned k = 1; k < N_CLASSES; k++)
		if (z[k] > z[best])
			best = k;
	return best;
}

void net_draw(double *w, size_t width, size_t n_in, size_t n_out,
	      struct rng *rng)
{
	double limit = sqrt(6.0 / (double)(n_in + n_out));

	for (size_t j = 0; j < n_out; j++)
		for (size_t i = 0; i < n_in; i++)
			w[i * width + j] = (2 * rng_unit(rng) - 1) * limit;
}
