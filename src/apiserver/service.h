/*
 * What the server answers:
 *   POST /v1/complete   completion.h; the answer comes when it is due
 *   GET  /health        {"status":"ok"}
 *   GET  /shards/NAME   a file of the directory of shards
 * Errors are JSON: {"error":"..."}.
 */
#ifndef GILBENCH_APISERVER_SERVICE_H
#define GILBENCH_APISERVER_SERVICE_H

#include <microhttpd.h>

#include "apiserver/completion.h"
#include "apiserver/lateness.h"
#include "apiserver/loop.h"

/* One per loop; the context of the two callbacks below. */
struct service {
	struct loop *loop;
	int shards; /* descriptor of the directory; -1: none are served */
	struct completion_memory memory;
	/* of the completions that have a delay, and came whole */
	struct lateness lateness;
};

enum MHD_Result service_answer(void *service, struct MHD_Connection *connection,
			       const char *path, const char *method,
			       const char *version, const char *upload,
			       size_t *n_upload, void **request);
void service_completed(void *service, struct MHD_Connection *connection,
		       void **request,
		       enum MHD_RequestTerminationCode why_ended);

#endif
