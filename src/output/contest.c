/* Groups the cells of a plan into contests. Reads nothing and prints nothing.
 */
#include "output/contest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "output/host_text.h"
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

bool contest_checks_method(const struct cell *cell)
{
	const struct workload *workload = workload_find(cell->workload);

	return workload && workload->class == CLASS_CONTROL;
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

/* What the plan says of the GIL: "on", "off", or "": as it is. */
static const char *gil_asked(const struct cell *cell, char *value, unsigned n)
{
	return cell_param(cell, "gil", value, n) == 0 ? value : "";
}

bool contest_same_python(const struct contest *a, const struct contest *b)
{
	char one[8], two[8];

	return strcmp(a->first->python, b->first->python) == 0 &&
	       strcmp(gil_asked(a->first, one, sizeof(one)),
		      gil_asked(b->first, two, sizeof(two))) == 0;
}

bool contests_mix_pythons(const struct contest *jobs, unsigned n_jobs)
{
	for (unsigned j = 1; j < n_jobs; j++)
		if (!contest_same_python(&jobs[0], &jobs[j]))
			return true;
	return false;
}

char *contest_python_text(const char *label, const char *version, bool gil)
{
	/* "3.13.0t" says it all */
	bool told = strncmp(label, version, strlen(version)) == 0;

	return alloc_printf("CPython %s%s%s, GIL %s", told ? label : version,
			    told ? "" : " ", told ? "" : label,
			    gil ? "on" : "off");
}

char *contest_python(const struct results *results, const struct contest *job)
{
	const json_t *pythons = json_object_get(results->run, "pythons");
	const char *label = job->first->python, *version = "";
	const json_t *python;
	char asked[8];
	bool on = true;
	size_t i;

	json_array_foreach(pythons, i, python)
	{
		if (strcmp(host_text(python, "label"), label) != 0)
			continue;
		version = host_text(python, "version");
		on = json_integer_value(json_object_get(python, "gil")) != 0;
	}
	if (*gil_asked(job->first, asked, sizeof(asked)))
		on = strcmp(asked, "on") == 0;
	return contest_python_text(label, version, on);
}

/* Is it a job of the same workload; if `within`, of the same interpreter? */
static bool is_like(const struct contest *a, const struct contest *b,
		    bool within)
{
	return strcmp(a->first->workload, b->first->workload) == 0 &&
	       (!within || contest_same_python(a, b));
}

static bool has_param(const struct contest *job, const char *item)
{
	char *all = alloc_printf(";%s;", job->first->params);
	char *framed = alloc_printf(";%s;", item);
	bool has = strstr(all, framed) != NULL;

	free(framed);
	free(all);
	return has;
}

/* A parameter as it is said. May use the text. */
static const char *param_words(const char *item, char *text, unsigned n)
{
	static const char interval[] = "switch_interval_s=";

	if (strcmp(item, "gil=on") == 0)
		return "GIL on";
	if (strcmp(item, "gil=off") == 0)
		return "GIL off";
	if (strncmp(item, interval, strlen(interval)) != 0)
		return item;
	snprintf(text, n, "switch interval %g ms",
		 strtod(item + strlen(interval), NULL) * 1e3);
	return text;
}

/*
 * The parameters that one of the jobs like it has not, or has another value
 * of, in their own order: it is the same for all jobs.
 */
static void append_params(char **text, const struct contest *jobs,
			  unsigned n_jobs, const struct contest *job,
			  bool within)
{
	char *params = alloc_copy(job->first->params), *rest = params;
	const char *item;
	char words[48];

	while ((item = strsep(&rest, ";"))) {
		unsigned i = 0;

		while (i < n_jobs && (!is_like(job, &jobs[i], within) ||
				      has_param(&jobs[i], item)))
			i++;
		if (*item && i < n_jobs)
			append(text, param_words(item, words, sizeof(words)));
	}
	free(params);
}

/*
 * What tells a job from the others of the same workload; if `within`, only
 * from those of its own interpreter. free().
 */
static char *make_detail(const struct contest *jobs, unsigned n_jobs,
			 const struct contest *job, bool within)
{
	bool python = false, pin = false, scaling = false;
	char *text = alloc_copy("");

	for (unsigned i = 0; i < n_jobs; i++) {
		const struct cell *a = job->first, *b = jobs[i].first;

		if (!is_like(job, &jobs[i], within))
			continue;
		python |= strcmp(a->python, b->python) != 0;
		pin |= strcmp(a->pin, b->pin) != 0;
		scaling |= strcmp(a->scaling, b->scaling) != 0;
	}
	if (python)
		append(&text, job->first->python);
	if (pin) {
		char *policy = alloc_printf("pin %s", job->first->pin);

		append(&text, policy);
		free(policy);
	}
	if (scaling)
		append(&text, job->first->scaling);
	append_params(&text, jobs, n_jobs, job, within);
	return text;
}

/* What a unit is called: by gilbench, or by the user whose workload it is. */
static const char *unit_of(const struct results *results, const char *name)
{
	const struct workload *workload = workload_find(name);
	const json_t *python;
	size_t i;

	if (workload)
		return workload->unit;
	json_array_foreach(json_object_get(results->run, "pythons"), i, python)
	{
		const json_t *own = json_object_get(
			json_object_get(python, "facts"), "own");
		const char *unit = json_string_value(
			json_object_get(json_object_get(own, name), "unit"));

		if (unit)
			return unit;
	}
	return "unit";
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
			jobs[n++] = (struct contest){
				.first = first,
				.unit = unit_of(results, first->workload),
				.reference = -1,
			};
		}
		add_cell(&jobs[j], results, i);
	}
	for (unsigned j = 0; j < n; j++) {
		jobs[j].detail = make_detail(jobs, n, &jobs[j], false);
		jobs[j].variant = make_detail(jobs, n, &jobs[j], true);
	}
	*n_jobs = n;
	return jobs;
}

