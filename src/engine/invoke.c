/* Warm-up, samples, and the verdict whether others disturbed them. */
#include "invoke.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/capability.h"
#include "engine/collect.h"
#include "engine/gil_holds.h"
#include "engine/job.h"
#include "engine/mismatch.h"
#include "machine/noise.h"

/* The CPUs that the workers of a placement may use. */
static void worker_cpus(const struct bench *bench,
			const struct placement *placement, cpu_set_t *cpus)
{
	CPU_ZERO(cpus);
	for (unsigned i = 0; i < placement->n_workers; i++) {
		if (placement->cpu[i] < 0) {
			*cpus = bench->usable;
			return;
		}
		CPU_SET(placement->cpu[i], cpus);
	}
}

static void take(cpu_set_t *set, cpu_set_t *from, int cpu)
{
	CPU_SET(cpu, set);
	CPU_CLR(cpu, from);
}

/*
 * CPUs for what runs beside the workers: those that come next in the policy's
 * order, or any; the server has one more. None where workers are not bound.
 */
static void beside_cpus(const struct bench *bench, const struct cell *cell,
			unsigned rotation, const cpu_set_t *workers,
			cpu_set_t *cpus)
{
	const struct group *group = &bench->plan->groups[cell->group];
	unsigned n = cell->workers *
		     group->kind->workload->n_cpus_beside(
			     &group->kind->settings,
			     capability_gil_on(group->python, group->gil));
	struct placement next;
	cpu_set_t rest;
	struct why why;

	CPU_ZERO(cpus);
	CPU_XOR(&rest, &bench->usable, workers);
	CPU_AND(&rest, &rest, &bench->usable);
	if (!n || (unsigned)CPU_COUNT(&rest) < n + 1 ||
	    pin_place(bench->topology, cell->pin, cell->workers + n, rotation,
		      &next, &why) < 0)
		return;
	for (unsigned i = cell->workers; i < cell->workers + n; i++)
		if (next.cpu[i] >= 0 && CPU_ISSET(next.cpu[i], &rest))
			take(cpus, &rest, next.cpu[i]);
	for (int i = CPU_SETSIZE - 1; (unsigned)CPU_COUNT(cpus) < n; i--)
		if (CPU_ISSET(i, &rest))
			take(cpus, &rest, i);
	placement_fini(&next);
}

/* "2,3": freed with free(). */
static char *cpus_text(const cpu_set_t *cpus)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);
	const char *before = "";

	for (int i = 0; i < CPU_SETSIZE; i++) {
		if (!CPU_ISSET(i, cpus))
			continue;
		fprintf(file, "%s%d", before, i);
		before = ",";
	}
	fclose(file);
	return text;
}

/* Tasks of one event loop share a thread, and that is placed. 0 or -1. */
static int place(const struct bench *bench, const struct cell *cell,
		 unsigned rotation, struct placement *placement,
		 struct why *why)
{
	bool one_thread = strcmp(cell->executor, "asyncio") == 0;

	if (pin_place(bench->topology, cell->pin,
		      one_thread ? 1 : cell->workers, rotation, placement,
		      why) < 0)
		return -1;
	placement->cpu = alloc_resize(placement->cpu, cell->workers,
				      sizeof(*placement->cpu));
	for (unsigned i = placement->n_workers; i < cell->workers; i++)
		placement->cpu[i] = placement->cpu[0];
	placement->n_workers = cell->workers;
	return 0;
}

/* Threads in Python share a GIL; others say little, but write much. */
static bool keeps_holds(const struct bench *bench,
			const struct assignment *assignment)
{
	const struct cell *cell = &bench->plan->cells[assignment->cell];

	return bench->gil_log && assignment->metered &&
	       strcmp(cell->executor, "threads") == 0 &&
	       strcmp(cell->kernel, "python") == 0;
}

/* Does anything compute for the cell that nobody binds to a CPU? */
static bool roams(const struct group *group, const struct cell *cell)
{
	const struct workload *workload = group->kind->workload;
	const struct settings *settings = &group->kind->settings;

	return group->blas_threads > 1 ||
	       workload_hands_over(workload, settings) ||
	       (workload->roams && workload->roams(settings, cell->executor));
}

struct session *invoke_start(const struct bench *bench,
			     const struct assignment *assignment,
			     struct placement *placement, struct watch *watch,
			     struct why *why)
{
	const struct cell *c = &bench->plan->cells[assignment->cell];
	const struct group *group = &bench->plan->groups[c->group];
	const struct workload *workload = group->kind->workload;
	bool served = bench->server && workload->needs_server &&
		      workload->needs_server(&group->kind->settings);
	char mp_start[16] = "";

	cell_param(c, "mp_start", mp_start, sizeof(mp_start));
	if (place(bench, c, assignment->rotation, placement, why) < 0)
		return NULL;
	worker_cpus(bench, placement, &watch->cpus);
	char *beside_text = NULL;

