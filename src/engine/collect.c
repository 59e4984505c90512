/* Reading the slots after a stage. */
#include "collect.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "model/stats.h"

static_assert(ARENA_MAX_METRICS == WORKLOAD_MAX_METRICS,
	      "a slot holds all metrics of a workload");

static void add_counters(struct sample *sample, const struct arena_slot *slot)
{
	sample->cpu_user_s += (double)slot->cpu_user_ns * 1e-9;
	sample->cpu_system_s += (double)slot->cpu_system_ns * 1e-9;
	sample->run_delay_s += slot->run_delay_ns == UINT64_MAX
				       ? NAN
				       : (double)slot->run_delay_ns * 1e-9;
	sample->n_voluntary += (int64_t)slot->n_voluntary;
	sample->n_involuntary += (int64_t)slot->n_involuntary;
	if (slot->n_migrations < 0 || sample->n_migrations < 0)
		sample->n_migrations = -1;
	else
		sample->n_migrations += slot->n_migrations;
}

/* What the GIL meter counted; nothing if no worker ever took a GIL. */
static void add_meter(struct sample *sample, const struct arena *arena)
{
	int64_t n_acquires = 0;

	for (unsigned i = 0; i < arena->n_workers; i++)
		n_acquires += (int64_t)arena->slots[i].n_gil_acquires;
	if (n_acquires == 0)
		return;
	sample->gil_wait_s = sample->gil_hold_s = sample->gil_drop_s = 0;
	sample->n_gil_acquires = n_acquires;
	sample->n_gil_contended = sample->n_gil_forced = 0;
	for (unsigned i = 0; i < arena->n_workers; i++) {
		const struct arena_slot *slot = &arena->slots[i];

		sample->gil_wait_s += (double)slot->gil_wait_ns * 1e-9;
		sample->gil_hold_s += (double)slot->gil_hold_ns * 1e-9;
		sample->gil_drop_s += (double)slot->gil_drop_ns * 1e-9;
		sample->n_gil_contended += (int64_t)slot->n_gil_contended;
		sample->n_gil_forced += (int64_t)slot->n_gil_forced;
	}
}

uint64_t collect_checksum(const struct arena *arena)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < arena->n_workers; i++)
		sum += arena->slots[i].checksum;
	return sum;
}

/*
 * Each worker's throughput is its units over its own time, from the common
 * start to its own stop: with equal shares of the job, who was starved stops
 * last.
 */
static double fairness_of(const struct arena *arena)
{
	double *rates = alloc_zero(arena->n_workers, sizeof(*rates));

	for (unsigned i = 0; i < arena->n_workers; i++) {
		const struct arena_slot *slot = &arena->slots[i];
		double units = (double)slot->count * arena->loops;

		rates[i] = slot->stop_ns > arena->start_ns
				   ? units / (double)(slot->stop_ns -
						      arena->start_ns)
				   : NAN;
	}
	double fairness = stats_fairness(rates, arena->n_workers);

	free(rates);
	return fairness;
}

static void note_gil(struct sample *sample, const struct arena_slot *slot)
{
	if (slot->gil_before != sample->gil_before)
		sample->gil_after = slot->gil_before;
	if (slot->gil_after != sample->gil_before)
		sample->gil_after = slot->gil_after;
}

/* Only one thread was counted, and that did nothing itself. */
static void forget_counters(struct sample *sample)
{
	sample->cpu_user_s = sample->cpu_system_s = sample->run_delay_s = NAN;
	sample->n_voluntary = sample->n_involuntary = -1;
	sample->n_migrations = -1;
	free(sample->cpus);
	sample->cpus = alloc_copy("");
}

void collect_sample(struct sample *sample, const struct arena *arena,
		    const struct placement *placement)
{
	uint64_t stop_ns = arena->start_ns;
	size_t n_bytes = 0;

	free(sample->cpus);
	FILE *file = open_memstream(&sample->cpus, &n_bytes);

	sample->loops = arena->loops;
	sample->units = arena->size * arena->loops;
	sample->cpu_user_s = sample->cpu_system_s = sample->run_delay_s = 0;
	sample->n_voluntary = sample->n_involuntary = 0;
	sample->n_migrations = 0;
	sample->checksum = collect_checksum(arena);
	sample->gil_before = sample->gil_after = arena->slots[0].gil_before;
	for (unsigned i = 0; i < arena->n_workers; i++) {
		const struct arena_slot *slot = &arena->slots[i];
		int cpu = placement ? placement->cpu[i] : -1;

		add_counters(sample, slot);
		note_gil(sample, slot);
		if (slot->stop_ns > stop_ns)
			stop_ns = slot->stop_ns;
		fprintf(file, "%s%d", i ? " " : "", slot->cpu_stop);
		if (cpu >= 0 &&
		    (slot->cpu_start != cpu || slot->cpu_stop != cpu))
			sample->status = CELL_TAINTED;
	}
	fclose(file);
	if (!placement)
		forget_counters(sample);
	if (arena->stage == STAGE_METER)
		add_meter(sample, arena);
	sample->metered = arena->stage == STAGE_METER;
	sample->wall_s = (double)(stop_ns - arena->start_ns) * 1e-9;
	sample->fairness = placement ? fairness_of(arena) : NAN;
}

void collect_laps(struct lap_count **laps, size_t *n, struct arena *arena,
		  unsigned sample)
{
	for (unsigned b = 0; arena->has_laps && b < N_BUCKETS; b++) {
		uint64_t sum = 0;

		for (unsigned i = 0; i < arena->n_workers; i++)
			sum += arena_laps(arena, i)->counts[b];
		if (!sum)
			continue;
		*laps = alloc_grow(*laps, *n, sizeof(**laps));
		(*laps)[(*n)++] = (struct lap_count){
			.sample = sample,
			.bucket = b,
			.n = sum,
		};
	}
}

static double fold(enum metric_fold how, double a, double b)
{
	switch (how) {
	case METRIC_SUM:
	case METRIC_MEAN:
		return a + b;
	case METRIC_MIN:
		return fmin(a, b);
	case METRIC_MAX:
		return fmax(a, b);
	}
	return NAN;
}

void collect_metrics(struct metric_value **values, size_t *n,
		     const struct arena *arena, const struct workload *workload,
		     unsigned sample)
{
	const struct metric *metrics = workload->metrics;

	for (unsigned k = 0; metrics && metrics[k].name; k++) {
		double value = NAN;
		unsigned n_told = 0;

		for (unsigned i = 0; i < arena->n_workers; i++) {
			double own = arena->slots[i].metrics[k];

			if (!isfinite(own))
				continue;
			value = n_told++ ? fold(metrics[k].over_workers, value,
						own)
					 : own;
		}
		if (!n_told)
			continue;
		if (metrics[k].over_workers == METRIC_MEAN)
			value /= n_told;
		*values = alloc_grow(*values, *n, sizeof(**values));
		(*values)[(*n)++] = (struct metric_value){
			.sample = sample,
			.metric = metrics[k].name,
			.unit = metrics[k].unit,
			.value = value,
		};
	}
}
