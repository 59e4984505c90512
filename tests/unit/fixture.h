/* Cells and samples made by hand, for the tests of what is made of them. */
#ifndef GILBENCH_TESTS_FIXTURE_H
#define GILBENCH_TESTS_FIXTURE_H

#include "model/cell.h"
#include "model/estimate.h"
#include "model/sample.h"

struct fixture {
	struct cell *cells;
	unsigned n_cells;
	struct sample *samples;
	size_t n_samples;
	struct history *histories; /* of the last fixture_take_in() */
};

/* A cell of pin "core", python "embedded" ("none": a ceiling); its index. */
unsigned fixture_cell(struct fixture *fixture, unsigned group,
		      const char *workload, const char *kernel,
		      const char *executor, unsigned workers);

/* A valid row of 100 units in one loop, GIL on. Borrowed until the next. */
struct sample *fixture_row(struct fixture *fixture, unsigned cell,
			   unsigned block, unsigned invocation,
			   unsigned attempt, int sample, double wall_s);
/* The row of an attempt that failed. */
void fixture_failure(struct fixture *fixture, unsigned cell, unsigned block,
		     unsigned attempt, const char *reason);
/* A valid invocation of one sample; the two of a serial cell. */
void fixture_valid(struct fixture *fixture, unsigned cell, unsigned block,
		   double wall_s);
void fixture_serial(struct fixture *fixture, unsigned cell, unsigned block,
		    double first_s, double last_s);
/* Returns its argument: "foreign: 12 %". */
struct sample *fixture_taint(struct sample *sample);

/* Two cells of train-step and python: serial, and two threads. */
enum {
	FIXTURE_SERIAL,
	FIXTURE_THREADS
};
void fixture_pair(struct fixture *fixture);

/* Histories of the rows, whose attempts are put together first. */
const struct history *fixture_take_in(struct fixture *fixture);
struct estimate *fixture_estimate(struct fixture *fixture);
void fixture_finish(struct fixture *fixture, struct estimate *estimates);
/* Fails the test unless they agree to 9 digits, or both are NAN. */
void fixture_near(double value, double expected);
void fixture_set(char **text, const char *value);
void fixture_fini(struct fixture *fixture);

#endif
