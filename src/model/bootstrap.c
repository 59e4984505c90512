/*
 * Resampling. tests/oracle/bootstrap.py draws the same numbers and must come
 * to the same result.
 */
#include "model/bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "base/alloc.h"
#include "base/rng.h"

/* More invocations are not drawn one by one. */
#define MOST_DRAWN 256
/* Ratios that are this close (as logarithms) are equal. */
#define ROUNDING 1e-12

/* A side put in order: its runs that have times, each sorted. */
struct sorted_side {
	struct bootstrap_run *runs;
	size_t n_runs, n_all; /* n_all: the empty ones too */
	double *log_medians;  /* of these runs */
	double log_time;      /* of the side */
	double noise;         /* sum of squares of what resampling moved them */
};

static size_t n_times(const struct bootstrap_side *side)
{
	size_t n = 0;

	for (size_t r = 0; r < side->n_runs; r++)
		n += side->runs[r].n;
	return n;
}

static int check_side(const struct bootstrap_side *side, const char *name,
		      struct why *why)
{
	for (size_t r = 0; r < side->n_runs; r++) {
		const struct bootstrap_run *run = &side->runs[r];

		for (size_t i = 0; i < run->n; i++)
			if (!(run->times[i] > 0 && isfinite(run->times[i])))
				return why_set(why,
					       "side %s, run %zu: value %zu of "
					       "%zu, %g, is no time",
					       name, r + 1, i + 1, run->n,
					       run->times[i]);
	}
	return n_times(side) ? 0 : why_set(why, "side %s has no times", name);
}

double bootstrap_time(const struct bootstrap_side *side)
{
	double *log_medians = alloc_zero(side->n_runs, sizeof(*log_medians));
	size_t n = 0;

	for (size_t r = 0; r < side->n_runs; r++)
		if (side->runs[r].n)
			log_medians[n++] = log(stats_median(side->runs[r].times,
							    side->runs[r].n));
	double median = exp(stats_median(log_medians, n));

	free(log_medians);
	return median;
}

static struct sorted_side sort_side(const struct bootstrap_side *side)
{
	struct sorted_side sorted = {
		.runs = alloc_zero(side->n_runs, sizeof(*sorted.runs)),
		.log_medians = alloc_zero(side->n_runs, sizeof(double)),
		.n_all = side->n_runs,
	};

	for (size_t r = 0; r < side->n_runs; r++) {
		const struct bootstrap_run *run = &side->runs[r];

		if (!run->n)
			continue;
		double *times = alloc_zero(run->n, sizeof(*times));

		memcpy(times, run->times, run->n * sizeof(*times));
		gsl_sort(times, 1, run->n);
		sorted.log_medians[sorted.n_runs] = log(
			gsl_stats_median_from_sorted_data(times, 1, run->n));
		sorted.runs[sorted.n_runs++] =
			(struct bootstrap_run){ times, run->n };
	}
	sorted.log_time = stats_median(sorted.log_medians, sorted.n_runs);
	return sorted;
}

static void free_side(struct sorted_side *side)
{
	for (size_t r = 0; r < side->n_runs; r++)
		free((double *)side->runs[r].times);
	free(side->runs);
	free(side->log_medians);
}

/*
 * The median of as many draws from the run's times, which are sorted. Of many,
 * the middle one of n uniform draws has a beta distribution with mean 1/2 and
 * standard deviation 1 / (2 sqrt(n)), and is as good as normal.
 */
static double draw_median(const struct bootstrap_run *run, struct rng *rng)
{
	size_t n = run->n;
	unsigned short count[MOST_DRAWN];

	if (n > MOST_DRAWN) {
		/* halves, so that it is never 0 */
		double u = ((double)(rng_next(rng) >> 11) + .5) * 0x1p-53;
		double at =
			.5 + gsl_cdf_ugaussian_Pinv(u) / (2 * sqrt((double)n));

		return run->times[(size_t)(at * (double)n)];
	}
	memset(count, 0, n * sizeof(*count));
	for (size_t i = 0; i < n; i++)
		count[(rng_next(rng) >> 32) * n >> 32]++;
	size_t low = 0, high, seen = count[0];

	while (seen < (n + 1) / 2)
		seen += count[++low];
	for (high = low; seen < n / 2 + 1;)
		seen += count[++high];
	return (run->times[low] + run->times[high]) / 2;
}

/* ln of the side's time in one resample, less that of the estimate. */
static double draw_side(struct sorted_side *side, double *medians,
			struct rng *runs, struct rng *times)
{
	for (size_t r = 0; r < side->n_all; r++) {
		uint64_t pick = rng_next(runs);

		if (r >= side->n_runs)
			continue;
		pick %= side->n_runs;
		medians[r] = log(draw_median(&side->runs[pick], times));
		double moved = medians[r] - side->log_medians[pick];

		side->noise += moved * moved;
	}
	return stats_median(medians, side->n_runs) - side->log_time;
}

