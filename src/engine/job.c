/* The pilot: a short serial measurement, and the sizes that follow. */
#include "job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/invoke.h"

enum {
	MIN_UNITS_PER_WORKER = 20,
	MAX_LOOPS = 1000
};

/* A pilot job is long enough to time when it takes this. */
static const double PILOT_S = 0.05;

struct job_limits job_limits_of(const struct job_limits *limits,
				const struct cell *cell)
{
	struct job_limits own = *limits;

	own.size = strtoull(cell->size, NULL, 10); /* of "auto": 0 */
	own.weak = strcmp(cell->scaling, "weak") == 0;
	return own;
}

uint64_t job_size(const struct job_limits *limits, uint64_t max_units,
		  double unit_s, unsigned max_workers, unsigned multiple,
		  bool *capped)
{
	double workers = limits->weak ? 1 : max_workers;
	double units = ceil(limits->min_time_s * workers / unit_s);

	*capped = false;
	if (limits->size) {
		units = (double)limits->size;
	} else {
		if (units < MIN_UNITS_PER_WORKER * workers)
			units = MIN_UNITS_PER_WORKER * workers;
		if (units * unit_s > limits->max_job_s) {
			units = ceil(limits->max_job_s / unit_s);
			*capped = true;
		}
	}
	if (units < 1)
		units = 1;
	uint64_t size = (uint64_t)ceil(units / multiple) * multiple;

	if (limits->weak)
		max_units /= max_workers;
	if (max_units && size > max_units)
		size = max_units / multiple * multiple;
	return size ? size : multiple;
}

static uint64_t max_units(const struct group *group)
{
	const struct job_kind *kind = group->kind;

	return kind->workload->max_units
		       ? kind->workload->max_units(&kind->settings)
		       : 0;
}

uint64_t job_units(const struct job *job, const struct cell *cell)
{
	return strcmp(cell->scaling, "weak") == 0 ? job->size * cell->workers
						  : job->size;
}

static int compare_cells(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return x < y ? -1 : x > y;
}

unsigned job_loops(const struct job *job, const struct group *group,
		   unsigned cell)
{
	/* members are in the order of cells */
	const unsigned *found =
		group->n_members
			? bsearch(&cell, group->members, group->n_members,
				  sizeof(cell), compare_cells)
			: NULL;

	return found ? job->loops[found - group->members] : 1;
}

unsigned job_piece(const struct group *group, unsigned n_workers)
{
	const struct job_kind *kind = group->kind;
	unsigned chain = workload_chain(kind->workload, &kind->settings);
	bool is_whole = group->multiple % (n_workers * chain) == 0;

	return is_whole ? group->multiple : group->multiple * n_workers;
}

/* More than any real unit's job has: these do nothing, however many. */
static const double most_pilot_units = 1e12;

/* Seconds a unit takes a worker of this cell; NAN: it failed. */
static double time_unit(struct session *session, const struct bench *bench,
			const struct cell *cell, unsigned multiple,
			uint64_t most)
{
	struct sample sample;
	double unit_s = NAN;
	uint64_t size = multiple;

	sample_init(&sample);
	session_warm(session, bench->warmup_calls, size);
	for (;;) {
		if (session_measure(session, size, 1, &sample) < 0)
			break;
		if (sample.wall_s >= PILOT_S || size >= most) {
			unit_s = sample.wall_s * cell->workers / (double)size;
			break;
		}
		if ((double)size > most_pilot_units) {
			session_reject(session,
				       "too-fast: a job of any number of units "
				       "takes no time; does run() use its "
				       "count?");
			break;
		}
		/* towards the goal, but never more than tenfold at once */
		double factor = 1.2 * PILOT_S / fmax(sample.wall_s, 1e-9);

		size = (uint64_t)ceil((double)size / multiple *
				      fmin(factor, 10)) *
		       multiple;
		if (size > most)
			size = most;
	}
	sample_fini(&sample);
	return unit_s;
}

/* A process tree that only the pilot looks at. It stays where it is: the
 * session points to the placement. */
struct pilot {
	struct session *session; /* NULL: see the job's reason */
	struct placement placement;
};

static void note_failure(struct job *job, const struct session *session)
{
	job->failure = session_failure(session);
	snprintf(job->reason, sizeof(job->reason), "%s",
		 session_reason(session));
}

