/*
 * One thread of the server: libmicrohttpd run by an event loop of our own,
 * so that a delayed answer costs an entry in a heap and not a thread, and
 * is resumed by the thread that sends it.
 */
#ifndef GILBENCH_APISERVER_LOOP_H
#define GILBENCH_APISERVER_LOOP_H

#include <microhttpd.h>
#include <stdint.h>

#include "base/why.h"

struct loop;

/*
 * Start a thread. `answer` and `completed` are libmicrohttpd's callbacks;
 * both get `context`. NULL: see why.
 */
struct loop *loop_new(MHD_AccessHandlerCallback answer,
		      MHD_RequestCompletedCallback completed, void *context,
		      struct why *why);
/* Stop the thread; what still waits is dropped. */
void loop_free(struct loop *loop);

/* Hand an accepted connection to the thread, from any other. */
void loop_add(struct loop *loop, int fd);

/*
 * From a callback: suspend the connection until CLOCK_MONOTONIC says at_ns.
 * Not in the handler's first call for a request: libmicrohttpd 0.9.75 would
 * answer with "Connection: close".
 */
void loop_suspend(struct loop *loop, struct MHD_Connection *connection,
		  uint64_t at_ns);

#endif
