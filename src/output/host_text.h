/* The machine that measured, as run.json and the estimates tell. */
#ifndef GILBENCH_OUTPUT_HOST_TEXT_H
#define GILBENCH_OUTPUT_HOST_TEXT_H

#include "output/results.h"

/* "2 cores AMD EPYC (KVM)". free(). */
char *host_machine_text(const struct results *results);
/* "CPython 3.11.2 embedded, GIL on", of an element of pythons. free(). */
char *host_python_text(const json_t *python);
/* Text in an object of run.json, "" where it is missing. Borrowed. */
const char *host_text(const json_t *object, const char *key);

/* The ceiling with the most workers, or NULL. */
const struct estimate *host_ceiling(const struct results *results);
/* Where there is none: "No ceiling was measured", or why it has no value.
 * free(). */
char *host_no_ceiling_text(const struct results *results);
/*
 * The largest difference of a baseline from itself within a block, as a
 * median of |ln (first / last)|; NAN.
 */
double host_worst_aa(const struct results *results);
/* The largest drift of a baseline that is no chance, or 0. */
double host_worst_drift(const struct results *results);

#endif
