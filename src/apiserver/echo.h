/*
 * A port that returns what it gets, byte for byte: the least that an answer
 * over TCP can cost. One thread serves all connections.
 */
#ifndef GILBENCH_APISERVER_ECHO_H
#define GILBENCH_APISERVER_ECHO_H

#include <stdint.h>

#include "base/why.h"

struct echo;

/* Listen on the loopback, *port 0 being any, and start. NULL: see why. */
struct echo *echo_new(uint64_t *port, struct why *why);
/* Stop and close all connections. */
void echo_free(struct echo *echo);

#endif
