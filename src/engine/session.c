/*
 * Starting a process tree, leading it from gate to gate and reading what it
 * measured. Knows nothing of blocks, repeats or estimates.
 */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "engine/collect.h"
#include "engine/events.h"
#include "engine/guardian.h"
#include "engine/interrupt.h"
#include "engine/launch.h"
#include "engine/mismatch.h"
#include "engine/request.h"
#include "machine/noise.h"

/* How long a broken tree may take to write its last words. */
enum {
	LAST_WORDS_MS = 2000
};

struct session {
	struct session_request request;
	struct arena *arena;
	int arena_fd, events_write_fd;
	struct events events;
	struct tail out, err;
	struct guardian guardian;
	bool ended;
	int status; /* wait status, once ended */
	uint64_t started_ns;
	unsigned n_gates;
	struct session_facts facts;
	enum session_failure failure;
	char reason[768];
};

/* --- failing ------------------------------------------------------------ */

static void flatten(char *text)
{
	for (char *p = text; *p; p++)
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
}

/* The end of standard error, one line, without what is blank. */
static const char *last_words(struct tail *err, char *buffer, size_t room)
{
	size_t n = err->n;

	while (n && strchr(" \n\t\r", err->text[n - 1]))
		n--;
	size_t from = n > room - 1 ? n - (room - 1) : 0;

	memcpy(buffer, err->text + from, n - from);
	buffer[n - from] = '\0';
	flatten(buffer);
	return buffer;
}

static int fail(struct session *session, enum session_failure failure,
		const char *words)
{
	char buffer[320];

	if (session->failure != SESSION_FINE)
		return -1;
	session->failure = failure;
	const char *stderr_end =
		last_words(&session->err, buffer, sizeof(buffer));

	snprintf(session->reason, sizeof(session->reason), "%.400s%s%s", words,
		 *stderr_end ? "; stderr: " : "", stderr_end);
	flatten(session->reason);
	return -1;
}

/* Why the tree ended by itself. */
static int fail_ended(struct session *session)
{
	char words[96];
	int status = session->status;

	if (status == -1)
		snprintf(words, sizeof(words), "lost: its end was not seen");
	else if (WIFSIGNALED(status))
		snprintf(words, sizeof(words), "killed: by SIG%s",
			 sigabbrev_np(WTERMSIG(status)));
	else
		snprintf(words, sizeof(words),
			 "ended: exit status %d before it was done",
			 WEXITSTATUS(status));
	return fail(session, SESSION_FAILED, words);
}

/* --- waiting ------------------------------------------------------------ */

static void read_end(struct session *session)
{
	int status;

	if (read(session->guardian.status_fd, &status, sizeof(status)) !=
	    sizeof(status))
		status = -1;
	session->status = status;
	session->ended = true;
}

/* Wait for anything to read; 1 something, 0 time is up. */
static int wait_for_any(struct session *session, int timeout_ms)
{
	struct pollfd fds[] = {
		{ session->events.fd, POLLIN, 0 },
		{ session->out.fd, POLLIN, 0 },
		{ session->err.fd, POLLIN, 0 },
		{ session->ended ? -1 : session->guardian.status_fd, POLLIN,
		  0 },
		{ interrupt_signal() ? -1 : interrupt_fd(), POLLIN, 0 },
	};
	int n = poll(fds, sizeof(fds) / sizeof(*fds), timeout_ms);

	if (fds[1].revents)
		tail_read(&session->out);
	if (fds[2].revents)
		tail_read(&session->err);
	if (n > 0 && fds[3].revents)
		read_end(session);
	return n != 0;
}

/* Something broke: let it write why, then take the rest down. */
static void hear_last_words(struct session *session)
{
	uint64_t until = clock_now_ns() + LAST_WORDS_MS * 1000000ull;

	arena_abort(session->arena);
	while (!session->ended && !interrupt_signal()) {
		uint64_t now = clock_now_ns();

		if (now >= until)
			break;
		/* events may be unread: only the streams and the end count */
		struct pollfd fds[] = {
			{ session->out.fd, POLLIN, 0 },
			{ session->err.fd, POLLIN, 0 },
			{ session->guardian.status_fd, POLLIN, 0 },
		};

		poll(fds, 3, (int)((until - now) / 1000000) + 1);
		tail_read(&session->out);
		tail_read(&session->err);
		if (fds[2].revents)
			read_end(session);
	}
	tail_read(&session->err);
}

int session_reject(struct session *session, const char *reason)
{
	session->err.n = 0;
	return fail(session, SESSION_FAILED, reason);
}

