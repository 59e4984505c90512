/* Writing the request. */
#include "request.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static json_t *params_object(const struct session_request *request)
{
	const struct settings *settings = &request->group->kind->settings;
	json_t *params = json_object();
	char port[16], workers[16];

	for (size_t i = 0; i < settings->n; i++)
		json_object_set_new(params, settings->items[i].name,
				    json_string(settings->items[i].value));
	if (request->group->kind->workload->is_own) {
		snprintf(workers, sizeof(workers), "%u",
			 request->cell->workers);
		json_object_set_new(params, "workers", json_string(workers));
	}
	if (request->server_port) {
		snprintf(port, sizeof(port), "%u", request->server_port);
		json_object_set_new(params, "server", json_string(port));
		snprintf(port, sizeof(port), "%u", request->echo_port);
		json_object_set_new(params, "echo", json_string(port));
	}
	if (request->beside)
		json_object_set_new(params, "beside",
				    json_string(request->beside));
	return params;
}

char *request_text(const struct session_request *request, int arena_fd,
		   int events_fd)
{
	const struct cell *cell = request->cell;
	const struct job_kind *kind = request->group->kind;
	char arena[64], events[64];

	snprintf(arena, sizeof(arena), "/proc/%d/fd/%d", getpid(), arena_fd);
	snprintf(events, sizeof(events), "/proc/%d/fd/%d", getpid(), events_fd);
	const char *interval = request->group->switch_interval;
	json_t *switch_interval =
		*interval ? json_real(strtod(interval, NULL)) : json_null();
	json_t *object = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:i, s:o, s:s, s:o, s:i, s:b, s:b,"
		" s:s?, s:b, s:i}",
		"arena", arena, "events", events, "workload",
		kind->workload->module, "kernel", cell->kernel, "executor",
		cell->executor, "workers", (int)cell->workers, "params",
		params_object(request), "mp_start", request->mp_start,
		"switch_interval_s", switch_interval, "gil",
		request->group->gil, "prove", (int)request->prove, "meter",
		(int)request->meter, "log", request->gil_log, "handover",
		(int)workload_hands_over(kind->workload, &kind->settings),
		"proof_units",
		(int)workload_n_proof(kind->workload, &kind->settings));
	char *text = json_dumps(object, JSON_COMPACT);

	json_decref(object);
	return text;
}
