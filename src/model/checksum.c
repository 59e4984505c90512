/*
 * Did every way of running a job do the same work? Kernels are not compared
 * here: they may differ within a tolerance, and their proofs are.
 */
#include "model/checksum.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"

/* What a sample computed, and which job that was. */
struct proof {
	unsigned group;
	const struct sample *sample;
};

static int compare_jobs(const struct proof *a, const struct proof *b)
{
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	if (a->sample->units != b->sample->units)
		return a->sample->units < b->sample->units ? -1 : 1;
	if (a->sample->loops != b->sample->loops)
		return a->sample->loops < b->sample->loops ? -1 : 1;
	return 0;
}

/* Equal jobs together, by cell and time: what is reported is the same. */
static int compare(const void *pa, const void *pb)
{
	const struct proof *a = pa, *b = pb;
	int order = compare_jobs(a, b);

	if (order)
		return order;
	if (a->sample->cell != b->sample->cell)
		return a->sample->cell < b->sample->cell ? -1 : 1;
	return a->sample < b->sample ? -1 : a->sample > b->sample;
}

static void explain(const struct cell *cells, const struct sample *a,
		    const struct sample *b, struct why *why)
{
	const struct cell *first = &cells[a->cell], *other = &cells[b->cell];

	why_set(why,
		"%s, kernel %s: %s with %u (block %u) has the checksum "
		"%016" PRIx64 ", %s with %u (block %u) %016" PRIx64,
		first->workload, first->kernel, first->executor, first->workers,
		a->block, a->checksum, other->executor, other->workers,
		b->block, b->checksum);
}

/* All samples that measured, equal jobs together: free(). */
static struct proof *sorted_proofs(const struct cell *cells,
				   const struct sample *samples,
				   size_t n_samples, size_t *n)
{
	struct proof *proofs = alloc_zero(n_samples, sizeof(*proofs));

	*n = 0;
	for (size_t i = 0; i < n_samples; i++) {
		if (samples[i].sample >= 0)
			proofs[(*n)++] = (struct proof){
				.group = cells[samples[i].cell].group,
				.sample = &samples[i],
			};
	}
	qsort(proofs, *n, sizeof(*proofs), compare);
	return proofs;
}

/* Wrong work has no speed. */
static void fail(struct estimate *estimate)
{
	const struct interval none = { NAN, NAN };

	estimate->status = CELL_FAILED;
	estimate->reason = "checksum: differs from that of another cell of "
			   "its group, or from its own";
	estimate->n_pairs = 0;
	estimate->throughput = estimate->speedup = estimate->speedup_all = NAN;
	estimate->efficiency = estimate->efficiency_all = NAN;
	estimate->speedup_ci = estimate->speedup_all_ci = none;
	estimate->efficiency_ci = estimate->efficiency_all_ci = none;
}

void checksum_fail_cells(struct estimate *estimates, const struct cell *cells,
			 const struct sample *samples, size_t n_samples)
{
	size_t n, first = 0;
	struct proof *proofs = sorted_proofs(cells, samples, n_samples, &n);

	for (size_t i = 1; i < n; i++) {
		const struct sample *sample = proofs[i].sample;

		if (compare_jobs(&proofs[first], &proofs[i]) != 0)
			first = i;
		if (sample->checksum == proofs[first].sample->checksum)
			continue;
		fail(&estimates[sample->cell]);
	}
	free(proofs);
}

int estimate_checksum_clash(const struct cell *cells,
			    const struct sample *samples, size_t n_samples,
			    struct why *why)
{
	size_t n;
	struct proof *proofs = sorted_proofs(cells, samples, n_samples, &n);
	int clash = 0;

	for (size_t i = 1; i < n && !clash; i++) {
		const struct sample *a = proofs[i - 1].sample;
		const struct sample *b = proofs[i].sample;

		clash = compare_jobs(&proofs[i - 1], &proofs[i]) == 0 &&
			a->checksum != b->checksum;
		if (clash)
			explain(cells, a, b, why);
	}
	free(proofs);
	return clash;
}
