/*
 * The functions that stand between the interpreter and the C library. The
 * method: in CPython 3.9 to 3.15
 *
 *   take_gil()  lock(mutex); while held, timedwait(cond, mutex);
 *               lock(switch_mutex); signal(switch_cond); unlock both
 *   drop_gil()  lock(mutex); signal(cond); unlock(mutex); if another thread
 *               had asked for it, lock(switch_mutex) and wait(switch_cond)
 *
 * so signal(switch_cond) is the acquire and signal(cond) is the release, both
 * under the mutex, and the GIL's four parts lie side by side (Python/
 * ceval_gil.c, Include/internal/pycore_gil.h of each version).
 */
#ifndef GILBENCH_WORKER_METER_HOOKS_H
#define GILBENCH_WORKER_METER_HOOKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/why.h"

/* What is counted, and between which ticks holds go into the ring. */
struct meter_switches {
	bool on;
	uint64_t ring_from, ring_until;
};

extern struct meter_switches meter_switches;

/*
 * Stand in for the C library in the object that holds `inside`, a function of
 * the interpreter; on a free-threaded build also where threads park. 0 or -1.
 */
int meter_hooks_install(const void *inside, bool free_threaded,
			struct why *why);

#endif
