/*
 * The C kernel of a user's own workload, for gilbench: one function in a
 * shared object, which the workload's Python file names by NATIVE. It does in
 * C what that file's run() does in Python; see gilbench-workload(7).
 *
 *	cc -O2 -shared -fPIC -o mine.so mine.c
 *
 * This header needs nothing of gilbench or Python.
 */
#ifndef GILBENCH_KERNEL_H
#define GILBENCH_KERNEL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What one worker hands to each of its calls. */
struct gilbench_worker {
	/* the parameters as text, "NAME=VALUE" each; ends with NULL */
	const char *const *params;
	/* the worker's own: NULL at first, and the kernel's to set. Workers
	 * are threads of one process, so what differs belongs here. */
	void *state;
	/* why a call failed, for the report */
	char why[256];
};

/*
 * Compute one unit and add its checksum to *checksum (modulo 2^64). The
 * checksum follows from the parameters and the unit's number alone. 0, or
 * anything else if it failed. It must not call Python: kernel `native` runs
 * it without the GIL, by many threads at a time.
 */
__attribute__((visibility("default"))) int
gilbench_kernel(struct gilbench_worker *worker, uint64_t unit,
		uint64_t *checksum);

#ifdef __cplusplus
}
#endif

#endif
