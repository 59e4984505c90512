/*
 * Spinning by the thread's CPU time, not by the time of day: a job is work,
 * and work does not get done while its thread waits for a CPU. With wall time,
 * eight workers on two CPUs would seem to get eight jobs done at once, and a
 * busy machine would shorten the job of whoever it delays. Of two hardware
 * threads of a core each counts as a CPU; what they take from each other does
 * not show here.
 */
#include "workloads/spin.h"

#include <time.h>

static uint64_t cpu_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void spin_cpu_ns(uint64_t ns)
{
	if (!ns)
		return;
	uint64_t start = cpu_now_ns();

	while (cpu_now_ns() - start < ns)
		;
}
