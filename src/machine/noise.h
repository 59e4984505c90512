/*
 * What else happened on the machine while an invocation was measured: CPU
 * time of other programs, steal, throttling. Read before the first gate and
 * after the last sample; never inside a timed region.
 */
#ifndef GILBENCH_MACHINE_NOISE_H
#define GILBENCH_MACHINE_NOISE_H

#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/why.h"

/* Counters at one moment. Times in seconds since some fixed point. */
struct noise_reading {
	double time_s;
	unsigned n_cpus; /* how many of the given CPUs the kernel lists */
	double busy_s;   /* all CPU time spent on the given CPUs, /proc/stat */
	double steal_s;  /* of the given CPUs */
	double irq_s;    /* likewise, of interrupts that are in no process's
			  * clock; 0 where they are */
	double raw_s;    /* beside time_s, of a clock that nobody sets; NAN */
	char clocksource[24]; /* of the kernel; "" not known */
	double throttled_s; /* this cgroup, cpu.stat; NAN where there is none */
	double own_s;       /* CPU time of the given processes, of their
			     * children that have ended, and of this one */
};

/*
 * Read the counters. `cpus`: all CPUs that any of these processes may use.
 * `pids`: the process tree that is measured, and the server. Processes that
 * are gone count nothing: read while all of them live, or what they used
 * looks foreign.
 */
void noise_read(struct noise_reading *reading, const cpu_set_t *cpus,
		const pid_t *pids, unsigned n_pids);

struct noise {
	double wall_s;
	unsigned n_cpus;
	double foreign_s; /* busy - irq - own, at least 0; NAN: not known */
	double steal_s, throttled_s; /* the same */
	double clock_gain_s; /* how far the clock ran ahead; NAN: not known */
	double n_sleeps; /* voluntary switches of what was measured: 0, until
			  * the caller knows more */
	char clocksource[24]; /* that replaced another one; or "" */
};

/* The busy, steal and irq part, from text like /proc/stat's, at time_s. */
void noise_parse(struct noise_reading *reading, const cpu_set_t *cpus,
		 FILE *stat);

struct noise noise_between(const struct noise_reading *before,
			   const struct noise_reading *after);

/*
 * Does this taint an invocation? Foreign CPU time above 5 % of wall, steal
 * above 1 %, and more than the error of reading the counters and than what
 * n_sleeps cost that is nobody's; any throttling; another clock source, or a
 * clock that is being set: the kernel corrects its rate by up to 500 ppm, twice
 * that is beyond correction. Returns 1 with the reason ("code: words") in
 * `why`, or 0.
 */
int noise_taints(const struct noise *noise, struct why *why);

/* What taints an invocation of this length, in seconds of CPU time. */
void noise_limits(const struct noise *noise, double *foreign_s,
		  double *steal_s);

/* CPU time in seconds that process `pid` has used, exact; 0 if gone. */
double noise_process_cpu_s(pid_t pid);

/* All descendants of `pid`, itself included: pids freed with free(). */
unsigned noise_tree(pid_t pid, pid_t **pids);
/* Sum of proportional set sizes, bytes; NAN if none can be read. */
double noise_pss_bytes(const pid_t *pids, unsigned n_pids);

#endif