static int start_pilot(struct pilot *pilot, struct job *job,
		       const struct bench *bench,
		       const struct assignment *assignment)
{
	struct watch watch;
	struct why why;

	*pilot = (struct pilot){ .session = NULL };
	pilot->session = invoke_start(bench, assignment, &pilot->placement,
				      &watch, &why);
	if (pilot->session)
		return 0;
	job->failure = SESSION_FAILED;
	snprintf(job->reason, sizeof(job->reason), "%s", why.text);
	return -1;
}

static void end_pilot(struct pilot *pilot)
{
	if (session_failure(pilot->session) == SESSION_FINE)
		session_finish(pilot->session);
	session_free(pilot->session);
	placement_fini(&pilot->placement);
}

/* Pilot one cell; returns 0 if it could be timed. */
static int pilot_cell(struct job *job, const struct bench *bench, unsigned cell)
{
	const struct plan *plan = bench->plan;
	const struct group *group = &plan->groups[plan->cells[cell].group];
	const struct assignment assignment = { .cell = cell,
					       .prove = group->python != NULL };
	struct pilot pilot;

	if (start_pilot(&pilot, job, bench, &assignment) < 0)
		return -1;
	/* a limit is whole pieces, too */
	unsigned multiple = job_piece(group, plan->cells[cell].workers);
	uint64_t most = max_units(group) / multiple * multiple;
	double unit_s = time_unit(pilot.session, bench, &plan->cells[cell],
				  multiple, most ? most : UINT64_MAX);
	int status = isnan(unit_s) ? -1 : 0;

	if (status == 0) {
		job->unit_s = unit_s;
		job->proof = session_facts(pilot.session)->proof;
		job->failure = SESSION_FINE;
	} else {
		note_failure(job, pilot.session);
	}
	end_pilot(&pilot);
	return status;
}

/* The wall time of one job of a cell, or NAN. */
static double time_job(struct job *job, const struct bench *bench,
		       unsigned cell)
{
	uint64_t units = job_units(job, &bench->plan->cells[cell]);
	const struct assignment assignment = { .cell = cell };
	struct pilot pilot;
	struct sample sample;
	double wall_s = NAN;

	if (start_pilot(&pilot, job, bench, &assignment) < 0)
		return NAN;
	sample_init(&sample);
	if (session_warm(pilot.session, bench->warmup_calls, units) == 0 &&
	    session_measure(pilot.session, units, 1, &sample) == 0)
		wall_s = sample.wall_s;
	sample_fini(&sample);
	end_pilot(&pilot);
	return wall_s;
}

/* Cells of a job that was cut down repeat it until they take min_time. */
static void find_loops(struct job *job, const struct bench *bench,
		       const struct group *group,
		       const struct job_limits *limits)
{
	for (unsigned i = 0; i < group->n_members; i++) {
		double wall_s = time_job(job, bench, group->members[i]);

		if (!(wall_s > 0))
			continue; /* it broke, and will again, and say so */
		double loops = ceil(limits->min_time_s / wall_s);
		uint64_t most = max_units(group) / job->size;

		loops = fmin(loops, most ? (double)most : MAX_LOOPS);
		if (loops > 1)
			job->loops[i] = (unsigned)loops;
	}
}

/* One cell of the group broke; another may still tell the unit's cost. */
static bool may_go_on(const struct job *job)
{
	return job->failure != SESSION_INTERRUPTED &&
	       job->failure != SESSION_HUNG;
}

void job_pilot(struct job *job, const struct bench *bench, unsigned group,
	       const struct job_limits *limits)
{
	const struct group *g = &bench->plan->groups[group];
	bool capped;
	int status = -1;

	*job = (struct job){ 0 };
	job->loops = alloc_zero(g->n_members, sizeof(*job->loops));
	for (unsigned i = 0; i < g->n_members; i++)
		job->loops[i] = 1;
	if (g->baseline >= 0)
		status = pilot_cell(job, bench, (unsigned)g->baseline);
	for (unsigned i = 0; i < g->n_members && status < 0 && may_go_on(job);
	     i++)
		status = pilot_cell(job, bench, g->members[i]);
	if (status < 0)
		return;
	job->size = job_size(limits, max_units(g), job->unit_s, g->max_workers,
			     g->multiple, &capped);
	if (capped)
		find_loops(job, bench, g, limits);
}

void job_fini(struct job *job)
{
	free(job->loops);
	*job = (struct job){ 0 };
}
