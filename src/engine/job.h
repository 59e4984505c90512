/*
 * Job sizes: how many units one sample of each cell does, found by a pilot
 * on this machine before the first block.
 *
 * All cells of a group do the same job: at least 20 units a worker, and
 * enough that the fastest cell takes min_time. Only where the serial cell
 * would then take over max_job is the job cut down to that, and cells that
 * are too fast for the clock repeat it (loops).
 */
#ifndef GILBENCH_ENGINE_JOB_H
#define GILBENCH_ENGINE_JOB_H

#include "engine/session.h"

struct bench;

struct job_limits {
	double min_time_s; /* the fastest cell's job takes at least this */
	double max_job_s;  /* the serial cell's job, about, at most */
	/* of one group: job_limits_of() */
	uint64_t size; /* asked for by the user; 0: find it */
	bool weak;     /* the size is each worker's */
};

/* Those of a plan with size and scaling of a cell's group. */
struct job_limits job_limits_of(const struct job_limits *limits,
				const struct cell *cell);

/*
 * What the job computes, as the first cell of the group that did it says. All
 * cells do it once to warm up, however often they repeat it in a sample.
 */
struct expected {
	bool known;
	uint64_t units, checksum;
	unsigned cell; /* that did it */
};

/* What the pilot found out about one group. */
struct job {
	uint64_t size;   /* units; of each worker with weak scaling */
	double unit_s;   /* of the piloted cell's worker */
	unsigned *loops; /* per member of the group */
	struct proof proof;
	struct expected expected;     /* empty until the first block */
	enum session_failure failure; /* no cell of the group could be run */
	char reason[768];
};

/* Pilot group number `group`. `job` is freed with job_fini(). */
void job_pilot(struct job *job, const struct bench *bench, unsigned group,
	       const struct job_limits *limits);
void job_fini(struct job *job);

/* Units of one job of a cell. */
uint64_t job_units(const struct job *job, const struct cell *cell);
/* The least units that are whole chains for each of a cell's workers. */
unsigned job_piece(const struct group *group, unsigned n_workers);
/* How often a cell does the job in one sample. */
unsigned job_loops(const struct job *job, const struct group *group,
		   unsigned cell);

/*
 * The size: units such that the rules above hold, at most max_units (0: any).
 * Pure; `capped` says that max_job decided.
 */
uint64_t job_size(const struct job_limits *limits, uint64_t max_units,
		  double unit_s, unsigned max_workers, unsigned multiple,
		  bool *capped);

#endif
