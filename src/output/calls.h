/*
 * The JSON files in calls/ of a run directory: one for each call of `run`, with
 * who measured, when and how it ended.
 *
 * Each holds: call (its name), host (host.h), pythons, n_cpus, n_cores, shard
 * ("2/4" or null), started, ended, wall_s and exit_status (null while it goes
 * on, and for ever if it was killed), finished (it ended in order), warnings,
 * at_end (more of them: how far it came), driver_cpu_s, making_cpu_s,
 * n_repeated, n_tainted, n_failed.
 */
#ifndef GILBENCH_OUTPUT_CALLS_H
#define GILBENCH_OUTPUT_CALLS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/why.h"

struct call {
	char *name;
	unsigned part; /* of its samples */
	json_t *json;
	bool finished;
	/* what its samples file has, by done_read() */
	size_t n_attempts;
	double busy_s;
};

struct calls {
	struct call *items; /* by the bytes of their names */
	unsigned n;
};

/* Those of a run directory; none is no error. Freed in either case. 0 or -1. */
int calls_read(struct calls *calls, const char *dir, struct why *why);
void calls_fini(struct calls *calls);
struct call *calls_find(const struct calls *calls, unsigned part);

/*
 * Did any of them end with this exit status, because results differed? Then
 * why says which, and that `dir` tells more.
 */
bool calls_differed(const struct calls *calls, int exit_status, const char *dir,
		    struct why *why);

/*
 * What they warned of, each text once: an array of the caller's. How far a call
 * came matters until another one goes on, which may be `own`: the record of one
 * that is not among them, or NULL.
 */
json_t *calls_warnings(const struct calls *calls, const json_t *own);
/* Append a text to an array of warnings, unless it is there: true. */
bool calls_add_warning(json_t *warnings, const char *text);
/* Those of `own` that `all` lacks, to its end. */
void calls_add_warnings(json_t *all, const json_t *own);

/* The sum of a number of theirs; those that were killed have none. */
double calls_sum(const struct calls *calls, const char *key);
/* n_repeated and n_tainted of run.json: theirs and some more. */
void calls_set_counts(json_t *run, const struct calls *calls,
		      unsigned n_repeated, unsigned n_tainted);

/* "name" or "fingerprint" of its host, or "". Borrowed. */
const char *calls_host_text(const struct call *call, const char *key);

#endif
