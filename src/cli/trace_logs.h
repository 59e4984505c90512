/*
 * The logs that the processes of a traced program leave in a directory, as
 * log.PID. Each takes some megabytes, and there may be thousands of children:
 * where there are many logs, those of ended processes are read and removed.
 */
#ifndef GILBENCH_CLI_TRACE_LOGS_H
#define GILBENCH_CLI_TRACE_LOGS_H

#include <sys/types.h>

#include "model/trace.h"

struct trace_logs {
	const char *dir;
	unsigned n_cpus;
	struct trace_process *processes;
	char **paths; /* NULL for those that are removed already */
	size_t n;
};

/* While the program runs, now and then; logs is a struct trace_logs. */
void trace_logs_watch(void *logs, pid_t program);
/* When it has ended: all that is left, the program's own log first. */
void trace_logs_finish(struct trace_logs *logs, pid_t program);
/* Also removes the files. */
void trace_logs_fini(struct trace_logs *logs);

#endif
