/*
 * Reasons which say that results cannot be trusted, and fail the run with
 * status 5: they begin with "gil-changed: " or "checksum: ".
 */
#ifndef GILBENCH_ENGINE_MISMATCH_H
#define GILBENCH_ENGINE_MISMATCH_H

#include <stdbool.h>

bool mismatch_is(const char *reason);

#endif
