/*
 * What a process tree says: JSON lines on the events pipe, and the end of
 * its standard output and error. Reading never blocks.
 */
#ifndef GILBENCH_ENGINE_EVENTS_H
#define GILBENCH_ENGINE_EVENTS_H

#include <jansson.h>
#include <stddef.h>

#include "base/why.h"

/* The lines of a pipe. */
struct events {
	int fd; /* non-blocking; -1: closed */
	char *buffer;
	size_t n;
};

/* Read what is there. 0; or -1: see why (a line without end). */
int events_read(struct events *events, struct why *why);
/*
 * The next whole line as an object: 1 with *event (the caller's to decref),
 * 0: there is none yet, -1: it is no event, see why.
 */
int events_next(struct events *events, json_t **event, struct why *why);

/* The last bytes of a stream. */
struct tail {
	int fd; /* non-blocking; -1: closed */
	char text[2048];
	size_t n;
};

/* Read what is there and keep its end; closes the fd at end of file. */
void tail_read(struct tail *tail);

#endif
