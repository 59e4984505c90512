/* What all networks need. */
#include "workloads/net.h"

#include <math.h>

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
