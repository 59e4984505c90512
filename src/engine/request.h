/* The REQUEST that starts a process tree: see protocol.md. */
#ifndef GILBENCH_ENGINE_REQUEST_H
#define GILBENCH_ENGINE_REQUEST_H

#include "engine/session.h"

/* JSON in one line; the descriptors are this process's own. free(). */
char *request_text(const struct session_request *request, int arena_fd,
		   int events_fd);

#endif
