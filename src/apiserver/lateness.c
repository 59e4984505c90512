/* Counts of latenesses, in buckets. No clock in here. */
#include "apiserver/lateness.h"

void lateness_count(struct lateness *lateness, uint64_t due_ns,
		    uint64_t sent_ns)
{
	uint64_t late_ns = sent_ns > due_ns ? sent_ns - due_ns : 0;

	lateness->n++;
	lateness->counts[bucket_of(late_ns)]++;
	if (late_ns > lateness->max_ns)
		lateness->max_ns = late_ns;
}

void lateness_add(struct lateness *lateness, const struct lateness *from)
{
	lateness->n += from->n;
	for (unsigned i = 0; i < N_BUCKETS; i++)
		lateness->counts[i] += from->counts[i];
	if (from->max_ns > lateness->max_ns)
		lateness->max_ns = from->max_ns;
}

uint64_t lateness_permille_ns(const struct lateness *lateness,
			      unsigned permille)
{
	uint64_t left = (lateness->n * permille + 999) / 1000;
	unsigned i = 0;

	if (left == 0)
		return 0;
	while (left > lateness->counts[i])
		left -= lateness->counts[i++];
	uint64_t end_ns = bucket_low_ns(i + 1);

	return end_ns < lateness->max_ns ? end_ns : lateness->max_ns;
}
