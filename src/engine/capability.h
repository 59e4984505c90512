/*
 * What an interpreter can run, decided from what it said of itself. A cell
 * that cannot run is a row with one of these reasons; `gilbench list` shows
 * the same ones.
 */
#ifndef GILBENCH_ENGINE_CAPABILITY_H
#define GILBENCH_ENGINE_CAPABILITY_H

#include "machine/python.h"
#include "workloads/workload.h"

/*
 * Each returns NULL if it can be run, or why not, as "code: words": a
 * constant, or what the interpreter said (borrowed from `python`).
 */
const char *capability_executor(const struct python *python,
				const char *executor);
const char *capability_start(const struct python *python, const char *mp_start);
const char *capability_kernel(const struct python *python, enum kernel kernel);
/* Does the kernel's package bear an interpreter with a GIL of its own? */
const char *capability_isolated(const struct python *python, enum kernel kernel,
				const char *executor);
/* gil: 1 on, 0 off, -1 as it is. */
const char *capability_gil(const struct python *python, int gil);
/* Does a kernel of a workload make sense under an executor? */
const char *capability_pair(const struct workload *workload, enum kernel kernel,
			    const char *executor);
/* Is there a queue to a consumer, if these settings ask for one? */
const char *capability_handover(const struct workload *workload,
				const struct settings *settings,
				const char *executor);

/*
 * Are there CPUs for `workers` workers, the server, and what must run beside
 * them?
 */
const char *capability_beside(const struct workload *workload,
			      const struct settings *settings, bool gil,
			      unsigned workers, unsigned n_cpus);

/* Will the GIL be on, in the state that is asked for (as capability_gil())? */
bool capability_gil_on(const struct python *python, int gil);

/* Was the interpreter built without the GIL? */
bool capability_free_threaded(const struct python *python);

#endif
