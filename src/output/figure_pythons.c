/*
 * The figure `pythons`: speed-ups of pure Python under several interpreters
 * and GIL states. With one number of workers for each job, dots, a row per
 * interpreter and executor; else lines, a panel per job and executor.
 */
#include "output/figure.h"
#include "output/figure_list.h"
#include "output/figure_view.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define N_STYLES 9

/* Interpreters as lines: hues first, then the deep tones of these. */
static const unsigned line_styles[N_STYLES] = { 11, 21, 31, 41, 51,
						14, 24, 34, 44 };

static bool wanted(const struct results *results, unsigned cell)
{
	return figure_has_speedup(results, cell) &&
	       strcmp(results->cells[cell].kernel, "python") == 0;
}

static bool counts_differ(const struct results *results,
			  const struct contest *job)
{
	unsigned count = 0;

	for (unsigned i = 0; i < job->n_cells; i++) {
		unsigned workers = results->cells[job->cells[i]].workers;

		if (!figure_has_speedup(results, job->cells[i]) || workers < 2)
			continue;
		if (count && workers != count)
			return true;
		count = workers;
	}
	return false;
}

/* "3.13.0t, GIL off"; of the GIL only where it could be otherwise. free(). */
static char *short_name(const struct results *results,
			const struct contest *job)
{
	char *name = contest_python(results, job);
	const char *gil = strstr(name, ", GIL ");
	char asked[8];
	bool plain = cell_param(job->first, "gil", asked, sizeof(asked)) < 0 &&
		     gil && strcmp(gil, ", GIL on") == 0;
	char *shown = alloc_printf("%s%s", job->first->python,
				   plain || !gil ? "" : gil);

	free(name);
	return shown;
}

/* One per interpreter; or, in rows, per executor and interpreter. */
static struct figure_series *find_series(const struct results *results,
					 const struct contest *jobs,
					 unsigned n_jobs, bool rows,
					 unsigned *n)
{
	unsigned n_found, n_pythons = 0;
	struct figure_series *found = series_find(results, wanted, &n_found);
	struct figure_series *series = NULL;

	*n = 0;
	for (unsigned e = 0; e < (rows ? n_found : 1); e++)
		for (unsigned j = 0; j < n_jobs; j++) {
			if (!contest_leads(results, jobs, j))
				continue;
			char *name = short_name(results, &jobs[j]);

			series = alloc_grow(series, *n, sizeof(*series));
			series[(*n)++] = (struct figure_series){
				.executor = rows ? found[e].executor : NULL,
				.kernel = "python",
				.interpreter = &jobs[j],
				.style = rows ? found[e].style
					      : line_styles[n_pythons++ %
							    N_STYLES],
				.name = rows ? alloc_printf("%s, %s",
							    found[e].executor,
							    name)
					     : alloc_copy(name),
			};
			free(name);
		}
	series_free(found, n_found);
	return series;
}

static double draw(FILE *file, const struct results *results,
		   const struct contest *jobs, unsigned n_jobs, double width)
{
	struct view view = {
		.figure = "pythons",
		.title = "Speed-up of pure Python, by interpreter",
		.width = width,
	};
	bool rows = true;

	view.jobs = contests_across(results, false, &view.n_jobs);
	for (unsigned j = 0; j < view.n_jobs; j++)
		rows &= !counts_differ(results, &view.jobs[j]);
	if (!rows) {
		contests_free(view.jobs, view.n_jobs);
		view.jobs = contests_across(results, true, &view.n_jobs);
	}
	view.series = find_series(results, jobs, n_jobs, rows, &view.n_series);
	double drawn = rows ? view_dots(file, results, &view)
			    : view_lines(file, results, &view);

	view_fini(&view);
	return drawn;
}

double figure_pythons(FILE *file, const struct results *results, double width)
{
	unsigned n_jobs;
	struct contest *jobs = contests_find(results, &n_jobs);
	double drawn = contests_mix_pythons(jobs, n_jobs)
			       ? draw(file, results, jobs, n_jobs, width)
			       : 0;

	contests_free(jobs, n_jobs);
	return drawn;
}
