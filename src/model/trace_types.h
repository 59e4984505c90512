/* The types of the objects that threads of a free-threaded build waited for. */
#ifndef GILBENCH_MODEL_TRACE_TYPES_H
#define GILBENCH_MODEL_TRACE_TYPES_H

#include "base/gil_log.h"

struct trace_type {
	char name[sizeof(((struct gil_log_type *)0)->name)];
	uint64_t n_parks;
	double park_s;
};

struct trace_types {
	struct trace_type of[GIL_LOG_MAX_TYPES]; /* the longest wait first */
	unsigned n;
};

/* *types is filled; none where the layout of objects is not known. */
void trace_types_read(struct trace_types *types, const struct gil_log *log,
		      double tick_s);

#endif
