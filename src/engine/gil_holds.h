/*
 * From the GIL log of a metered process (base/gil_log.h) to the holds of its
 * workers.
 */
#ifndef GILBENCH_ENGINE_GIL_HOLDS_H
#define GILBENCH_ENGINE_GIL_HOLDS_H

#include <stddef.h>

#include "base/arena.h"
#include "model/hold.h"

/* More holds of one region than this are not kept: the first ones are. */
#define GIL_HOLDS_MAX 20000

/*
 * The holds of the region that the arena's slots have just left, by the log
 * PREFIX.PID of the first worker's process, in the order of time. Cells and
 * blocks are left to the caller. Freed with free(); none without a log.
 */
struct hold *gil_holds_read(const char *prefix, const struct arena *arena,
			    size_t *n);
/* Remove all logs PREFIX.*; the prefix has a directory. */
void gil_holds_clear(const char *prefix);

#endif
