/* How the interpreters of a run were built, as the findings want it. */
#ifndef GILBENCH_OUTPUT_BUILDS_H
#define GILBENCH_OUTPUT_BUILDS_H

#include <jansson.h>

#include "model/findings.h"

/*
 * One element per interpreter of run.json, in its order; freed with
 * builds_free(). Labels and versions are borrowed from `run`.
 */
struct findings_build *builds_find(const json_t *run, unsigned *n);
void builds_free(struct findings_build *builds, unsigned n);

#endif
