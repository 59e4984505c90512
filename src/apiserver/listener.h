/* A listening socket on the loopback, and on nothing else. */
#ifndef GILBENCH_APISERVER_LISTENER_H
#define GILBENCH_APISERVER_LISTENER_H

#include <stdint.h>

#include "base/why.h"

/*
 * Listen on 127.0.0.1:*port; 0 is any free one, which is put into *port. The
 * socket does not block. -1: see why.
 */
int listener_open(uint64_t *port, struct why *why);

#endif
