/* Ticks become seconds, threads become workers; the log is given up. */
#include "gil_holds.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/gil_log_read.h"

/* The worker that runs in thread `tid`, or -1. */
static int worker_of(const struct arena *arena, int32_t tid)
{
	for (uint32_t i = 0; i < arena->n_workers; i++)
		if (arena->slots[i].tid == tid)
			return (int)i;
	return -1;
}

static int by_time(const void *a, const void *b)
{
	const struct hold *x = a, *y = b;

	if (x->acquired_s != y->acquired_s)
		return x->acquired_s < y->acquired_s ? -1 : 1;
	return x->worker < y->worker ? -1 : x->worker > y->worker;
}

/* The holds of one GIL that begin in the window. */
static void read_gil(const struct gil_log *log, const struct gil_log_gil *gil,
		     const struct arena *arena, struct hold *holds, size_t *n)
{
	double ns_per_tick = gil_log_rate(log);
	uint64_t first, n_events = gil_log_events(gil, &first);

	for (uint64_t i = first; i < first + n_events; i++) {
		const struct gil_log_event *event = gil_log_event(log, gil, i);
		int worker = worker_of(arena, event->tid);
		double at_s =
			1e-9 *
			(double)(int64_t)(gil_log_ns(log, event->acquired) -
					  arena->start_ns);

		if (worker < 0 || !(at_s >= 0) || !(at_s < HOLD_WINDOW_S) ||
		    *n == GIL_HOLDS_MAX)
			continue;
		holds[(*n)++] = (struct hold){
			.worker = (unsigned)worker,
			.acquired_s = at_s,
			.wait_s = 1e-9 * ns_per_tick * (double)event->wait,
			.hold_s = 1e-9 * ns_per_tick * (double)event->hold,
		};
	}
}

struct hold *gil_holds_read(const char *prefix, const struct arena *arena,
			    size_t *n)
{
	char *path = alloc_printf("%s.%d", prefix, arena->slots[0].pid);
	struct hold *holds = NULL;
	size_t n_bytes;
	struct why why;
	const struct gil_log *log = gil_log_map(path, &n_bytes, &why);

	*n = 0;
	free(path);
	if (!log)
		return NULL;
	holds = alloc_zero(GIL_HOLDS_MAX, sizeof(*holds));
	for (uint32_t i = 0; i < log->n_gils; i++)
		read_gil(log, &log->gils[i], arena, holds, n);
	gil_log_unmap(log, n_bytes);
	qsort(holds, *n, sizeof(*holds), by_time);
	return holds;
}

void gil_holds_clear(const char *prefix)
{
	const char *name = strrchr(prefix, '/') + 1;
	char *folder = alloc_printf("%.*s", (int)(name - prefix), prefix);
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (strncmp(entry->d_name, name, strlen(name)) == 0 &&
		    entry->d_name[strlen(name)] == '.')
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	free(folder);
}
