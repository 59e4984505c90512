/* Prints GIL logs, one JSON object a line, for the tests in Python. */
#include <inttypes.h>
#include <stdio.h>

#include "base/gil_log_read.h"

static void print_records(const struct gil_log *log)
{
	uint64_t end = gil_log_end(log);
	const char *separator = "";

	printf("\"records\":[");
	for (uint32_t i = 0; i < log->n_records; i++) {
		struct gil_log_record t;

		gil_log_total(&log->records[i], end, &t);
		if (!t.tid && !t.n_acquires)
			continue;
		printf("%s{\"gil\":%d,\"tid\":%d,\"name\":\"%s\",\"late\":%d,"
		       "\"hold\":%" PRIu64 ",\"wait\":%" PRIu64
		       ",\"drop\":%" PRIu64 ",\"outside\":%" PRIu64
		       ",\"age\":%" PRIu64 ",\"acquires\":%" PRIu64
		       ",\"parks\":%" PRIu64 "}",
		       separator, (int)t.gil, (int)t.tid, t.name, t.born > end,
		       t.hold, t.wait, t.drop, t.outside, t.since - t.born,
		       t.n_acquires, t.n_parks);
		separator = ",";
	}
	printf("]");
}

/* Holds of one GIL must not overlap, and lie between the log's ends. */
static void print_ring(const struct gil_log *log, const struct gil_log_gil *gil)
{
	uint64_t first, previous = 0, hold = 0, n_overlaps = 0;
	uint64_t n = gil_log_events(gil, &first);

	for (uint64_t i = first; i < first + n; i++) {
		const struct gil_log_event *event = gil_log_event(log, gil, i);

		n_overlaps += event->acquired < previous;
		previous = event->acquired + event->hold;
		hold += event->hold;
	}
	printf("{\"acquires\":%" PRIu64 ",\"kept\":%" PRIu64
	       ",\"events\":%" PRIu64 ",\"size\":%" PRIu64 ",\"hold\":%" PRIu64
	       ",\"overlaps\":%" PRIu64 "}",
	       gil->n_acquires, n, gil->n_events, gil->ring_size, hold,
	       n_overlaps);
}

int main(int argc, char **argv)
{
	struct why why;

	for (int i = 1; i < argc; i++) {
		size_t n_bytes;
		const struct gil_log *log =
			gil_log_map(argv[i], &n_bytes, &why);

		if (!log) {
			fprintf(stderr, "%s\n", why.text);
			return 1;
		}
		printf("{\"pid\":%d,\"ended\":%d,\"lost\":%u,\"bytes\":%zu,"
		       "\"start_ns\":%" PRIu64 ",\"end_ns\":%" PRIu64 ",",
		       (int)log->pid, log->end != 0, log->n_lost, n_bytes,
		       gil_log_ns(log, log->first.ticks),
		       gil_log_ns(log, gil_log_end(log)));
		print_records(log);
		printf(",\"gils\":[");
		for (uint32_t g = 0; g < log->n_gils; g++) {
			printf("%s", g ? "," : "");
			print_ring(log, &log->gils[g]);
		}
		printf("]}\n");
		gil_log_unmap(log, n_bytes);
	}
	return 0;
}