/* An "error" event: the workload's own word, or a skip. */
static int fail_by_event(struct session *session, const json_t *event)
{
	const char *said = json_string_value(json_object_get(event, "reason"));
	const char *skip = said ? strstr(said, "skipped: ") : NULL;
	char words[400];

	hear_last_words(session);
	if (skip) {
		session->err.n = 0;
		return fail(session, SESSION_SKIPPED,
			    skip + strlen("skipped: "));
	}
	if (said && mismatch_is(said)) /* with a code of its own */
		return session_reject(session, said);
	snprintf(words, sizeof(words), "raised: worker %d: %s",
		 (int)json_integer_value(json_object_get(event, "worker")),
		 said ? said : "no reason given");
	return fail(session, SESSION_FAILED, words);
}

/* The next event whatever it is; NULL when the session failed. */
static json_t *next_event(struct session *session)
{
	struct why why;
	uint64_t patience_ns = (uint64_t)(session->request.timeout_s * 1e9);
	uint64_t until = clock_now_ns() + patience_ns;

	for (;;) {
		json_t *event = NULL;
		int got = events_read(&session->events, &why);

		if (got == 0)
			got = events_next(&session->events, &event, &why);
		if (got > 0)
			return event;
		if (got < 0) {
			fail(session, SESSION_FAILED, why.text);
			return NULL;
		}
		if (interrupt_signal()) {
			fail(session, SESSION_INTERRUPTED, "interrupted");
			return NULL;
		}
		if (session->ended) {
			hear_last_words(session);
			fail_ended(session);
			return NULL;
		}
		uint64_t now = clock_now_ns();

		if (now >= until) {
			why_set(&why, "hung: no progress for %g s (--timeout)",
				session->request.timeout_s);
			fail(session, SESSION_HUNG, why.text);
			return NULL;
		}
		wait_for_any(session, (int)((until - now) / 1000000) + 1);
	}
}

/* Wait for the event called `wanted`; what else comes is noted. 0 or -1. */
static int await(struct session *session, const char *wanted)
{
	while (session->failure == SESSION_FINE) {
		json_t *event = next_event(session);

		if (!event)
			break;
		const char *name =
			json_string_value(json_object_get(event, "event"));
		int is_wanted = strcmp(name, wanted) == 0;

		if (strcmp(name, "error") == 0)
			fail_by_event(session, event);
		else
			facts_note(&session->facts, name, event);
		json_decref(event);
		if (is_wanted && session->failure == SESSION_FINE)
			return 0;
	}
	return -1;
}

/* --- starting ----------------------------------------------------------- */

/* A pipe whose reading end does not block. */
static int open_pipe(int *read_fd, int *write_fd, struct why *why)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return why_errno(why, "pipe");
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	*read_fd = ends[0];
	*write_fd = ends[1];
	return 0;
}

/* The workload has workers of its own; one thread stands for them. */
static bool is_own(const struct session_request *request)
{
	return strcmp(request->cell->executor, "own") == 0;
}

static void set_slots(struct session *session, uint64_t size)
{
	const struct session_request *request = &session->request;
	struct arena *arena = session->arena;
	unsigned n = request->cell->workers;

	arena->size = size;
	for (unsigned i = 0; i < n; i++) {
		struct arena_slot *slot = &arena->slots[i];
		int cpu = request->placement->cpu[i];
		bool together = arena->n_shared_bytes > 0;

		slot->first = together ? 0 : size / n * i;
		slot->count = together ? size : size / n;
		for (unsigned k = 0; k < ARENA_MAX_METRICS; k++)
			slot->metrics[k] = NAN;
		/* what it starts inherits all the CPUs of the cell */
		if (is_own(request))
			slot = &arena->slots[0];
		if (cpu >= 0)
			slot->cpus[cpu / 64] |= 1ull << (cpu % 64);
	}
}

static int start_tree(struct session *session, int out_fd, int err_fd,
		      struct why *why)
{
	char *text = request_text(&session->request, session->arena_fd,
				  session->events_write_fd);

	session->started_ns = clock_now_ns();
	int status = launch_tree(&session->guardian, &session->request, text,
				 out_fd, err_fd, why);

