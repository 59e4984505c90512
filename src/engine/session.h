/*
 * A session: one process tree of one cell, from its start to its end. The
 * driver's side of the protocol in protocol.md.
 */
#ifndef GILBENCH_ENGINE_SESSION_H
#define GILBENCH_ENGINE_SESSION_H

#include <sched.h>
#include <stdbool.h>

#include "base/arena.h"
#include "engine/facts.h"
#include "engine/plan.h"
#include "machine/pin.h"
#include "model/sample.h"

struct session_request {
	const struct cell *cell;
	const struct group *group;
	const struct placement *placement;
	const char *libdir; /* lib/gilbench */
	const char *mp_start;
	double timeout_s;                /* without progress */
	unsigned server_port, echo_port; /* 0: no server runs */
	const char *beside;              /* for session_start(): CPUs, "2,3" */
	bool prove, laps;                /* laps: in the arena */
	struct pace pace;                /* with laps: an open loop */
	bool meter;                      /* measure with the GIL meter on */
	/* Its logs are gil_log.PID (base/gil_log.h); NULL: it keeps none. */
	const char *gil_log;
};

enum session_failure {
	SESSION_FINE,
	SESSION_FAILED,
	SESSION_SKIPPED, /* the workload says that it cannot run here */
	SESSION_HUNG,
	SESSION_INTERRUPTED,
};

struct session;
/*
 * Start the tree and wait until all workers are ready. Never NULL: look at
 * session_failure() after each call. session_free() kills what is left.
 */
struct session *session_start(const struct session_request *request);
void session_free(struct session *session);

/* How it failed, and in words ("code: words"). */
enum session_failure session_failure(const struct session *session);
const char *session_reason(const struct session *session);
/* It failed, for a reason that the caller found. Returns -1. */
int session_reject(struct session *session, const char *reason);

/* Warm up: `calls` calls of one unit, then the job once, unmeasured. */
int session_warm(struct session *session, unsigned calls, uint64_t size);
/* Run the job of `size` units `loops` times and fill in what a sample row
 * knows of it (units, wall_s, CPU time, ..., not the keys). 0 or -1. */
int session_measure(struct session *session, uint64_t size, unsigned loops,
		    struct sample *sample);
/* Let the workers go and wait for the end: fills teardown_s. 0 or -1. */
int session_finish(struct session *session);

const struct session_facts *session_facts(const struct session *session);
/* With what the last stage left in it. */
struct arena *session_arena(const struct session *session);
/* The whole tree: freed with free(). */
unsigned session_tree(const struct session *session, pid_t **pids);

#endif
