/* Sorting numbers, also the millions of a long run. */
#ifndef GILBENCH_MODEL_ORDER_H
#define GILBENCH_MODEL_ORDER_H

#include <stddef.h>

/* In place, rising; without NAN. */
void order_sort(double *x, size_t n);

#endif
