/* What processes say: events of a worker, the GIL log, HTTP both ways. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "apiserver/completion.h"
#include "base/gil_log_read.h"
#include "engine/events.h"
#include "engine/facts.h"
#include "model/trace.h"
#include "tests/fuzz/fuzz.h"
#include "workloads/http_client.h"

#define MAX_IN_FLIGHT 60000 /* what a pipe holds */

/* All events as the driver reads them: whole lines, facts noted. */
void fuzz_events(const uint8_t *bytes, size_t n)
{
	struct session_facts facts;
	struct events events = { 0 };
	struct why why = { "" };
	json_t *event;
	int ends[2], got;

	n = n < MAX_IN_FLIGHT ? n : MAX_IN_FLIGHT;
	facts_init(&facts);
	fuzz_check(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0 &&
			   write(ends[1], bytes, n) == (ssize_t)n,
		   "the pipe takes it");
	close(ends[1]);
	events.fd = ends[0];
	fuzz_check(events_read(&events, &why) == 0, "no line is too long");
	while ((got = events_next(&events, &event, &why)) > 0) {
		const char *name =
			json_string_value(json_object_get(event, "event"));

		fuzz_check(name != NULL, "an event has a name");
		facts_note(&facts, name, event);
		json_decref(event);
	}
	fuzz_check(got == 0 || *why.text, "there is a reason");
	close(ends[0]);
	free(events.buffer);
}

void fuzz_gil_log(const uint8_t *bytes, size_t n)
{
	struct why why = { "" };
	size_t n_bytes;
	const struct gil_log *log =
		gil_log_map(fuzz_file(bytes, n), &n_bytes, &why);
	struct trace_process process;

	if (!log) {
		fuzz_check(*why.text, "there is a reason");
		return;
	}
	trace_analyse(&process, log, 2);
	trace_process_fini(&process);
	gil_log_unmap(log, n_bytes);
}

/* The reply that a worker gets to its request. */
void fuzz_http_reply(const uint8_t *bytes, size_t n)
{
	const unsigned char *reply;
	struct why why = { "" };
	size_t n_reply;
	int ends[2];

	n = n < MAX_IN_FLIGHT ? n : MAX_IN_FLIGHT;
	fuzz_check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) ==
				   0 &&
			   write(ends[1], bytes, n) == (ssize_t)n &&
			   shutdown(ends[1], SHUT_WR) == 0,
		   "the socket takes it");
	struct http_client *client = http_client_from_socket(ends[0]);

	if (http_client_request(client, "GET", "/health", NULL, 0, &reply,
				&n_reply, &why) == 0)
		fuzz_check(reply[n_reply] == 0, "a null byte follows");
	else
		fuzz_check(*why.text, "there is a reason");
	http_client_free(client);
	close(ends[1]);
}

/* The request that the server gets; what is asked for is not made. */
void fuzz_completion(const uint8_t *bytes, size_t n)
{
	struct completion completion;
	struct why why = { "" };

	if (completion_read(&completion, (const char *)bytes, n, &why) < 0) {
		fuzz_check(*why.text, "there is a reason");
		return;
	}
	fuzz_check(completion.response_bytes <= COMPLETION_MAX_BYTES &&
			   completion.latency.latency_s >= 0,
		   "all in range");
}
