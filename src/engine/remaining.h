/*
 * What is left for this call of a run: not what earlier calls have done on
 * this hardware, and not what other shards do.
 */
#ifndef GILBENCH_ENGINE_REMAINING_H
#define GILBENCH_ENGINE_REMAINING_H

#include "engine/run.h"

bool remaining_group(const struct run *run, unsigned group);
bool remaining_step(const struct run *run, const struct step *step,
		    unsigned block);

/* Invocations of a cell, and those with the meter; and of all cells. */
unsigned remaining_timed(const struct run *run, unsigned cell);
unsigned remaining_metered(const struct run *run, unsigned cell);
unsigned remaining_all(const struct run *run);

/* From where a call goes on: the number of the next attempt, failures. */
unsigned remaining_attempt(const struct run *run, unsigned cell,
			   unsigned block);
unsigned remaining_failures(const struct run *run, unsigned cell);

#endif
