/*
 * Warnings. None stops a run: what cannot be run is an error of the command
 * line or a skipped row of the plan.
 */
#include "run_warnings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "engine/precision.h"
#include "output/calls.h"
#include "output/cell_text.h"

void run_warnings_add(json_t *warnings, const char *text)
{
	if (calls_add_warning(warnings, text))
		fprintf(stderr, "gilbench run: warning: %s\n", text);
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
			 "kernel %s: %u workers x %u BLAS threads are more "
			 "than the %u CPUs",
			 most->kernel, most->workers, n_threads, n_cpus);
		run_warnings_add(warnings, text);
	}
	if (bound) {
		snprintf(text, sizeof(text),
			 "kernel %s: --pin %s binds a worker to one CPU, "
			 "and its %u BLAS threads with it (see --pin none)",
			 bound->kernel, bound->pin, n_threads);
		run_warnings_add(warnings, text);
	}
}

void run_warnings_of_plan(json_t *warnings, const struct plan *plan,
			  unsigned n_cpus)
{
	check_blas(warnings, plan, n_cpus);
}

void run_warnings_of_meter(json_t *warnings, const char *python,
			   const char *reason)
{
	char *text = alloc_printf("the GIL of %s cannot be metered: %s; from "
				  "here on its cells get no GIL times, which "
				  "F2 needs",
				  python, reason);

	run_warnings_add(warnings, text);
	free(text);
}

enum {
	MAX_NAMED = 4 /* cells in one warning */
};

static void warn_of_time(json_t *warnings, const struct run *run)
{
	char limit[32], text[160];

	snprintf(text, sizeof(text),
		 "--max-time %s: %u of %u blocks were measured%s",
		 units_show_seconds(run->max_time_s, limit, sizeof(limit)),
		 run->n_blocks_done, run->n_blocks,
		 run->n_blocks_done < STATS_MIN_PAIRS
			 ? ": too few for intervals and verdicts"
			 : "");
	run_warnings_add(warnings, text);
}

/* Which speed-ups are not known as well as was asked for. */
static void warn_of_width(json_t *warnings, const struct run *run)
{
	const struct plan *plan = run->plan;
	unsigned *cells = alloc_zero(plan->n_cells, sizeof(*cells));
	unsigned n = precision_wide(plan, &run->tally, run->precision, cells);
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *words = open_memstream(&text, &n_bytes);

	fprintf(words,
		"--precision %g%%: after %u blocks %u speed-up%s less "
		"certain: ",
		100 * run->precision, run->n_blocks_done, n,
		n == 1 ? " is" : "s are");
	for (unsigned i = 0; i < n && i < MAX_NAMED; i++) {
		const struct cell *cell = &plan->cells[cells[i]];
		double width = precision_of(plan, &run->tally, cells[i]);

		char *count = cell_count_text(cell->workers, cell->executor);

		fprintf(words, "%s%s %s %s", i ? ", " : "", cell->workload,
			cell->kernel, count);
		free(count);
		if (isfinite(width))
			fprintf(words, " (%.1f%%)", 100 * width);
	}
	if (n > MAX_NAMED)
		fprintf(words, " and %u more", n - MAX_NAMED);
	fclose(words);
	if (n)
		run_warnings_add(warnings, text);
	free(text);
	free(cells);
}

void run_warnings_of_end(json_t *warnings, const struct run *run)
{
	if (run->is_out_of_time)
		warn_of_time(warnings, run);
	if (run->precision > 0)
		warn_of_width(warnings, run);
}
