/*
 * What threads of a free-threaded build wait for. There every object has a
 * mutex in its header. A thread that finds it locked parks: it keeps the
 * mutex's address and a semaphore side by side on its stack, and waits for the
 * semaphore (struct wait_entry in Python/parking_lot.c, struct _object in
 * Include/object.h, of CPython 3.13 and 3.14). Of other versions, and of what
 * does not look like that in every detail, nothing is said.
 */
#ifndef GILBENCH_WORKER_METER_OBJECTS_H
#define GILBENCH_WORKER_METER_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/gil_log.h"

/* Once, if the build is free-threaded. */
void meter_objects_init(void);
/*
 * Called by the thread that is about to wait for a semaphore: the name of the
 * type of the object that it waits for. false: it is none, or not known.
 */
bool meter_objects_find(const void *semaphore, char *name, size_t room);
/* One wait more in the log. */
void meter_objects_add(const char *name, uint64_t ticks);

#endif
