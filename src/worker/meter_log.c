/*
 * Files and mappings of a GIL log. The descriptor is not kept: a program may
 * close all it does not know and open its own in their place.
 */
#include "worker/meter_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "worker/meter_clock.h"

struct gil_log *meter_log;

static char prefix[4000]; /* absolute; "": no file */
static uint64_t ring_size;
static size_t n_bytes; /* of the file */

/* What is mapped besides the log itself. */
static struct gil_log_event *rings[GIL_LOG_MAX_GILS];

static size_t log_bytes(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t n = sizeof(struct gil_log) +
		   GIL_LOG_MAX_RECORDS * sizeof(struct gil_log_record);

	return (n + page - 1) / page * page;
}

/* 64 own-GIL interpreters must not take 64 times the room of one GIL. */
static uint64_t ring_events(size_t gil)
{
	return gil ? ring_size / 16 : ring_size;
}

int meter_log_place(const char *path, uint64_t n_events, struct why *why)
{
	char cwd[2000] = "";
	/* so that the sixteenth part of a ring ends with a page, too */
	size_t step = (size_t)sysconf(_SC_PAGESIZE) * 16 /
		      sizeof(struct gil_log_event);

	prefix[0] = '\0';
	ring_size = 0;
	if (!path || !*path)
		return 0;
	if (*path != '/' && !getcwd(cwd, sizeof(cwd)))
		return why_errno(why, "the current directory");
	int n = snprintf(prefix, sizeof(prefix) - 16, "%s%s%s", cwd,
			 *path == '/' ? "" : "/", path);

	if (n < 0 || (size_t)n >= sizeof(prefix) - 16) {
		prefix[0] = '\0';
		return why_set(why, "the log's path is too long");
	}
	ring_size = (n_events + step - 1) / step * step;
	return 0;
}

/* Grow the file from `from` by n bytes and map these. NULL: see errno. */
static void *map_more(size_t from, size_t n, int flags)
{
	char path[sizeof(prefix) + 16];
	void *map = MAP_FAILED;

	snprintf(path, sizeof(path), "%s.%d", prefix, (int)getpid());
	int fd = open(path, flags | O_RDWR | O_CLOEXEC, 0644);

	if (fd < 0)
		return NULL;
	int error = posix_fallocate(fd, (off_t)from, (off_t)n);

	if (!error)
		map = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			   (off_t)from);
	error = error ? error : errno;
	close(fd);
	errno = error;
	return map == MAP_FAILED ? NULL : map;
}

int meter_log_make(struct why *why)
{
	struct gil_log *log;
	struct gil_log_stamp now;

	n_bytes = log_bytes();
	if (prefix[0]) {
		log = map_more(0, n_bytes, O_CREAT | O_TRUNC);
		if (!log)
			return why_errno(why, "%s.%d", prefix, (int)getpid());
	} else {
		log = mmap(NULL, n_bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (log == MAP_FAILED)
			return why_errno(why, "memory for the meter");
	}
	meter_clock_stamp(&now);
	log->version = GIL_LOG_VERSION;
	log->pid = getpid();
	/* the first records sum up threads that are gone, GIL by GIL */
	log->n_records = GIL_LOG_MAX_GILS;
	log->n_records_max = GIL_LOG_MAX_RECORDS;
	log->clock = meter_clock_tsc;
	log->ns_per_tick = meter_clock_rate(&now);
	log->first = log->last = now;
	for (uint32_t i = 0; i < GIL_LOG_MAX_GILS; i++)
		log->records[i].gil = i;
	log->magic = GIL_LOG_MAGIC;
	meter_log = log;
	return 0;
}

struct gil_log_event *meter_log_ring(struct gil_log_gil *gil)
{
	size_t i = (size_t)(gil - meter_log->gils);
	size_t n = ring_events(i) * sizeof(struct gil_log_event);
	struct gil_log_event *ring = n ? map_more(n_bytes, n, 0) : NULL;

	if (!ring)
		return NULL;
	/* A file system may take ms for a file's first page: not inside a drop,
	 * which is when events are written. */
	*(volatile uint32_t *)&ring->flags = 0;
	rings[i] = ring;
	gil->ring_size = ring_events(i);
	gil->ring_at = n_bytes;
	n_bytes += n;
	return ring;
}

void meter_log_leave(void)
{
	if (!meter_log)
		return;
	munmap(meter_log, log_bytes());
	for (size_t i = 0; i < GIL_LOG_MAX_GILS; i++) {
		if (rings[i])
			munmap(rings[i], ring_events(i) * sizeof(*rings[i]));
		rings[i] = NULL;
	}
	meter_log = NULL;
}