	if (workload->n_cpus_beside) {
		cpu_set_t beside;

		beside_cpus(bench, c, assignment->rotation, &watch->cpus,
			    &beside);
		beside_text = cpus_text(&beside);
		CPU_OR(&watch->cpus, &watch->cpus, &beside);
	}
	watch->shares_cpu =
		served &&
		server_place(bench->server, &bench->usable, &watch->cpus);
	watch->has_server = watch->shares_cpu;
	if (roams(group, c)) {
		watch->cpus = bench->usable;
		watch->has_server = bench->server;
	}
	struct session_request request = {
		.cell = c,
		.group = group,
		.placement = placement,
		.libdir = bench->libdir,
		.mp_start = mp_start,
		.timeout_s = bench->timeout_s,
		.server_port = served ? bench->server->port : 0,
		.beside = beside_text,
		.echo_port = served ? bench->server->echo_port : 0,
		.prove = assignment->prove,
		.meter = assignment->metered,
		/* for that the units wait; who runs ahead would not */
		.laps = served &&
			!workload_hands_over(workload, &group->kind->settings),
		.gil_log =
			keeps_holds(bench, assignment) ? bench->gil_log : NULL,
	};

	if (served && workload->pace)
		workload->pace(&group->kind->settings, &request.pace);
	struct session *session = session_start(&request);

	free(beside_text);
	return session;
}

/* What the machine did between two readings, into every row. */
static void fill_noise(struct attempt *attempt, const struct noise *noise)
{
	struct why why;

	if (noise_taints(noise, &why)) {
		attempt->tainted = true;
		snprintf(attempt->reason, sizeof(attempt->reason), "%s",
			 why.text);
	}
	for (unsigned i = 0; i < attempt->n_samples; i++) {
		struct sample *sample = &attempt->samples[i];

		sample->watched_s = noise->wall_s;
		sample->foreign_s = noise->foreign_s;
		sample->steal_s = noise->steal_s;
		sample->throttled_s = noise->throttled_s;
		if (sample->status != CELL_TAINTED || attempt->tainted)
			continue;
		attempt->tainted = true;
		snprintf(attempt->reason, sizeof(attempt->reason),
			 "migrated: a pinned worker ran on another CPU");
	}
}

/* What a timed sample has beside its row. */
static void collect_beside(struct attempt *attempt, const struct bench *bench,
			   struct session *session,
			   const struct assignment *assignment, unsigned sample)
{
	const struct plan *plan = bench->plan;
	unsigned group = plan->cells[assignment->cell].group;
	struct arena *arena = session_arena(session);

	collect_laps(&attempt->laps, &attempt->n_laps, arena, sample);
	collect_metrics(&attempt->metrics, &attempt->n_metrics, arena,
			plan->groups[group].kind->workload, sample);
}

/* The server, where its CPU time is no other's. */
static void add_server(const struct bench *bench, const struct watch *watch,
		       pid_t **pids, unsigned *n)
{
	if (!watch->has_server)
		return;
	*pids = alloc_resize(*pids, *n + 1, sizeof(**pids));
	(*pids)[(*n)++] = bench->server->pid;
}

/*
 * All samples of the attempt, between two readings of the machine. Foreign
 * is what its CPUs did for others than the tree, and than the server where
 * that computes there. The tree is looked at again afterwards: a
 * workload may start processes of its own.
 */
static void measure(struct attempt *attempt, const struct bench *bench,
		    struct session *session, const struct watch *watch,
		    const struct assignment *assignment)
{
	struct noise_reading before, after;
	pid_t *pids;
	unsigned n_tree = session_tree(session, &pids), n_own = n_tree;
	double server_s = NAN;
	unsigned n_ok = 0;

	add_server(bench, watch, &pids, &n_own);
	if (bench->server)
		server_s = noise_process_cpu_s(bench->server->pid);
	noise_read(&before, &watch->cpus, pids, n_own);
	while (n_ok < attempt->n_samples &&
	       session_measure(session, assignment->size, assignment->loops,
			       &attempt->samples[n_ok]) == 0) {
		if (!assignment->metered)
			collect_beside(attempt, bench, session, assignment,
				       n_ok);
		n_ok++;
	}
	free(pids);
	n_tree = n_own = session_tree(session, &pids);
	add_server(bench, watch, &pids, &n_own);
	noise_read(&after, &watch->cpus, pids, n_own);
	if (bench->server)
		server_s = noise_process_cpu_s(bench->server->pid) - server_s;
	double pss_bytes = noise_pss_bytes(pids, n_tree);

	if (keeps_holds(bench, assignment) && n_ok)
		attempt->holds =
			gil_holds_read(bench->gil_log, session_arena(session),
				       &attempt->n_holds);
	struct noise noise = noise_between(&before, &after);

	for (unsigned i = 0; i < n_ok; i++)
		if (attempt->samples[i].n_voluntary > 0)
			noise.n_sleeps +=
				(double)attempt->samples[i].n_voluntary;
	free(pids);
	for (unsigned i = 0; i < attempt->n_samples; i++) {
		attempt->samples[i].pss_bytes = pss_bytes;
		attempt->samples[i].server_cpu_s = server_s;
	}
	fill_noise(attempt, &noise);
}