	free(text);
	return status;
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

static int prepare(struct session *session, struct why *why)
{
	int out_fd = -1, err_fd = -1;

	const struct job_kind *kind = session->request.group->kind;

	session->arena = arena_new(
		session->request.cell->workers, session->request.laps,
		workload_shared_bytes(kind->workload, &kind->settings),
		&session->arena_fd, why);
	if (!session->arena ||
	    open_pipe(&session->events.fd, &session->events_write_fd, why) < 0)
		return -1;
	session->arena->pace = session->request.pace;
	set_slots(session, 0);
	int status = open_pipe(&session->out.fd, &out_fd, why);

	if (status == 0)
		status = open_pipe(&session->err.fd, &err_fd, why);
	if (status == 0)
		status = start_tree(session, out_fd, err_fd, why);
	close_fd(out_fd);
	close_fd(err_fd);
	return status;
}

struct session *session_start(const struct session_request *request)
{
	struct session *session = alloc_zero(1, sizeof(*session));
	struct why why;

	*session = (struct session){
		.request = *request,
		.arena_fd = -1,
		.events_write_fd = -1,
		.events = { .fd = -1 },
		.out = { .fd = -1 },
		.err = { .fd = -1 },
	};
	facts_init(&session->facts);
	if (launch_provide_files(request->cell, &why) < 0) {
		fail(session, SESSION_SKIPPED, why.text);
		return session;
	}
	if (prepare(session, &why) < 0) {
		fail(session, SESSION_FAILED, why.text);
		return session;
	}
	if (await(session, "ready") < 0)
		return session;
	session->facts.startup_s =
		(double)(clock_now_ns() - session->started_ns) * 1e-9;
	bool parallel = strcmp(request->cell->executor, "serial") != 0 &&
			strcmp(request->cell->executor, "ceiling") != 0 &&
			!is_own(request);

	if (parallel)
		await(session, "dispatch");
	return session;
}

void session_free(struct session *session)
{
	if (session->arena)
		arena_abort(session->arena);
	guardian_end(&session->guardian);
	close_fd(session->arena_fd);
	close_fd(session->events_write_fd);
	close_fd(session->events.fd);
	close_fd(session->out.fd);
	close_fd(session->err.fd);
	free(session->events.buffer);
	arena_free(session->arena);
	free(session);
}

/* --- measuring ---------------------------------------------------------- */

static int run_stage(struct session *session, enum arena_stage stage)
{
	if (session->failure != SESSION_FINE)
		return -1;
	session->n_gates++;
	arena_open_gate(session->arena, stage);
	return await(session, "stage");
}

int session_warm(struct session *session, unsigned calls, uint64_t size)
{
	if (session->failure != SESSION_FINE)
		return -1;
	set_slots(session, size);
	session->arena->calls = calls;
	session->arena->loops = 1;
	int status = run_stage(session, STAGE_WARMUP);

	session->facts.job_checksum = collect_checksum(session->arena);
	return status;
}

int session_measure(struct session *session, uint64_t size, unsigned loops,
		    struct sample *sample)
{
	if (session->failure != SESSION_FINE)
		return -1;
	set_slots(session, size);
	session->arena->loops = loops;
	if (run_stage(session,
		      session->request.meter ? STAGE_METER : STAGE_SAMPLE) < 0)
		return -1;
	collect_sample(sample, session->arena,
		       is_own(&session->request) ? NULL
						 : session->request.placement);
	if (sample->gil_before == sample->gil_after)
		return 0;
	return fail(session, SESSION_FAILED,
		    "gil-changed: the GIL was switched on or off while the "
		    "cell ran");
}

int session_finish(struct session *session)
{
	uint64_t asked_ns = clock_now_ns();
	uint64_t until =
		asked_ns + (uint64_t)(session->request.timeout_s * 1e9);

	if (session->failure != SESSION_FINE)
		return -1;
	arena_open_gate(session->arena, STAGE_FINISH);
	while (!session->ended) {
		uint64_t now = clock_now_ns();

		if (interrupt_signal())
			return fail(session, SESSION_INTERRUPTED,
				    "interrupted");
		if (now >= until)
			return fail(session, SESSION_HUNG,
				    "hung: did not end when it was done");
		wait_for_any(session, (int)((until - now) / 1000000) + 1);
		struct why why;

		/* nothing more is expected, but the pipe must not fill up */
		events_read(&session->events, &why);
	}
	if (session->status == 0)
		session->facts.teardown_s =
			(double)(clock_now_ns() - asked_ns) * 1e-9;
	return 0;
}

/* --- asking ------------------------------------------------------------- */

enum session_failure session_failure(const struct session *session)
{
	return session->failure;
}

const char *session_reason(const struct session *session)
{
	return session->reason;
}

const struct session_facts *session_facts(const struct session *session)
{
	return &session->facts;
}

struct arena *session_arena(const struct session *session)
{
	return session->arena;
}

unsigned session_tree(const struct session *session, pid_t **pids)
{
	return noise_tree(session->guardian.pid, pids);
}
