/* Comparing what the kernels proved. */
#include "proof.h"

#include <math.h>

static int check_merit(const struct group *group, const struct job *job,
		       struct why *why)
{
	const struct workload *workload = group->kind->workload;

	if (!workload->merit || job->proof.merit >= workload->merit_low)
		return 0;
	return why_set(why, "%s, kernel %s: %s is %.3g, below %.3g",
		       workload->name, kernel_names[group->kernel],
		       workload->merit, job->proof.merit, workload->merit_low);
}

static int check_pair(const struct group *a, const struct job *job_a,
		      const struct group *b, const struct job *job_b,
		      struct why *why)
{
	const struct workload *workload = a->kind->workload;
	/* both are sums modulo 2^64, so is their difference */
	int64_t difference =
		(int64_t)(job_a->proof.checksum - job_b->proof.checksum);
	double per_unit = fabs((double)difference) /
			  workload_n_proof(workload, &a->kind->settings);

	if (per_unit <= workload->tolerance)
		return 0;
	return why_set(why,
		       "%s: kernels %s and %s do not compute the same: their "
		       "checksums differ by %.6g a unit, more than %g",
		       workload->name, kernel_names[a->kernel],
		       kernel_names[b->kernel], per_unit, workload->tolerance);
}

/* A variable of --env may change what is computed, as a parameter may. */
int proof_check(const struct plan *plan, const struct job *jobs,
		struct why *why)
{
	for (unsigned g = 0; g < plan->n_groups; g++) {
		if (!jobs[g].proof.known)
			continue;
		if (check_merit(&plan->groups[g], &jobs[g], why) < 0)
			return -1;
		for (unsigned h = 0; h < g; h++)
			if (jobs[h].proof.known &&
			    plan->groups[h].kind == plan->groups[g].kind &&
			    plan->groups[h].env == plan->groups[g].env &&
			    check_pair(&plan->groups[h], &jobs[h],
				       &plan->groups[g], &jobs[g], why) < 0)
				return -1;
	}
	return 0;
}
