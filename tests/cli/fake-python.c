/*
 * A Python interpreter that is none: it plays the worker's side of the
 * protocol (engine/protocol.h) with invented times, so that planning,
 * scheduling, collecting, estimating and every error path can be tested
 * without waiting. `gilbench run --python PATH/fake-python`.
 *
 *   FAKE_UNIT_NS   time of one unit on one worker, default 1000000
 *   FAKE_SPEEDUP   "threads=1.0,processes=1.9": how much faster a job is with
 *                  two workers or more; 1 where nothing is said
 *   FAKE_SPREAD    .2: every process tree is up to 20 % slower, by chance
 *   FAKE_FAIL      "REGEX:MODE": cells whose "workload/kernel/executor/workers"
 *                  matches misbehave as one of modes[] below does
 *
 * It computes nothing: what a workload returns is not its business.
 */
#include <jansson.h>
#include <limits.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fcntl.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/hash.h"

#ifdef SANITIZED
/* It leaves in the middle of anything, as a Python might. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}
#endif

enum mode {
	FINE,
	RAISE, /* an exception in the job */
	SEGV,
	KILL,
	HANG,    /* in the job, for ever */
	SILENT,  /* says nothing at all, for ever */
	GARBAGE, /* no JSON on the events pipe */
	FLOOD,   /* standard output and error without end */
	EXIT,    /* leaves in the job, with status 0 */
	WRONG_CHECKSUM,
	GIL_CHANGE,
	ORPHAN,   /* fine, but leaves a child of a child behind */
	NO_METER, /* fine, but its GIL cannot be metered */
	N_MODES
};

static const char *const modes[N_MODES] = {
	[FINE] = "fine",
	[RAISE] = "raise",
	[SEGV] = "segv",
	[KILL] = "kill",
	[HANG] = "hang",
	[SILENT] = "silent",
	[GARBAGE] = "garbage",
	[FLOOD] = "flood-stdout",
	[EXIT] = "exit",
	[WRONG_CHECKSUM] = "wrong-checksum",
	[GIL_CHANGE] = "gil-change",
	[ORPHAN] = "orphan",
	[NO_METER] = "no-meter",
};

struct fake {
	struct arena *arena;
	const char *executor;
	int events;
	enum mode mode;
	double speedup;
	double unit_ns;
};

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "fake-python: %s\n", what);
	exit(1);
}

static void emit(const struct fake *fake, const char *line)
{
	dprintf(fake->events, "%s\n", line);
}

static const char *own_path(void)
{
	static char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n < 0)
		die("who am I?");
	return path;
}

static enum mode find_mode(const char *cell)
{
	const char *fail = getenv("FAKE_FAIL");
	const char *colon = fail ? strrchr(fail, ':') : NULL;
	char pattern[256];
	regex_t regex;

	if (!colon)
		return FINE;
	snprintf(pattern, sizeof(pattern), "%.*s", (int)(colon - fail), fail);
	if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB))
		die("FAKE_FAIL: no such regular expression");
	int matches = regexec(&regex, cell, 0, NULL, 0) == 0;

	regfree(&regex);
	for (int m = 0; m < N_MODES; m++)
		if (strcmp(modes[m], colon + 1) == 0)
			return matches ? (enum mode)m : FINE;
	die("FAKE_FAIL: no such mode");
}

/* "threads=1.0,processes=1.9" */
static double find_speedup(const char *executor)
{
	const char *text = getenv("FAKE_SPEEDUP");
	size_t n = strlen(executor);

	while (text && *text) {
		if (strncmp(text, executor, n) == 0 && text[n] == '=')
			return atof(text + n + 1);
		text = strchr(text, ',');
		text = text ? text + 1 : NULL;
	}
	return 1;
}

/* A child of a child in a session of its own, deaf to polite signals. */
static void leave_orphan(void)
{
	if (fork() == 0) {
		setsid();
		if (fork() == 0) {
			signal(SIGTERM, SIG_IGN);
			signal(SIGHUP, SIG_IGN);
			signal(SIGINT, SIG_IGN);
			for (;;)
				pause();
		}
		_exit(0);
	}
}

