/* A part of the GIL log: waits for the objects of one type, by all threads. */
#ifndef GILBENCH_BASE_GIL_LOG_TYPE_H
#define GILBENCH_BASE_GIL_LOG_TYPE_H

#include <stdatomic.h>
#include <stdint.h>

#define GIL_LOG_MAX_TYPES 32

enum gil_log_type_state {
	GIL_TYPE_FREE,
	GIL_TYPE_BEGUN, /* a thread writes the name */
	GIL_TYPE_NAMED
};

/* Two threads that meet a type at once may take an entry each. */
struct gil_log_type {
	_Atomic uint32_t state;
	char name[44]; /* in UTF-8; cut to what fits */
	_Atomic uint64_t n_parks, park;
};

#endif
