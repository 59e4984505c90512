/* Finding logs and reading them. What is in a log is model/trace.c's. */
#include "trace_logs.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/gil_log_read.h"

enum {
	MANY = 16
};

static pid_t pid_of(const struct dirent *entry)
{
	return (pid_t)atol(entry->d_name + strlen("log."));
}

static int is_log(const struct dirent *entry)
{
	const char *number = entry->d_name + strlen("log.");

	return strncmp(entry->d_name, "log.", strlen("log.")) == 0 && *number &&
	       !number[strspn(number, "0123456789")];
}

static int by_pid(const struct dirent **a, const struct dirent **b)
{
	pid_t x = pid_of(*a), y = pid_of(*b);

	return x < y ? -1 : x > y;
}

static int list(const struct trace_logs *logs, struct dirent ***entries)
{
	int n = scandir(logs->dir, entries, is_log, by_pid);

	return n < 0 ? 0 : n;
}

static void free_list(struct dirent **entries, int n)
{
	for (int i = 0; i < n; i++)
		free(entries[i]);
	if (n)
		free(entries);
}

static struct trace_process *add(struct trace_logs *logs, char *path)
{
	logs->processes =
		alloc_grow(logs->processes, logs->n, sizeof(*logs->processes));
	logs->paths = alloc_grow(logs->paths, logs->n, sizeof(*logs->paths));
	logs->paths[logs->n] = path;
	return &logs->processes[logs->n++];
}

static void read_log(struct trace_logs *logs, const char *name, bool keep)
{
	char *path = alloc_printf("%s/%s", logs->dir, name);
	struct why why;
	size_t n_bytes;
	const struct gil_log *log = gil_log_map(path, &n_bytes, &why);

	/* none yet, of a process that ended while it made it */
	if (log)
		trace_analyse(add(logs, keep ? path : NULL), log, logs->n_cpus);
	if (!log || !keep) {
		unlink(path);
		free(path);
	}
	gil_log_unmap(log, n_bytes);
}

static bool is_gone(pid_t pid)
{
	return kill(pid, 0) < 0 && errno == ESRCH;
}

void trace_logs_watch(void *context, pid_t program)
{
	struct trace_logs *logs = context;
	struct dirent **entries;
	int n = list(logs, &entries), n_left = n;

	for (int i = 0; i < n && n_left > MANY; i++) {
		if (pid_of(entries[i]) == program ||
		    !is_gone(pid_of(entries[i])))
			continue;
		read_log(logs, entries[i]->d_name, false);
		n_left--;
	}
	free_list(entries, n);
}

void trace_logs_finish(struct trace_logs *logs, pid_t program)
{
	struct trace_logs early = *logs;
	struct dirent **entries;
	int n = list(logs, &entries);

	logs->processes = NULL;
	logs->paths = NULL;
	logs->n = 0;
	for (int children = 0; children < 2; children++)
		for (int i = 0; i < n; i++)
			if ((pid_of(entries[i]) != program) == children)
				read_log(logs, entries[i]->d_name, true);
	for (size_t i = 0; i < early.n; i++)
		*add(logs, NULL) = early.processes[i];
	free(early.processes);
	free(early.paths);
	free_list(entries, n);
}

void trace_logs_fini(struct trace_logs *logs)
{
	for (size_t i = 0; i < logs->n; i++) {
		if (logs->paths[i])
			unlink(logs->paths[i]);
		free(logs->paths[i]);
		trace_process_fini(&logs->processes[i]);
	}
	free(logs->processes);
	free(logs->paths);
}
