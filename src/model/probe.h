/*
 * Does a call release the GIL? Told from rounds of it in one thread and in
 * several, in turns, under the GIL meter.
 */
#ifndef GILBENCH_MODEL_PROBE_H
#define GILBENCH_MODEL_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/stats.h"

/* One round: each of n_threads threads called it n_loops times. */
struct probe_round {
	unsigned n_threads;
	double n_loops, wall_s;
	double hold_s, wait_s; /* sums over the threads, by the meter */
};

struct probe {
	unsigned n_threads; /* of the rounds with several */
	size_t n_pairs;
	double call_s, hold_call_s; /* of one call in one thread */
	double hold_share;          /* of that call; NAN without a GIL */
	/* what several threads do in the time in which one does 1 */
	double speedup;
	struct interval speedup_ci;
	/* 0: they took turns, 1: none was in another's way */
	double overlap;
	struct interval overlap_ci;
	double threads_to_fill; /* that would hold the GIL all the time */
};

/*
 * Medians over pairs, the i-th round with one thread and the i-th with
 * several; intervals by the sign test (stats.h). has_gil: the meter saw one.
 */
void probe_summarise(struct probe *probe, const struct probe_round *rounds,
		     size_t n_rounds, bool has_gil);

/* One or two sentences. Freed with free(). */
char *probe_sentence(const struct probe *probe, unsigned n_cpus);

#endif
