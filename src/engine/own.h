/*
 * A user's own workload: `-w ./mine.py` or `-w module:function`. The driver
 * has no Python: what the workload offers is asked of each interpreter, in a
 * process of its own, and becomes a struct workload like any other. The
 * contract is gilbench-workload(7).
 */
#ifndef GILBENCH_ENGINE_OWN_H
#define GILBENCH_ENGINE_OWN_H

#include "machine/python.h"
#include "workloads/workload.h"

struct own {
	char *typed; /* "./mine.py" */
	struct workload workload;
	struct param *params;
	struct metric *metrics;
	char *name, *module;
	json_t *facts; /* of the first interpreter that can load it */
};

/* How to ask. */
struct own_question {
	const char *libdir;
	char *const *params; /* --param, n_params of them */
	size_t n_params;
	uint64_t seed;
	double timeout_s;
	bool try; /* compute two units, too */
};

/* Is this what a user's own workload is called? */
bool own_is(const char *typed);

/*
 * "mine" for ./mine.py, "pkg-mod-step" for pkg.mod:step: its name in tables
 * and CSV. free(). NULL: see why.
 */
char *own_name(const char *typed, struct why *why);

/*
 * Ask the interpreters. What each says becomes its fact "own": {name: ...},
 * where "mistake" is why it cannot run it. NULL: none can, or it is no
 * workload; see why.
 */
struct own *own_new(const char *typed, const struct python *pythons,
		    unsigned n_pythons, const struct own_question *question,
		    struct why *why);
void own_free(struct own *own);

/* Why an interpreter cannot run a workload, "code: words"; or NULL. */
const char *own_obstacle(const struct python *python,
			 const struct workload *workload);

#endif
