/* Groups the cells of a plan into contests. Reads nothing and prints nothing.
 */
#include "output/contest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "workloads/workload.h"

bool contest_is_ceiling(const struct cell *cell)
{
	return strcmp(cell->executor, "ceiling") == 0;
}

bool contest_is_serial(const struct cell *cell)
{
	return strcmp(cell->executor, "serial") == 0;
}

bool contest_is_control(const struct cell *cell)
{
	return strcmp(cell->kernel, kernel_names[KERNEL_NATIVE_HELD]) == 0;
}

/*
 * The cell that speaks for its group: its serial one, whose parameters hold
 * nothing that belongs to one executor only, such as mp_start.
 */
static const struct cell *speaker(const struct results *results,
				  const struct cell *cell)
{
	for (unsigned i = 0; i < results->n_cells; i++)
		if (results->cells[i].group == cell->group &&
		    contest_is_serial(&results->cells[i]))
			return &results->cells[i];
	return cell;
}

static bool same_job(const struct cell *a, const struct cell *b)
{
	return strcmp(a->workload, b->workload) == 0 &&
	       strcmp(a->python, b->python) == 0 &&
	       strcmp(a->pin, b->pin) == 0 &&
	       strcmp(a->scaling, b->scaling) == 0 &&
	       strcmp(a->params, b->params) == 0;
}

static void add_cell(struct contest *job, const struct results *results,
		     unsigned index)
{
	const struct cell *cell = &results->cells[index];

	job->cells = alloc_grow(job->cells, job->n_cells, sizeof(*job->cells));
	job->cells[job->n_cells++] = index;
	if (!contest_is_serial(cell))
		return;
	if (job->reference < 0 || strcmp(cell->kernel, "python") == 0)
		job->reference = (int)index;
}

static void append(char **text, const char *more)
{
	char *longer = alloc_printf("%s%s%s", *text, **text ? ", " : "", more);

	free(*text);
	*text = longer;
}

/* The parameters of `job` that `other` has not, or has another value of. */
static void append_params(char **text, const struct contest *job,
			  const struct contest *other)
{
	char *params = alloc_copy(job->first->params), *rest = params;
	char *all = alloc_printf(";%s;", other->first->params);
	const char *item;

	while ((item = strsep(&rest, ";"))) {
		char *framed = alloc_printf(";%s;", item);

		if (*item && !strstr(all, framed) && !strstr(*text, item))
			append(text, item);
		free(framed);
	}
	free(all);
	free(params);
}

/* Say what tells a job from the others of the same workload. */
static void set_detail(struct contest *jobs, unsigned n_jobs,
		       struct contest *job)
{
	bool python = false, pin = false, scaling = false;

	for (unsigned i = 0; i < n_jobs; i++) {
		const struct cell *a = job->first, *b = jobs[i].first;

		if (strcmp(a->workload, b->workload) != 0)
			continue;
		python |= strcmp(a->python, b->python) != 0;
		pin |= strcmp(a->pin, b->pin) != 0;
		scaling |= strcmp(a->scaling, b->scaling) != 0;
	}
	if (python)
		append(&job->detail, job->first->python);
	if (pin) {
		char *text = alloc_printf("pin %s", job->first->pin);

		append(&job->detail, text);
		free(text);
	}
	if (scaling)
		append(&job->detail, job->first->scaling);
	for (unsigned i = 0; i < n_jobs; i++)
		if (!strcmp(job->first->workload, jobs[i].first->workload))
			append_params(&job->detail, job, &jobs[i]);
}

struct contest *contests_find(const struct results *results, unsigned *n_jobs)
{
	struct contest *jobs = NULL;
	unsigned n = 0;

	for (unsigned i = 0; i < results->n_cells; i++) {
		const struct cell *cell = &results->cells[i];

		if (contest_is_ceiling(cell))
			continue;
		const struct cell *first = speaker(results, cell);
		unsigned j = 0;

		while (j < n && !same_job(jobs[j].first, first))
			j++;
		if (j == n) {
			jobs = alloc_grow(jobs, n, sizeof(*jobs));
			jobs[n++] = (struct contest){ .first = first,
						      .detail = alloc_copy(""),
						      .reference = -1 };
		}
		add_cell(&jobs[j], results, i);
	}
	for (unsigned j = 0; j < n; j++)
		set_detail(jobs, n, &jobs[j]);
	*n_jobs = n;
	return jobs;
}

void contests_free(struct contest *jobs, unsigned n_jobs)
{
	for (unsigned j = 0; j < n_jobs; j++) {
		free(jobs[j].cells);
		free(jobs[j].detail);
	}
	free(jobs);
}

bool contest_computes(const struct results *results, const struct contest *job)
{
	const struct workload *workload = workload_find(job->first->workload);

	if (job->reference >= 0 &&
	    isfinite(results->estimates[job->reference].cpu_share))
		return results->estimates[job->reference].cpu_share >= .5;
	return workload && workload->class == CLASS_CPU;
}

const struct estimate *contest_ceiling(const struct results *results,
				       const struct contest *job,
				       unsigned workers)
{
	if (!contest_computes(results, job))
		return NULL;
	for (unsigned i = 0; i < job->n_cells; i++) {
		const struct estimate *e = &results->estimates[job->cells[i]];

		if (results->cells[job->cells[i]].workers == workers &&
		    isfinite(e->ceiling))
			return e;
	}
	return NULL;
}

const char *contest_unit(const struct contest *job)
{
	const struct workload *workload = workload_find(job->first->workload);

	return workload ? workload->unit : "unit";
}

void contest_hints(const struct contest *job, char *text, unsigned n)
{
	char value[64], shown[32];
	char *end;

	*text = '\0';
	if (cell_param(job->first, "cache", value, sizeof(value)) == 0 &&
	    *value)
		snprintf(text, n, "%s cache", value);
	if (cell_param(job->first, "latency", value, sizeof(value)) < 0)
		return;
	double latency_s = strtod(value, &end);

	if (end != value && !*end && latency_s > 0)
		snprintf(text, n, "%s wait",
			 units_show_seconds(latency_s, shown, sizeof(shown)));
}
