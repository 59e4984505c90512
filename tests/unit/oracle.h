/* The answers of R and SciPy to the same questions: tests/oracle. */
#ifndef GILBENCH_TESTS_ORACLE_H
#define GILBENCH_TESTS_ORACLE_H

#include <stddef.h>

#include "model/csv.h"

#define ORACLE_MAX 1000 /* values in a field */

/* tests/oracle/NAME; the test fails without it. csv_close(). */
struct csv_reader *oracle_open(const char *name);
/* Go to the next row. 0: there is none. */
int oracle_next(struct csv_reader *csv);
const char *oracle_text(struct csv_reader *csv, const char *column);
double oracle_real(struct csv_reader *csv, const char *column);
/* Numbers with blanks between, up to a ';', which *rest then is behind, or
 * the end: *rest is NULL. Returns how many. */
size_t oracle_values(const char *text, double *x, const char **rest);
/* Fails the test unless they agree to 1e-9, or both are NAN. */
void oracle_near(double value, double expected);

#endif
