/* Rounds become an answer; see the header. */
#include "model/probe.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

/* Shares of the call: above it holds the GIL throughout, below hardly. */
#define HELD_ABOVE 0.9
#define RELEASED_BELOW 0.1

/* Round number i of those with one thread, or with several. */
static const struct probe_round *pick(const struct probe_round *rounds,
				      size_t n, bool several, size_t i)
{
	for (size_t k = 0; k < n; k++)
		if ((rounds[k].n_threads > 1) == several && i-- == 0)
			return &rounds[k];
	return NULL;
}

static double overlap_of(double speedup, unsigned n_threads)
{
	return fmin(1, fmax(0, (speedup - 1) / (n_threads - 1)));
}

void probe_summarise(struct probe *probe, const struct probe_round *rounds,
		     size_t n_rounds, bool has_gil)
{
	double *speedups = alloc_zero(n_rounds, sizeof(double));
	double *calls = alloc_zero(n_rounds, sizeof(double));
	double *holds = alloc_zero(n_rounds, sizeof(double));
	double *shares = alloc_zero(n_rounds, sizeof(double));
	const struct probe_round *one, *several;
	size_t n = 0;

	*probe = (struct probe){ .n_threads = 2 };
	while ((one = pick(rounds, n_rounds, false, n)) &&
	       (several = pick(rounds, n_rounds, true, n))) {
		probe->n_threads = several->n_threads;
		speedups[n] = several->n_threads * several->n_loops /
			      several->wall_s * one->wall_s / one->n_loops;
		calls[n] = one->wall_s / one->n_loops;
		holds[n] = one->hold_s / one->n_loops;
		shares[n] = fmin(1, one->hold_s / one->wall_s);
		n++;
	}
	probe->n_pairs = n;
	probe->call_s = stats_median(calls, n);
	probe->hold_call_s = has_gil ? stats_median(holds, n) : NAN;
	probe->hold_share = has_gil ? stats_median(shares, n) : NAN;
	probe->threads_to_fill = 1 / probe->hold_share;
	probe->speedup = stats_median(speedups, n);
	probe->speedup_ci = stats_sign_interval(speedups, n);
	probe->overlap = overlap_of(probe->speedup, probe->n_threads);
	probe->overlap_ci = (struct interval){
		overlap_of(probe->speedup_ci.low, probe->n_threads),
		overlap_of(probe->speedup_ci.high, probe->n_threads),
	};
	free(speedups);
	free(calls);
	free(holds);
	free(shares);
}

/* What else the two measurements, of time and of the GIL, say together. */
static const char *doubt(const struct probe *probe, unsigned n_cpus)
{
	if (probe->n_threads > n_cpus && !(probe->overlap > 0.9))
		return " There are more threads than CPUs: what computes "
		       "cannot overlap fully here.";
	if (probe->hold_share < 0.5 && probe->overlap < 0.5)
		return " What keeps the threads apart is not the GIL: another "
		       "lock, memory, or a busy machine.";
	return "";
}

char *probe_sentence(const struct probe *probe, unsigned n_cpus)
{
	char *does, *text;
	double percent = 100 * probe->hold_share;

	if (isnan(probe->hold_share))
		does = alloc_copy("This Python runs without a GIL");
	else if (probe->hold_share > HELD_ABOVE)
		does = alloc_printf("No: the call holds the GIL for %.3g %% of "
				    "its time",
				    percent);
	else if (probe->hold_share < RELEASED_BELOW)
		does = alloc_printf("Yes: the call releases the GIL, and holds "
				    "it for %.2g %% of its time",
				    percent);
	else
		does = alloc_printf("In part: the call holds the GIL for "
				    "%.3g %% of its time",
				    percent);
	text = alloc_printf("%s; %u threads did %.2f times the work of one.%s",
			    does, probe->n_threads, probe->speedup,
			    doubt(probe, n_cpus));
	free(does);
	return text;
}