static bool same_work(const struct cell *a, const struct cell *b)
{
	return strcmp(a->workload, b->workload) == 0 &&
	       strcmp(a->pin, b->pin) == 0 &&
	       strcmp(a->scaling, b->scaling) == 0 &&
	       cell_params_equal_but(a, b, "gil");
}

struct contest *contests_across(const struct results *results, bool apart,
				unsigned *n_jobs)
{
	struct contest *jobs = NULL;
	unsigned n = 0;

	for (unsigned i = 0; i < results->n_cells; i++) {
		const struct cell *cell = &results->cells[i];
		const struct cell *first = speaker(results, cell);
		unsigned j = 0;

		if (contest_is_ceiling(cell) || contest_is_serial(cell) ||
		    strcmp(cell->kernel, "python") != 0)
			continue;
		while (j < n &&
		       (!same_work(jobs[j].first, first) ||
			(apart && strcmp(jobs[j].detail, cell->executor) != 0)))
			j++;
		if (j == n) {
			jobs = alloc_grow(jobs, n, sizeof(*jobs));
			jobs[n++] = (struct contest){
				.first = first,
				.unit = unit_of(results, first->workload),
				.detail =
					alloc_copy(apart ? cell->executor : ""),
				.variant = alloc_copy(""),
				.reference = -1,
			};
		}
		add_cell(&jobs[j], results, i);
	}
	*n_jobs = n;
	return jobs;
}

void contests_free(struct contest *jobs, unsigned n_jobs)
{
	for (unsigned j = 0; j < n_jobs; j++) {
		free(jobs[j].cells);
		free(jobs[j].detail);
		free(jobs[j].variant);
	}
	free(jobs);
}

const struct contest *contest_of(const struct contest *jobs, unsigned n_jobs,
				 unsigned cell)
{
	for (unsigned j = 0; j < n_jobs; j++) {
		unsigned low = 0, high = jobs[j].n_cells;

		/* its cells rise, as those of the plan */
		while (low < high) {
			unsigned middle = (low + high) / 2;

			if (jobs[j].cells[middle] < cell)
				low = middle + 1;
			else
				high = middle;
		}
		if (low < jobs[j].n_cells && jobs[j].cells[low] == cell)
			return &jobs[j];
	}
	return NULL;
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

bool contest_is_skipped(const struct results *results,
			const struct contest *job)
{
	for (unsigned i = 0; i < job->n_cells; i++)
		if (results->estimates[job->cells[i]].status != CELL_SKIPPED)
			return false;
	return true;
}

bool contest_leads(const struct results *results,
		   const struct contest *contests, unsigned i)
{
	if (contest_is_skipped(results, &contests[i]))
		return false;
	for (unsigned k = 0; k < i; k++)
		if (contest_same_python(&contests[k], &contests[i]) &&
		    !contest_is_skipped(results, &contests[k]))
			return false;
	return true;
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
