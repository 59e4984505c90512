/*
 * Results made by hand, for tests of what is drawn and printed: no run
 * directory, no samples. The figures are invented.
 */
#ifndef GILBENCH_TESTS_FAKE_RESULTS_H
#define GILBENCH_TESTS_FAKE_RESULTS_H

#include "output/results.h"

/* A cell and its estimate. Anything 0 that cannot be 0 is not known. */
struct fake_cell {
	const char *workload, *kernel, *executor;
	unsigned workers;
	double throughput, speedup, low, high;
	double startup_s, pss_mib, cpu_share, ceiling;
	const char *params;
	enum cell_status status;
	const char *reason;
	const char *python; /* NULL: "embedded", or "none" for a ceiling */
};

/*
 * What the meter would have said is invented too, but where the plan says
 * gil=off, or for a python whose label ends in "t".
 * Groups are made from workload, kernel and parameters. */
void fake_results(struct results *results, const char *dir,
		  const struct fake_cell *cells, unsigned n_cells,
		  const char *run_json);
void fake_results_fini(struct results *results);

/* The default plan on a machine with 2 cores: 26 cells. */
extern const struct fake_cell fake_default_plan[];
extern const unsigned fake_default_n;
extern const char fake_run_json[];

/*
 * Three interpreters, one of them free-threaded, with and without its GIL: two
 * jobs under all executors, some of which cannot run. Workers are 2, 4 ...
 * `workers`, at most 8. Returns the number of cells.
 */
#define FAKE_PYTHONS_MAX 256
unsigned fake_pythons_plan(struct fake_cell cells[FAKE_PYTHONS_MAX],
			   unsigned workers);
extern const char fake_pythons_json[];

#endif