/* What a job goes wrong with, if this cell does. */
static void misbehave(struct fake *fake)
{
	static char rubbish[1 << 16];

	switch (fake->mode) {
	case RAISE:
		fputs("Traceback (most recent call last):\n"
		      "ValueError: as it was told to\n",
		      stderr);
		emit(fake, "{\"event\":\"error\",\"worker\":0,\"reason\":"
			   "\"ValueError: as it was told to\"}");
		arena_abort(fake->arena);
		exit(1);
	case SEGV:
		signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
		break;
	case KILL:
		raise(SIGKILL);
		break;
	case HANG:
		for (;;)
			pause();
	case GARBAGE:
		emit(fake, "]] no JSON [[");
		break;
	case FLOOD:
		memset(rubbish, 'x', sizeof(rubbish));
		while (write(1, rubbish, sizeof(rubbish)) > 0 &&
		       write(2, rubbish, sizeof(rubbish)) > 0)
			;
		exit(1);
	case EXIT:
		exit(0);
	default:
		break;
	}
}

static uint64_t checksum(const struct arena_slot *slot,
			 const struct arena *arena)
{
	uint64_t sum = 0;

	for (uint64_t l = 0; l < arena->loops; l++)
		for (uint64_t u = 0; u < slot->count; u++) {
			uint64_t unit = l * arena->size + slot->first + u;

			sum += hash_bytes(HASH_START, &unit, sizeof(unit));
		}
	return sum;
}

static int first_cpu(const struct arena_slot *slot)
{
	for (int c = 0; c < ARENA_CPU_WORDS * 64; c++)
		if (slot->cpus[c / 64] >> c % 64 & 1)
			return c;
	return -1;
}

/* All that a worker computes it does with the GIL; else it waits for it. */
static void fill_meter(struct arena *arena, uint64_t wall_ns)
{
	for (uint32_t w = 0; w < arena->n_workers; w++) {
		struct arena_slot *slot = &arena->slots[w];

		slot->gil_hold_ns = slot->cpu_user_ns;
		slot->gil_wait_ns = wall_ns - slot->gil_hold_ns;
		slot->gil_drop_ns = 0;
		slot->n_gil_acquires = 10;
		slot->n_gil_contended = slot->n_gil_forced = 5;
	}
}

/* All workers did their units; the job took what FAKE_SPEEDUP says. */
/* All units took the same time, but for a tenth that took twice as long. */
static void fill_laps(struct arena *arena, uint32_t worker, uint64_t lap_ns)
{
	struct arena_laps *laps = arena_laps(arena, worker);
	uint64_t n = arena->slots[worker].count * arena->loops;

	arena_clear_laps(arena, worker);
	for (uint64_t u = 0; laps && u < n; u++)
		laps->counts[bucket_of(u % 10 ? lap_ns : 2 * lap_ns)]++;
}

static void fill_slots(const struct fake *fake)
{
	struct arena *arena = fake->arena;
	double units = (double)arena->size * arena->loops;
	double speedup = arena->n_workers > 1 ? fake->speedup : 1;
	uint64_t wall_ns = (uint64_t)(units * fake->unit_ns / speedup);

	arena->start_ns = clock_now_ns();
	for (uint32_t w = 0; w < arena->n_workers; w++) {
		struct arena_slot *slot = &arena->slots[w];

		slot->stop_ns = arena->start_ns + wall_ns;
		fill_laps(arena, w, (uint64_t)fake->unit_ns);
		slot->checksum = checksum(slot, arena);
		slot->cpu_user_ns =
			(uint64_t)(units * fake->unit_ns / arena->n_workers);
		slot->cpu_system_ns = 0;
		slot->run_delay_ns = 0;
		slot->n_voluntary = slot->n_involuntary = 0;
		slot->cpu_start = slot->cpu_stop = first_cpu(slot);
		slot->n_migrations = 0;
		slot->pid = slot->tid = getpid();
		slot->gil_before = 1;
		slot->gil_after = fake->mode == GIL_CHANGE ? 0 : 1;
	}
	if (fake->mode == WRONG_CHECKSUM)
		arena->slots[0].checksum++;
	if (arena->stage == STAGE_METER && fake->mode != NO_METER)
		fill_meter(arena, wall_ns);
}

