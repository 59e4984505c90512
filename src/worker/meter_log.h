/*
 * The memory that the meter writes: a GIL log (base/gil_log.h), in a file or
 * in this process alone.
 */
#ifndef GILBENCH_WORKER_METER_LOG_H
#define GILBENCH_WORKER_METER_LOG_H

#include "base/gil_log.h"

extern struct gil_log *meter_log; /* NULL until one is made */

/*
 * Where logs of this process and of those it forks go: PATH.PID, and how many
 * events a GIL's ring has. NULL: no file and no rings. Copied. 0 or -1.
 */
int meter_log_place(const char *path, uint64_t ring_size, struct why *why);
/*
 * Make this process's log. The file's room is taken from the disk at once: a
 * disk that fills up later must not end the metered program. 0 or -1.
 */
int meter_log_make(struct why *why);
/* A ring for a GIL, at the file's end. NULL: there is none. */
struct gil_log_event *meter_log_ring(struct gil_log_gil *gil);
/* In a forked child: let go of the parent's log. */
void meter_log_leave(void);

#endif
