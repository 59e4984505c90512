/*
 * How late answers are: from when they were due until their last byte was
 * handed to the kernel, by the same clock as the deadlines.
 */
#ifndef GILBENCH_APISERVER_LATENESS_H
#define GILBENCH_APISERVER_LATENESS_H

#include <stdint.h>

#include "base/buckets.h"

/* Zeros at first. Of one thread. */
struct lateness {
	uint64_t n, max_ns;
	uint64_t counts[N_BUCKETS];
};

void lateness_count(struct lateness *lateness, uint64_t due_ns,
		    uint64_t sent_ns);
/* All that `from` has counted, too. */
void lateness_add(struct lateness *lateness, const struct lateness *from);
/* So many of a thousand are no later, to 0.8 %; 0 if nothing was counted. */
uint64_t lateness_permille_ns(const struct lateness *lateness,
			      unsigned permille);

#endif