static int work(struct fake *fake)
{
	for (uint32_t gate = 1;; gate++) {
		int stage = arena_await_gate(fake->arena, gate);
		char line[64];

		if (stage == STAGE_FINISH)
			return 0;
		if (stage < 0)
			return 1;
		if (stage == STAGE_SAMPLE || stage == STAGE_METER)
			misbehave(fake);
		fill_slots(fake);
		snprintf(line, sizeof(line),
			 "{\"event\":\"stage\",\"gate\":%u}", gate);
		emit(fake, line);
	}
}

static const char *text_of(const json_t *request, const char *key)
{
	const char *text = json_string_value(json_object_get(request, key));

	if (!text)
		die(key);
	return text;
}

/* The same for every kernel of a workload, and so right by definition. */
static void prove(const struct fake *fake, const char *workload)
{
	char line[96];

	snprintf(line, sizeof(line),
		 "{\"event\":\"proof\",\"checksum\":\"%016llx\","
		 "\"merit\":0.97}",
		 (unsigned long long)hash_bytes(HASH_START, workload,
						strlen(workload)));
	emit(fake, line);
}

static int play_worker(const json_t *request)
{
	const char *workload = text_of(request, "workload");
	struct fake fake = { .executor = text_of(request, "executor") };
	const char *unit_ns = getenv("FAKE_UNIT_NS");
	const char *spread = getenv("FAKE_SPREAD");
	char cell[256], line[PATH_MAX + 128];
	struct why why;

	snprintf(cell, sizeof(cell), "%s/%s/%s/%lld", workload,
		 text_of(request, "kernel"), fake.executor,
		 json_integer_value(json_object_get(request, "workers")));
	fake.mode = find_mode(cell);
	fake.speedup = find_speedup(fake.executor);
	fake.unit_ns = unit_ns ? atof(unit_ns) : 1e6;
	if (spread)
		fake.unit_ns *= 1 + atof(spread) *
					    (double)(clock_now_ns() % 1000) /
					    1000;
	fake.arena = arena_attach(text_of(request, "arena"), &why);
	fake.events = open(text_of(request, "events"), O_WRONLY | O_CLOEXEC);
	if (!fake.arena || fake.events < 0)
		die("no arena or no events pipe");
	if (fake.mode == SILENT)
		for (;;)
			pause();
	if (fake.mode == ORPHAN)
		leave_orphan();
	snprintf(line, sizeof(line),
		 "{\"event\":\"hello\",\"pid\":%d,\"executable\":\"%s\","
		 "\"version\":\"3.11.2\"}",
		 getpid(), own_path());
	emit(&fake, line);
	if (json_is_true(json_object_get(request, "prove")))
		prove(&fake, workload);
	if (fake.mode == NO_METER &&
	    json_is_true(json_object_get(request, "meter")))
		emit(&fake, "{\"event\":\"meter\","
			    "\"reason\":\"as it was told to\"}");
	for (uint32_t w = 0; w < fake.arena->n_workers; w++)
		fake.arena->slots[w].pid = fake.arena->slots[w].tid = getpid();
	emit(&fake, "{\"event\":\"ready\",\"gil\":1}");
	if (strcmp(fake.executor, "serial") != 0)
		emit(&fake, "{\"event\":\"dispatch\",\"dispatch_s\":0.0001}");
	return work(&fake);
}

/*
 * As describe.py does. The prefix is the fake's own directory and not the
 * base: like a virtual environment it is labelled by the directory's name.
 */
static int describe(void)
{
	char *prefix = strdup(own_path());

	*strrchr(prefix, '/') = '\0';
	json_t *facts = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:b, s:s, s:[s, s]}",
		"executable", own_path(), "version", "3.11.2", "implementation",
		"cpython", "prefix", prefix, "base_prefix", "/usr",
		"gil_enabled", 1, "free_threaded", 0, "shared", 0,
		"gilbench_module", "ok", "start_methods", "fork", "spawn");
	char *text = json_dumps(facts, 0);

	puts(text);
	free(text);
	free(prefix);
	json_decref(facts);
	return 0;
}

int main(int argc, char **argv)
{
	json_error_t error;
	json_t *request;

	/* fake-python -B -c CODE [REQUEST] */
	if (argc < 4 || strcmp(argv[2], "-c") != 0)
		die("usage: fake-python -B -c CODE [REQUEST]");
	if (argc == 4)
		return describe();
	request = json_loads(argv[4], 0, &error);
	if (!request)
		die(error.text);
	return play_worker(request);
}
