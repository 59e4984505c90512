/*
 * What every workload promises, for the unit tests of workloads: unit u is a
 * pure function of (settings, u).
 */
#ifndef GILBENCH_TEST_PURITY_H
#define GILBENCH_TEST_PURITY_H

#include <stdint.h>

#include "workloads/workload.h"

/* Defaults, with sizes and times as numbers, and the shipped digits. */
void purity_defaults(struct settings *settings, const struct workload *workload,
		     const char *seed);

/* The checksum of a unit, which must not fail. */
uint64_t purity_unit(const struct workload *workload, void *worker, uint64_t u);

/* n units in order, split, backwards and repeated are the same units. */
void purity_check(const struct workload *workload,
		  const struct settings *settings, unsigned n);

#endif