/* Does the whole job come to what it came to before, in another cell? */
static void check_job(struct session *session, const struct bench *bench,
		      const struct assignment *assignment)
{
	const struct cell *cells = bench->plan->cells;
	const struct cell *own = &cells[assignment->cell], *other;
	struct expected *expected = assignment->expected;
	uint64_t checksum = session_facts(session)->job_checksum;
	struct why why;

	if (!expected)
		return;
	if (!expected->known)
		*expected = (struct expected){ true, assignment->size, checksum,
					       assignment->cell };
	if (expected->units != assignment->size ||
	    expected->checksum == checksum)
		return;
	other = &cells[expected->cell];
	why_set(&why,
		"checksum: %s, kernel %s: %u units come to %016" PRIx64
		" by %s with %u, and to %016" PRIx64 " by %s with %u",
		own->workload, own->kernel, (unsigned)assignment->size,
		checksum, own->executor, own->workers, expected->checksum,
		other->executor, other->workers);
	session_reject(session, why.text);
}

/* One row, without a wall time, says that the attempt failed. */
static void reduce_to_failure(struct attempt *attempt,
			      const struct session *session)
{
	struct sample *sample = &attempt->samples[0];
	int gil_before = sample->gil_before, gil_after = sample->gil_after;

	attempt->failure = session_failure(session);
	attempt->n_laps = attempt->n_metrics = 0;
	attempt->mismatch = mismatch_is(session_reason(session));
	snprintf(attempt->reason, sizeof(attempt->reason), "%s",
		 session_reason(session));
	for (unsigned i = 0; i < attempt->n_samples; i++)
		sample_fini(&attempt->samples[i]);
	attempt->n_samples = 1;
	sample_init(sample);
	if (attempt->mismatch) {
		sample->gil_before = gil_before;
		sample->gil_after = gil_after;
	}
}

/* What is the same in all rows of the attempt. */
static void fill_rows(struct attempt *attempt,
		      const struct assignment *assignment,
		      const struct session *session, bool shares_cpu,
		      bool oversubscribed)
{
	for (unsigned i = 0; i < attempt->n_samples; i++) {
		struct sample *sample = &attempt->samples[i];

		sample->cell = assignment->cell;
		sample->metered = assignment->metered;
		sample->sample = attempt->failure ? -1 : (int)i;
		sample->startup_s = session_facts(session)->startup_s;
		sample->dispatch_s = session_facts(session)->dispatch_s;
		sample->teardown_s = session_facts(session)->teardown_s;
		sample->server_shares_cpu = shares_cpu;
		sample->oversubscribed = oversubscribed;
		sample->status = attempt->failure   ? CELL_FAILED
				 : attempt->tainted ? CELL_TAINTED
						    : CELL_OK;
		free(sample->reason);
		sample->reason = alloc_copy(attempt->reason);
	}
}

void invoke_cell(struct attempt *attempt, const struct bench *bench,
		 const struct assignment *assignment)
{
	struct placement placement = { 0 };
	struct watch watch;
	struct why why;

	*attempt = (struct attempt){
		.n_samples = assignment->metered ? 1 : bench->n_samples,
	};
	attempt->samples =
		alloc_zero(attempt->n_samples, sizeof(*attempt->samples));
	for (unsigned i = 0; i < attempt->n_samples; i++)
		sample_init(&attempt->samples[i]);
	struct session *session =
		invoke_start(bench, assignment, &placement, &watch, &why);

	if (!session) {
		/* the plan has checked that every policy can be placed */
		abort();
	}
	if (session_warm(session, bench->warmup_calls, assignment->size) == 0)
		check_job(session, bench, assignment);
	if (session_failure(session) == SESSION_FINE)
		measure(attempt, bench, session, &watch, assignment);
	if (session_failure(session) == SESSION_FINE)
		session_finish(session);
	if (session_failure(session) != SESSION_FINE)
		reduce_to_failure(attempt, session);
	fill_rows(attempt, assignment, session, watch.shares_cpu,
		  placement.oversubscribed);
	snprintf(attempt->no_meter, sizeof(attempt->no_meter), "%s",
		 session_facts(session)->no_meter);
	session_free(session);
	if (keeps_holds(bench, assignment))
		gil_holds_clear(bench->gil_log);
	placement_fini(&placement);
}

void attempt_fini(struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->n_samples; i++)
		sample_fini(&attempt->samples[i]);
	free(attempt->samples);
	free(attempt->holds);
	free(attempt->laps);
	free(attempt->metrics);
	*attempt = (struct attempt){ 0 };
}
