/*
 * Everything one run holds on to, from its options to its last file. The steps
 * that work on it: run_prepare.h, run_measure.h, run_conclude.h.
 */
#ifndef GILBENCH_CLI_RUN_WORK_H
#define GILBENCH_CLI_RUN_WORK_H

#include <jansson.h>

#include "cli/progress.h"
#include "cli/run_pythons.h"
#include "engine/run.h"
#include "output/done.h"
#include "output/job_sizes.h"
#include "output/rundir.h"

struct run_work {
	struct given_list typed, environment;
	struct given_list own; /* both: exports point to its values */
	struct run_sections sections;
	struct run_settings settings; /* what holds for all sections */
	hwloc_topology_t topology;
	bool has_topology;
	struct run_pythons pythons;
	struct plan plan;
	struct server server;
	struct rundir dir;
	struct run run;
	char *gil_log; /* names of logs begin so */
	struct progress progress;
	json_t *warnings; /* texts, from before the first sample */
	json_t *at_end;   /* texts: how far it came */
	json_t *json;
	json_t *host; /* facts: host.h */
	json_t *call; /* the record of this call: calls.h */
	/* of a call that goes on */
	struct done done;
	bool *wanted;          /* groups; NULL: all */
	struct job_row *known; /* by cell: sizes that pilots found; or NULL */
	uint64_t started_ns;
	double making_cpu_s; /* of data, or of checking what is there */
};

void run_work_init(struct run_work *work);
/* CPU time of this process so far. */
double run_work_cpu_s(void);
/* A text of this host's facts, or "". Borrowed. */
const char *run_work_host(const struct run_work *work, const char *name);
/* Ends the server, too. */
void run_work_fini(struct run_work *work);

#endif