/* What deviations are multiplied by; see the header. */
static double scale_of(const struct sorted_side *side)
{
	double n = (double)side->n_runs;
	double v = side->noise / (BOOTSTRAP_RESAMPLES * n), s2 = 0;

	if (n > 1)
		s2 = gsl_stats_variance(side->log_medians, 1, side->n_runs);
	double resampled = s2 * (n - 1) / n + v;
	double meant = s2 > v ? v + (s2 - v) * n / (n - 1) : v;

	return resampled > 0 ? sqrt(meant / resampled) : 1;
}

/* p values never are 0: of n + 1 equally likely results one is seen. */
static double share(size_t n)
{
	return (double)(n + 1) / (BOOTSTRAP_RESAMPLES + 1);
}

static size_t count_up_to(const struct bootstrap *result, double log_ratio)
{
	size_t n = 0;

	for (size_t i = 0; i < BOOTSTRAP_RESAMPLES; i++)
		n += result->log_ratios[i] <= log_ratio + ROUNDING;
	return n;
}

static size_t count_from(const struct bootstrap *result, double log_ratio)
{
	size_t n = 0;

	for (size_t i = 0; i < BOOTSTRAP_RESAMPLES; i++)
		n += result->log_ratios[i] >= log_ratio - ROUNDING;
	return n;
}

double bootstrap_p_above(const struct bootstrap *result, double ratio)
{
	return share(count_up_to(result, log(ratio)));
}

double bootstrap_p_below(const struct bootstrap *result, double ratio)
{
	return share(count_from(result, log(ratio)));
}

/* From the resamples to what is told. */
static void summarise(struct bootstrap *result)
{
	double p = 2 * fmin(bootstrap_p_above(result, 1),
			    bootstrap_p_below(result, 1));
	size_t n = BOOTSTRAP_RESAMPLES;
	double *order = alloc_zero(n, sizeof(*order));

	memcpy(order, result->log_ratios, n * sizeof(*order));
	gsl_sort(order, 1, n);
	result->ratio = exp(result->log_ratio);
	result->ci.low =
		exp(gsl_stats_quantile_from_sorted_data(order, 1, n, .025));
	result->ci.high =
		exp(gsl_stats_quantile_from_sorted_data(order, 1, n, .975));
	result->p = p < 1 ? p : 1;
	free(order);
}

static void draw_resamples(struct bootstrap *result, struct sorted_side *a,
			   struct sorted_side *b, uint64_t seed,
			   uint64_t stream)
{
	size_t n = BOOTSTRAP_RESAMPLES;
	double *medians = alloc_zero(a->n_all + b->n_all, sizeof(*medians));
	double *off = alloc_zero(n, sizeof(*off));
	struct rng runs, times;

	rng_init(&runs, seed, 0);
	rng_init(&times, seed, stream + 1);
	result->log_ratios = alloc_zero(n, sizeof(double));
	for (size_t i = 0; i < n; i++) {
		off[i] = draw_side(a, medians, &runs, &times);
		result->log_ratios[i] = draw_side(b, medians, &runs, &times);
	}
	double scale_a = scale_of(a), scale_b = scale_of(b);

	for (size_t i = 0; i < n; i++)
		result->log_ratios[i] = result->log_ratio +
					scale_b * result->log_ratios[i] -
					scale_a * off[i];
	free(off);
	free(medians);
}

int bootstrap_ratio(struct bootstrap *result, const struct bootstrap_side *a,
		    const struct bootstrap_side *b, uint64_t seed,
		    uint64_t stream, struct why *why)
{
	if (check_side(a, "A", why) < 0 || check_side(b, "B", why) < 0)
		return -1;
	struct sorted_side side_a = sort_side(a), side_b = sort_side(b);

	*result = (struct bootstrap){
		.ci = { NAN, NAN },
		.p = NAN,
		.log_ratio = side_b.log_time - side_a.log_time,
	};
	result->ratio = exp(result->log_ratio);
	if (n_times(a) >= STATS_MIN_PAIRS && n_times(b) >= STATS_MIN_PAIRS) {
		draw_resamples(result, &side_a, &side_b, seed, stream);
		summarise(result);
	}
	free_side(&side_a);
	free_side(&side_b);
	return 0;
}

void bootstrap_fini(struct bootstrap *result)
{
	free(result->log_ratios);
	*result = (struct bootstrap){ 0 };
}

void bootstrap_add(struct bootstrap *mean, const struct bootstrap *one,
		   size_t n_before)
{
	double n = (double)n_before + 1;

	if (!mean->log_ratios)
		mean->log_ratios =
			alloc_zero(BOOTSTRAP_RESAMPLES, sizeof(double));
	mean->log_ratio += (one->log_ratio - mean->log_ratio) / n;
	for (size_t i = 0; i < BOOTSTRAP_RESAMPLES; i++)
		mean->log_ratios[i] +=
			(one->log_ratios[i] - mean->log_ratios[i]) / n;
	summarise(mean);
}
