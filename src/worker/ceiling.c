/*
 * gilbench-ceiling: the native kernel in N plain processes, through the same
 * stage loop as the Python workers. What this machine can give, without
 * Python: the bound that parallel speed-ups are held against.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "worker/loop.h"
#include "workloads/workload.h"

struct request {
	const struct workload *workload;
	struct settings settings;
	unsigned n_workers;
	int prove;
	struct arena *arena;
	int events;
};

/* A worker's share; the context of its loop. */
struct ceiling_worker {
	const struct workload *workload;
	struct arena *arena;
	unsigned number;
	void *state;
	uint64_t first, count, stride;
	struct why why;
};

static void emit(const struct request *request, json_t *event)
{
	char *text = json_dumps(event, JSON_COMPACT);

	loop_emit(request->events, text);
	free(text);
	json_decref(event);
}

/* Only the first to fail says why. */
static void fail(const struct request *request, unsigned worker,
		 const char *reason)
{
	if (!arena_abort(request->arena))
		return;
	fprintf(stderr, "worker %u: %s\n", worker, reason);
	emit(request, json_pack("{ss si ss}", "event", "error", "worker",
				(int)worker, "reason", reason));
}

static int no_gil(void *context)
{
	(void)context;
	return -1;
}

static int arm(void *context, uint64_t first, uint64_t count, uint64_t stride,
	       uint32_t n_calls)
{
	struct ceiling_worker *worker = context;

	worker->first = first;
	worker->count = count;
	worker->stride = stride;
	for (uint32_t c = 0; worker->workload->refresh && c < n_calls; c++)
		if (worker->workload->refresh(worker->state, first + c * stride,
					      count, &worker->why) < 0)
			return -1;
	return 0;
}

static int fire(void *context, uint32_t c, uint64_t *checksum)
{
	struct ceiling_worker *worker = context;
	uint64_t first = worker->first + c * worker->stride;

	for (uint64_t u = first; u < first + worker->count; u++) {
		if (worker->workload->compute(worker->state, u, checksum,
					      &worker->why) < 0)
			return -1;
		arena_lap(worker->arena, worker->number);
	}
	return 0;
}

static const struct loop_ops ops = {
	.gil = no_gil,
	.arm = arm,
	.fire = fire,
};

/* What the driver compares between kernels. 0 or -1. */
static int prove(const struct request *request, struct ceiling_worker *worker)
{
	const struct workload *workload = request->workload;
	uint64_t checksum = 0;
	double merit;
	char hex[17];

	arm(worker, 0, workload_n_proof(workload, &request->settings), 0, 1);
	if (fire(worker, 0, &checksum) < 0)
		return -1;
	json_t *value = json_null();

	if (workload->prove) {
		if (workload->prove(worker->state, &merit, &worker->why) < 0)
			return -1;
		value = json_real(merit);
	}
	snprintf(hex, sizeof(hex), "%016llx", (unsigned long long)checksum);
	emit(request, json_pack("{ss ss so}", "event", "proof", "checksum", hex,
				"merit", value));
	return 0;
}

static int meet(void *arena)
{
	return arena_sync(arena);
}

/* From here on the worker's units are computed with the others. */
static void join(const struct ceiling_worker *worker)
{
	const struct crew crew = {
		.worker = worker->number,
		.n_workers = worker->arena->n_workers,
		.shared = arena_shared(worker->arena),
		.meet = meet,
		.context = worker->arena,
	};

	if (crew.shared)
		worker->workload->join(worker->state, &crew);
}

/* The life of one process. Returns its exit status. */
static int work(const struct request *request, unsigned i)
{
	struct ceiling_worker worker = {
		.workload = request->workload,
		.arena = request->arena,
		.number = i,
	};
	struct loop loop = {
		.arena = request->arena,
		.worker = i,
		.events = request->events,
		.ops = &ops,
		.context = &worker,
	};
	int result = loop_bind(request->arena, i, &worker.why);

	if (!result) {
		worker.state = worker.workload->prepare(&request->settings,
							&worker.why);
		result = worker.state ? 0 : -1;
	}
	if (!result && !i && request->prove)
		result = prove(request, &worker);
	if (!result) {
		join(&worker);
		loop_ready(&loop);
		result = loop_work(&loop);
	}
	if (result < 0)
		fail(request, i, worker.why.text);
	if (worker.state)
		worker.workload->discard(worker.state);
	return result == 1 ? 0 : 1;
}

static void settings_from(const json_t *params, struct settings *settings)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)params, name, value)
		settings_set(settings, name, json_string_value(value));
}

static int read_request(struct request *request, const char *text,
			struct why *why)
{
	const char *arena, *events, *workload;
	int n_workers;
	json_t *params;
	json_error_t error;
	json_t *root = json_loads(text, 0, &error);

	if (!root ||
	    json_unpack_ex(root, &error, 0, "{ss ss ss si so s?b}", "arena",
			   &arena, "events", &events, "workload", &workload,
			   "workers", &n_workers, "params", &params, "prove",
			   &request->prove) < 0)
		return why_set(why, "request: %s", error.text);
	request->workload = workload_find(workload);
	if (!request->workload)
		return why_set(why, "%s has no native kernel", workload);
	settings_from(params, &request->settings);
	request->events = open(events, O_WRONLY | O_CLOEXEC);
	if (request->events < 0)
		return why_errno(why, "%s", events);
	request->arena = arena_attach(arena, why);
	if (!request->arena)
		return -1;
	request->n_workers = (unsigned)n_workers;
	if (request->n_workers != request->arena->n_workers)
		return why_set(why, "%d workers in an arena for %u", n_workers,
			       request->arena->n_workers);
	json_decref(root);
	return 0;
}

/* Wait for all; what died says nothing itself. Returns the exit status. */
static int reap(const struct request *request, const pid_t *pids)
{
	int status, result = 0;
	pid_t pid;

	while ((pid = waitpid(-1, &status, 0)) > 0 || errno == EINTR) {
		if (pid < 0 || !status)
			continue;
		unsigned i = 0;
		char reason[80];

		while (i < request->n_workers && pids[i] != pid)
			i++;
		result = 1;
		if (WIFSIGNALED(status))
			snprintf(reason, sizeof(reason), "killed by SIG%s",
				 sigabbrev_np(WTERMSIG(status)));
		else
			snprintf(reason, sizeof(reason), "exit status %d",
				 WEXITSTATUS(status));
		fail(request, i, reason);
	}
	return result;
}

int main(int argc, char **argv)
{
	struct request request = { 0 };
	struct why why;

	if (argc != 2) {
		fputs("usage: gilbench-ceiling REQUEST (started by gilbench)\n",
		      stderr);
		return 2;
	}
	if (read_request(&request, argv[1], &why) < 0) {
		fprintf(stderr, "gilbench-ceiling: %s\n", why.text);
		return 1;
	}
	pid_t *pids = alloc_zero(request.n_workers, sizeof(*pids));

	for (unsigned i = 0; i < request.n_workers; i++) {
		pids[i] = fork();
		if (!pids[i])
			_exit(work(&request, i));
		if (pids[i] < 0) {
			why_errno(&why, "cannot start");
			fail(&request, i, why.text);
			break;
		}
	}
	int status = reap(&request, pids);

	free(pids);
	settings_fini(&request.settings);
	return status;
}
