/*
 * Warnings. None stops a run: what cannot be run is an error of the command
 * line or a skipped row of the plan.
 */
#include "run_warnings.h"

#include <stdio.h>
#include <string.h>

void run_warnings_add(json_t *warnings, const char *text)
{
	fprintf(stderr, "gilbench run: warning: %s\n", text);
	json_array_append_new(warnings, json_string(text));
}

/*
 * BLAS threads of all workers may be more than the CPUs. And a BLAS starts no
 * more threads than there are CPUs for its worker (OpenBLAS 0.3.21 asks
 * sched_getaffinity): one, where workers are bound.
 */
static void check_blas(json_t *warnings, const struct plan *plan,
		       unsigned n_cpus)
{
	const struct cell *most = NULL, *bound = NULL;
	unsigned n_threads = 0;
	char text[256];

	for (unsigned i = 0; i < plan->n_cells; i++) {
		const struct cell *cell = &plan->cells[i];
		unsigned n = plan->groups[cell->group].blas_threads;

		if (n == 0 || cell->status != CELL_OK)
			continue;
		n_threads = n;
		if (n * cell->workers > n_cpus &&
		    (!most || cell->workers > most->workers))
			most = cell;
		if (n > 1 && strcmp(cell->pin, "none") != 0)
			bound = cell;
	}
	if (most) {
		snprintf(text, sizeof(text),
			 "kernel numpy: %u workers x %u BLAS threads are more "
			 "than the %u CPUs",
			 most->workers, n_threads, n_cpus);
		run_warnings_add(warnings, text);
	}
	if (bound) {
		snprintf(text, sizeof(text),
			 "kernel numpy: --pin %s binds a worker to one CPU, "
			 "and its %u BLAS threads with it (see --pin none)",
			 bound->pin, n_threads);
		run_warnings_add(warnings, text);
	}
}

void run_warnings_of_plan(json_t *warnings, const struct plan *plan,
			  unsigned n_cpus)
{
	check_blas(warnings, plan, n_cpus);
}
