/* What a run tells, passed on. Not here: what is said before and after it. */
#include "cli/run_listen.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "cli/run_warnings.h"
#include "output/holds.h"
#include "output/latencies.h"
#include "output/metrics.h"
#include "output/skips.h"

static void on_piloting(void *context, const struct cell *cell, unsigned n_done,
			unsigned n_groups)
{
	struct listening *to = context;

	progress_piloting(to->progress, cell, n_done, n_groups);
}

static void on_progress(void *context, const struct run_progress *at)
{
	struct listening *to = context;

	progress_step(to->progress, at);
}

static int on_samples(void *context, const struct sample *samples, unsigned n,
		      struct why *why)
{
	struct listening *to = context;

	return rundir_append(to->dir, to->plan->cells, samples, n, why);
}

static int on_laps(void *context, const struct lap_count *laps, size_t n,
		   struct why *why)
{
	struct listening *to = context;

	return latencies_append(to->dir->path, to->plan->cells, laps, n, why);
}

static int on_metrics(void *context, const struct metric_value *values,
		      size_t n, struct why *why)
{
	struct listening *to = context;

	return metrics_append(to->dir->path, to->plan->cells, values, n, why);
}

static int on_holds(void *context, const struct hold *holds, size_t n,
		    struct why *why)
{
	struct listening *to = context;

	return holds_append(to->dir->path, to->plan->cells, holds, n, why);
}

static bool on_recall(void *context, unsigned g, struct job *job)
{
	const struct listening *to = context;
	const struct group *group = &to->plan->groups[g];
	bool any = group->baseline >= 0 || group->n_members;

	if (!to->known || !any)
		return false;
	unsigned first = group->baseline >= 0 ? (unsigned)group->baseline
					      : group->members[0];
	const struct job_row *row = &to->known[first];

	if (!row->size)
		return false;
	*job = (struct job){
		.size = row->size,
		.unit_s = row->unit_s,
		.loops = alloc_zero(group->n_members, sizeof(*job->loops)),
		.proof = { row->proven, row->checksum, row->merit },
	};
	for (unsigned i = 0; i < group->n_members; i++) {
		const struct job_row *own = &to->known[group->members[i]];

		job->loops[i] = own->size ? own->loops : 1;
	}
	return true;
}

static int on_sized(void *context, unsigned g, const struct job *job,
		    struct why *why)
{
	const struct listening *to = context;
	const struct group *group = &to->plan->groups[g];
	unsigned n = group->n_members + (group->baseline >= 0);
	unsigned *cells = alloc_zero(n, sizeof(*cells)), at = 0;
	struct job_row *rows = alloc_zero(n, sizeof(*rows));

	if (group->baseline >= 0)
		cells[at++] = (unsigned)group->baseline;
	for (unsigned i = 0; i < group->n_members; i++)
		cells[at++] = group->members[i];
	for (unsigned i = 0; i < n; i++)
		rows[i] = (struct job_row){
			.size = job->size,
			.loops = job_loops(job, group, cells[i]),
			.unit_s = job->unit_s,
			.proven = job->proof.known,
			.checksum = job->proof.checksum,
			.merit = job->proof.merit,
		};
	int status = job_sizes_append(to->dir->path, to->plan->cells, cells,
				      rows, n, to->dir->hardware, why);

	free(cells);
	free(rows);
	return status;
}

static int on_skipped(void *context, const unsigned *cells, size_t n,
		      bool metered, const char *reason, struct why *why)
{
	const struct listening *to = context;
	struct skip *skips = alloc_zero(n, sizeof(*skips));

	for (size_t i = 0; i < n; i++)
		skips[i] = (struct skip){ cells[i], metered, to->dir->hardware,
					  reason };
	int status =
		skips_append(to->dir->path, to->plan->cells, skips, n, why);

	free(skips);
	return status;
}

static void on_no_meter(void *context, const struct python *python,
			const char *reason)
{
	struct listening *to = context;

	progress_clear(to->progress);
	run_warnings_of_meter(to->warnings, python->label, reason);
}

struct run_listener run_listen(struct listening *listening)
{
	return (struct run_listener){
		.context = listening,
		.piloting = on_piloting,
		.progress = on_progress,
		.store = on_samples,
		.time = on_laps,
		.measured = on_metrics,
		.keep = on_holds,
		.recall = on_recall,
		.sized = on_sized,
		.skipped = on_skipped,
		.no_meter = on_no_meter,
	};
}
