/*
 * --env NAME=a,b: environment variables of the measured processes as an axis.
 * Several make all combinations; an empty value is a variable that is not set.
 */
#ifndef GILBENCH_ENGINE_ENV_AXIS_H
#define GILBENCH_ENGINE_ENV_AXIS_H

#include "engine/select.h"

#define ENV_AXIS_MAX 64 /* combinations */

/*
 * Add NAME=LIST to what was given. -1: no name of a variable, one that gilbench
 * decides itself, or too many.
 */
int env_axis_add(struct text_list *given, const char *text, struct why *why);

/* How many combinations there are; 1 where nothing was given. */
size_t env_axis_count(const struct text_list *given);
/* Combination i: value by name; "" is not set. settings_fini(). */
struct settings env_axis_at(const struct text_list *given, size_t i);

/* Is one of them a variable by which BLAS is told its threads? */
bool env_axis_sets_blas(const struct settings *env);
/* Those variables. Ends with NULL. */
extern const char *const env_axis_blas[];

#endif
