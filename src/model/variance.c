/* One-way analysis of variance with unequal groups. */
#include "model/variance.h"

#include <math.h>

void variance_add(struct variance_sums *sums, const double *log_times, size_t n)
{
	double mean = 0, count = (double)n;

	for (size_t i = 0; i < n; i++)
		mean += log_times[i] / count;
	if (!sums->n_groups++)
		sums->shift = mean;
	for (size_t i = 0; i < n; i++)
		sums->within += (log_times[i] - mean) * (log_times[i] - mean);
	mean -= sums->shift;
	sums->n += count;
	sums->n_squares += count * count;
	sums->means += count * mean;
	sums->means_squared += count * mean * mean;
}

struct variance variance_split(const struct variance_sums *sums)
{
	double k = (double)sums->n_groups, n = sums->n;
	struct variance variance = { NAN, NAN, n / k };

	if (n > k)
		variance.within = sums->within / (n - k);
	if (!(n > k && k > 1))
		return variance;
	double between =
		(sums->means_squared - sums->means * sums->means / n) / (k - 1);
	double size = (n - sums->n_squares / n) / (k - 1);

	variance.between = fmax(0, (between - variance.within) / size);
	return variance;
}

double variance_between_share(const struct variance *variance)
{
	return variance->between /
	       (variance->between + variance->within / variance->samples);
}

unsigned variance_best_samples(const struct variance *variance, double sample_s,
			       double invocation_s)
{
	double best = ceil(sqrt(invocation_s / sample_s * variance->within /
				variance->between));

	if (isnan(best))
		return 0;
	return best < 1               ? 1
	       : best > VARIANCE_MOST ? VARIANCE_MOST
				      : (unsigned)best;
}
