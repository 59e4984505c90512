/*
 * One attempt at measuring a cell: a fresh process tree, warm-up, samples,
 * and what else happened on the machine meanwhile.
 */
#ifndef GILBENCH_ENGINE_INVOKE_H
#define GILBENCH_ENGINE_INVOKE_H

#include "engine/job.h"
#include "engine/server.h"
#include "engine/session.h"
#include "model/hold.h"
#include "model/laps.h"
#include "model/metric.h"

/* What stays the same over a run. */
struct bench {
	const struct plan *plan;
	hwloc_topology_t topology;
	cpu_set_t usable;   /* CPUs this process may use */
	const char *libdir; /* lib/gilbench */
	double timeout_s;
	unsigned warmup_calls;
	unsigned n_samples;
	struct server *server; /* NULL: none runs */
	/* Where GIL logs may lie for a moment, "DIR/log"; NULL: nowhere. */
	const char *gil_log;
};

struct attempt {
	enum session_failure failure;
	bool tainted;
	bool mismatch;      /* the GIL's state changed, or a checksum differs */
	char reason[768];   /* of a failure or taint */
	char no_meter[256]; /* why it was not metered; or "" */
	struct sample *samples; /* n_samples; or one without wall time */
	unsigned n_samples;
	struct hold *holds; /* of metered threads x python; n_holds */
	size_t n_holds;
	struct lap_count *laps; /* of timed samples that wait; n_laps */
	size_t n_laps;
	struct metric_value *metrics; /* of timed samples; n_metrics */
	size_t n_metrics;
};

/* What to run once. */
struct assignment {
	unsigned cell;
	uint64_t size;     /* units of the job */
	unsigned loops;    /* of a sample */
	unsigned rotation; /* moves the first core */
	bool prove;        /* pilot: compute the proof first */
	bool metered;      /* one sample, with the GIL meter on */
	/* The job's checksum must be this; filled in if it is not known yet.
	 * NULL: it is not compared. */
	struct expected *expected;
};

/* Measure; the samples' keys (block, order, ...) are left to the caller. */
void invoke_cell(struct attempt *attempt, const struct bench *bench,
		 const struct assignment *assignment);
void attempt_fini(struct attempt *attempt);

/* Where an attempt computes. */
struct watch {
	cpu_set_t cpus;  /* all that its processes compute on */
	bool shares_cpu; /* the server has none but the workers' */
	bool has_server; /* it computes on some of `cpus` */
};

/*
 * For the pilot: place the cell's workers and the server, and start. NULL
 * with why if the workers cannot be placed. The placement is the caller's,
 * and must outlive the session.
 */
struct session *invoke_start(const struct bench *bench,
			     const struct assignment *assignment,
			     struct placement *placement, struct watch *watch,
			     struct why *why);

#endif
