/*
 * Counters of the calling thread. CPU time comes from the thread's clock, in
 * nanoseconds; getrusage() only says how to split it, because its own sum is
 * rounded to microseconds.
 */
#include "worker/counters.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

void counters_open(struct counters_files *files)
{
	files->schedstat =
		open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
	files->sched = open("/proc/thread-self/sched", O_RDONLY | O_CLOEXEC);
}

void counters_close(struct counters_files *files)
{
	if (files->schedstat >= 0)
		close(files->schedstat);
	if (files->sched >= 0)
		close(files->sched);
}

/* The file anew, as text. Empty if it is not there. */
static void reread(int fd, char *text, size_t n_text)
{
	ssize_t n = fd < 0 ? -1 : pread(fd, text, n_text - 1, 0);

	text[n < 0 ? 0 : n] = '\0';
}

/* "CPU_NS RUN_DELAY_NS TIMESLICES" */
static uint64_t run_delay(int fd)
{
	char text[128];
	unsigned long long ns;

	reread(fd, text, sizeof(text));
	return sscanf(text, "%*u %llu", &ns) == 1 ? ns : UINT64_MAX;
}

/* "se.nr_migrations      :       12" */
static int64_t migrations(int fd)
{
	char text[4096];

	reread(fd, text, sizeof(text));
	const char *line = strstr(text, "nr_migrations");
	const char *value = line ? strchr(line, ':') : NULL;

	return value ? strtoll(value + 1, NULL, 10) : -1;
}

static uint64_t microseconds(const struct timeval *t)
{
	return (uint64_t)t->tv_sec * 1000000u + (uint64_t)t->tv_usec;
}

void counters_read(const struct counters_files *files,
		   struct counters *counters)
{
	struct rusage usage;
	struct timespec cpu;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
	getrusage(RUSAGE_THREAD, &usage);
	*counters = (struct counters){
		.cpu_ns = (uint64_t)cpu.tv_sec * 1000000000u +
			  (uint64_t)cpu.tv_nsec,
		.user_us = microseconds(&usage.ru_utime),
		.system_us = microseconds(&usage.ru_stime),
		.run_delay_ns = run_delay(files->schedstat),
		.n_voluntary = (uint64_t)usage.ru_nvcsw,
		.n_involuntary = (uint64_t)usage.ru_nivcsw,
		.n_migrations = migrations(files->sched),
		.cpu = sched_getcpu(),
	};
}

void counters_store(struct arena_slot *slot, const struct counters *before,
		    const struct counters *after)
{
	uint64_t cpu_ns = after->cpu_ns - before->cpu_ns;
	uint64_t user_us = after->user_us - before->user_us;
	uint64_t system_us = after->system_us - before->system_us;
	double system = 0;

	if (user_us + system_us)
		system = (double)system_us / (double)(user_us + system_us);
	slot->cpu_system_ns = (uint64_t)((double)cpu_ns * system);
	slot->cpu_user_ns = cpu_ns - slot->cpu_system_ns;
	slot->run_delay_ns = UINT64_MAX;
	if (before->run_delay_ns != UINT64_MAX &&
	    after->run_delay_ns != UINT64_MAX)
		slot->run_delay_ns = after->run_delay_ns - before->run_delay_ns;
	slot->n_voluntary = after->n_voluntary - before->n_voluntary;
	slot->n_involuntary = after->n_involuntary - before->n_involuntary;
	slot->n_migrations = -1;
	if (before->n_migrations >= 0 && after->n_migrations >= 0)
		slot->n_migrations =
			(int32_t)(after->n_migrations - before->n_migrations);
	slot->cpu_start = before->cpu;
	slot->cpu_stop = after->cpu;
}
