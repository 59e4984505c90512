/* Arrays in whole cache lines: no worker writes into another's. */
#ifndef GILBENCH_WORKLOADS_LINES_H
#define GILBENCH_WORKLOADS_LINES_H

#include <stddef.h>

/* Zeros, in lines of their own; NULL: out of memory. free(). */
void *lines_alloc(size_t n_bytes);

/* n doubles, rounded up to whole lines. */
size_t lines_doubles(size_t n);

#endif
