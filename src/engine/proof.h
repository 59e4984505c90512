/*
 * Kernels of one workload compute the same thing: their proofs (the first
 * units' checksums and the figure of merit, computed untimed by the pilot)
 * are compared within the workload's tolerance.
 */
#ifndef GILBENCH_ENGINE_PROOF_H
#define GILBENCH_ENGINE_PROOF_H

#include "engine/job.h"

/* 0; or -1 and what differs, by name and number. */
int proof_check(const struct plan *plan, const struct job *jobs,
		struct why *why);

#endif
