/*
 * Who uses this machine while gilbench sleeps? Two looks at its counters, a
 * while apart; nothing is started and nothing changed.
 */
#ifndef GILBENCH_MACHINE_BUSY_H
#define GILBENCH_MACHINE_BUSY_H

#include <sched.h>

#include "machine/noise.h"
#include "model/fitness_facts.h"

struct busy {
	struct noise noise; /* of the CPUs that were watched */
	char program[64];   /* that used most CPU time: "name (pid)"; or "" */
	double program_s;   /* its CPU time, on any CPU */
	double n_too_hot;   /* how often a CPU throttled itself; NAN unknown */
	double n_swaps;     /* pages moved from and to disk; NAN unknown */
};

/* Watch these CPUs; a signal that is caught cuts the time short. */
void busy_watch(struct busy *busy, const cpu_set_t *cpus, double seconds);

/* Does what was seen taint samples? As noise_taints(), with the culprit. */
int busy_taints(const struct busy *busy, struct why *why);

/* What was seen, as facts. */
void busy_facts(const struct busy *busy, struct fitness_facts *facts);

#endif
