/* What a run tells, passed on. Not here: what is said before and after it. */
#include "cli/run_listen.h"

#include "cli/run_warnings.h"
#include "output/holds.h"
#include "output/latencies.h"
#include "output/metrics.h"

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
		.no_meter = on_no_meter,
	};
}
