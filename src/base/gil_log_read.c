/* Reading a GIL log. Nothing in the file is trusted. */
#include "gil_log_read.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int check(const struct gil_log *log, size_t n_bytes)
{
	if (n_bytes < sizeof(*log) || log->magic != GIL_LOG_MAGIC ||
	    log->version != GIL_LOG_VERSION)
		return -1;
	if (log->n_gils > GIL_LOG_MAX_GILS ||
	    log->n_records > log->n_records_max ||
	    log->n_records_max >
		    (n_bytes - sizeof(*log)) / sizeof(log->records[0]))
		return -1;
	for (uint32_t i = 0; i < log->n_gils; i++) {
		const struct gil_log_gil *gil = &log->gils[i];

		if (!gil->ring_at)
			continue;
		if (gil->ring_at > n_bytes || gil->ring_at % 8 ||
		    !gil->ring_size ||
		    gil->ring_size > (n_bytes - gil->ring_at) /
					     sizeof(struct gil_log_event))
			return -1;
	}
	return 0;
}

const struct gil_log *gil_log_map(const char *path, size_t *n_bytes,
				  struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0) {
		why_errno(why, "%s", path);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	void *map = MAP_FAILED;

	*n_bytes = (size_t)st.st_size;
	if (*n_bytes)
		map = mmap(NULL, *n_bytes, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (map != MAP_FAILED && check(map, *n_bytes) == 0)
		return map;
	if (map != MAP_FAILED)
		munmap(map, *n_bytes);
	why_set(why, "%s: not a GIL log of this version", path);
	return NULL;
}

void gil_log_unmap(const struct gil_log *log, size_t n_bytes)
{
	if (log)
		munmap((void *)log, n_bytes);
}

uint64_t gil_log_end(const struct gil_log *log)
{
	uint64_t end = log->last.ticks;

	if (log->end)
		return log->end;
	for (uint32_t i = 0; i < log->n_gils; i++)
		if (log->gils[i].last > end)
			end = log->gils[i].last;
	return end;
}

double gil_log_rate(const struct gil_log *log)
{
	uint64_t ticks = log->last.ticks - log->first.ticks;

	if (log->clock == 0)
		return 1;
	/* below 1 ms the two stamps' own errors weigh more than the guess's */
	if (log->last.ticks <= log->first.ticks ||
	    (double)ticks * log->ns_per_tick < 1e6)
		return log->ns_per_tick;
	return (double)(log->last.ns - log->first.ns) / (double)ticks;
}

uint64_t gil_log_ns(const struct gil_log *log, uint64_t ticks)
{
	double since = (double)(int64_t)(ticks - log->first.ticks);

	return log->first.ns + (uint64_t)(int64_t)(since * gil_log_rate(log));
}

uint64_t gil_log_bucket_start(unsigned i)
{
	return i < 2 ? i : (2 + (uint64_t)(i & 1)) << (i / 2) >> 1;
}

void gil_log_total(const struct gil_log_record *record, uint64_t until,
		   struct gil_log_record *total)
{
	*total = *record;
	if (!record->tid)
		return;
	if (record->died && record->died < until)
		until = record->died;
	/* written a moment ago by a thread that still runs */
	if (until < record->since)
		until = record->since;
	uint64_t open = until - record->since;

	total->since = until;
	switch ((enum gil_log_state)record->state) {
	case GIL_OUTSIDE:
		total->outside += open;
		break;
	case GIL_WAITING:
		total->wait += open;
		break;
	case GIL_HOLDING:
		total->hold += open;
		break;
	case GIL_DROPPING:
		if (until > record->dropped && record->dropped > record->since)
			open = record->dropped - record->since;
		total->drop += open;
		total->outside += until - record->since - open;
		break;
	}
}

uint64_t gil_log_events(const struct gil_log_gil *gil, uint64_t *first)
{
	uint64_t n = gil->ring_at ? gil->n_events : 0;

	*first = n > gil->ring_size ? n - gil->ring_size : 0;
	return n - *first;
}

const struct gil_log_event *gil_log_event(const struct gil_log *log,
					  const struct gil_log_gil *gil,
					  uint64_t i)
{
	const char *ring = (const char *)log + gil->ring_at;

	return (const struct gil_log_event *)ring + i % gil->ring_size;
}
