/*
 * gil-fraction: one unit is an iteration of a known length, a fraction p of
 * it with the GIL held. What the GIL does to it can be calculated, so it is a
 * control of the method: of the barrier, the clock, the pairing and the
 * meter. gil_fraction.py is its twin.
 *
 *   sync=iteration  all N workers start each iteration together, with the held
 *                   part. The held parts follow one another, the rest runs
 *                   beside it: N iterations take N p + (1 - p) of one, and the
 *                   speed-up is 1 / (p + (1 - p) / N), Amdahl's law.
 *   sync=none       nobody waits for others, and one's held part runs beside
 *                   another's rest: the speed-up tends to min(N, 1 / p).
 *
 * Without a GIL in common (processes, interpreters, a free-threaded build)
 * both are N. native-held holds it throughout and must stay at 1. Here is no
 * computation whose result anyone needs: a unit's checksum is a random number
 * that belongs to it, so that one that is lost or done twice shows.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/rng.h"
#include "workloads/spin.h"
#include "workloads/workload.h"

static const struct param params[] = {
	{ "p", PARAM_REAL, "0.5", NULL, 0, 1,
	  "part of an iteration with the GIL held" },
	{ "iteration", PARAM_SECONDS, "10ms", NULL, 1e-5, 10,
	  "CPU time of an iteration" },
	{ "sync", PARAM_CHOICE, "iteration", "iteration,none", 0, 0,
	  "workers meet before each iteration, or do not" },
	{ 0 },
};

struct fraction {
	uint64_t held_ns, free_ns, seed;
	bool meets;
};

static void *prepare(const struct settings *settings, struct why *why)
{
	struct fraction *fraction = alloc_zero(1, sizeof(*fraction));
	double ns = settings_number(settings, "iteration") * 1e9;

	(void)why;
	fraction->held_ns =
		(uint64_t)(settings_number(settings, "p") * ns + .5);
	fraction->free_ns = (uint64_t)(ns + .5) - fraction->held_ns;
	fraction->seed = settings_count(settings, "seed");
	fraction->meets = *settings_get(settings, "sync") == 'i';
	return fraction;
}

static bool meets(const void *state)
{
	const struct fraction *fraction = state;

	return fraction->meets;
}

static void hold(void *state, uint64_t u)
{
	const struct fraction *fraction = state;

	(void)u;
	spin_cpu_ns(fraction->held_ns);
}

static int compute(void *state, uint64_t u, uint64_t *checksum, struct why *why)
{
	const struct fraction *fraction = state;
	struct rng rng;

	(void)why;
	spin_cpu_ns(fraction->free_ns);
	rng_init(&rng, fraction->seed, u);
	*checksum += rng_next(&rng);
	return 0;
}

const struct workload gil_fraction_workload = {
	.name = "gil-fraction",
	.module = "gil_fraction",
	.summary = "spinning for a known time, a fraction of it with the GIL",
	.unit = "iteration",
	.class = CLASS_CONTROL,
	.kernels = 1u << KERNEL_PYTHON | 1u << KERNEL_NATIVE |
		   1u << KERNEL_NATIVE_HELD,
	.chain = 1,
	.n_proof = 4,
	.params = params,
	.prepare = prepare,
	.meets = meets,
	.hold = hold,
	.compute = compute,
	.discard = free,
};
