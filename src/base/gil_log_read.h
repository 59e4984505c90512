/*
 * Reading the log of the GIL meter: of a process that ended, in whatever way,
 * or of one that still runs.
 */
#ifndef GILBENCH_BASE_GIL_LOG_READ_H
#define GILBENCH_BASE_GIL_LOG_READ_H

#include "gil_log.h"

/*
 * Map the file at `path` read-only; *n_bytes is for gil_log_unmap(). All its
 * numbers are checked against the file. NULL: see why.
 */
const struct gil_log *gil_log_map(const char *path, size_t *n_bytes,
				  struct why *why);
void gil_log_unmap(const struct gil_log *log, size_t n_bytes);

/* The process's last sign of life, in ticks. */
uint64_t gil_log_end(const struct gil_log *log);
/* Nanoseconds per tick, as well as the log knows. */
double gil_log_rate(const struct gil_log *log);
/* A moment by CLOCK_MONOTONIC, in nanoseconds. */
uint64_t gil_log_ns(const struct gil_log *log, uint64_t ticks);

/* Where bucket `i` of a histogram begins, in ticks. */
uint64_t gil_log_bucket_start(unsigned i);

/*
 * The totals of a record up to the moment `until`, the open interval
 * included: hold + wait + drop + outside is the time from total->born to
 * total->since, which is `until`, or the thread's end, or its last change of
 * state where that came later.
 */
void gil_log_total(const struct gil_log_record *record, uint64_t until,
		   struct gil_log_record *total);

/* How many events a ring still has; *first is the oldest one's number. */
uint64_t gil_log_events(const struct gil_log_gil *gil, uint64_t *first);
/* Event number i of a ring. */
const struct gil_log_event *gil_log_event(const struct gil_log *log,
					  const struct gil_log_gil *gil,
					  uint64_t i);
#endif
