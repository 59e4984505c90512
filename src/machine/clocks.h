/*
 * How good the clock and the timers of this machine are, measured: under a
 * tenth of a second for all of it.
 */
#ifndef GILBENCH_MACHINE_CLOCKS_H
#define GILBENCH_MACHINE_CLOCKS_H

#include "model/fitness_facts.h"

/* clock_read_s, clock_step_s and oversleep_s. */
void clocks_measure(struct fitness_facts *facts);

#endif
