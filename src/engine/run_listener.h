/* What a run tells while it goes on, and to whom. */
#ifndef GILBENCH_ENGINE_RUN_LISTENER_H
#define GILBENCH_ENGINE_RUN_LISTENER_H

#include "engine/invoke.h"
#include "engine/job.h"

struct run_progress {
	unsigned block, n_blocks;
	unsigned n_done, n_steps; /* invocations of the whole run */
	const struct cell *cell;
	const struct attempt *attempt; /* NULL: about to start */
};

/* Who listens. Returning -1 ends the run. */
struct run_listener {
	void *context;
	void (*piloting)(void *context, const struct cell *cell,
			 unsigned n_done, unsigned n_groups);
	void (*progress)(void *context, const struct run_progress *progress);
	/* Keep these rows. 0, or -1 with why: the run ends. */
	int (*store)(void *context, const struct sample *samples, unsigned n,
		     struct why *why);
	/* The same, if not NULL: latencies and metrics, before the rows of the
	 * attempt; and holds of the GIL. */
	int (*time)(void *context, const struct lap_count *laps, size_t n,
		    struct why *why);
	int (*measured)(void *context, const struct metric_value *values,
			size_t n, struct why *why);
	int (*keep)(void *context, const struct hold *holds, size_t n,
		    struct why *why);
	/* What an earlier call found out about group g: true if it did. Or
	 * NULL. And what the pilot found out now, to be kept, or NULL. */
	bool (*recall)(void *context, unsigned g, struct job *job);
	int (*sized)(void *context, unsigned g, const struct job *job,
		     struct why *why);
	/* These n cells cannot be run here, or not be metered; to be kept, or
	 * NULL. */
	int (*skipped)(void *context, const unsigned *cells, size_t n,
		       bool metered, const char *reason, struct why *why);
	/* The GIL of this python cannot be metered. Once each, or NULL. */
	void (*no_meter)(void *context, const struct python *python,
			 const char *reason);
};

#endif
