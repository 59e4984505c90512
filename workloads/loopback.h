/* Connections to a server on this machine. */
#ifndef GILBENCH_WORKLOADS_LOOPBACK_H
#define GILBENCH_WORKLOADS_LOOPBACK_H

#include "base/why.h"

/*
 * A stream socket connected to 127.0.0.1:port, close-on-exec, which sends
 * what it is given at once (TCP_NODELAY); the caller closes it. -1: see why.
 */
int loopback_connect(unsigned port, struct why *why);

#endif
