/* Which cells have a row, and where it stands; see the header. */
#include "output/figure_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define GROUP_GAP .35 /* rows, between jobs */
#define NAME_MAX_IN 1.5

static const char *kernel_of(const struct rows *rows, const struct contest *job)
{
	for (unsigned i = 0; i < job->n_cells; i++)
		if (strcmp(rows->results->cells[job->cells[i]].kernel,
			   "python") == 0)
			return "python";
	return job->first->kernel;
}

static bool is_candidate(const struct rows *rows, const struct contest *job,
			 unsigned cell)
{
	return rows->has(rows->results, cell) &&
	       (!rows->one_kernel || strcmp(rows->results->cells[cell].kernel,
					    kernel_of(rows, job)) == 0);
}

/* Has no cell of the same executor and kernel more workers? */
static bool has_most_workers(const struct rows *rows, const struct contest *job,
			     const struct cell *cell)
{
	for (unsigned i = 0; i < job->n_cells; i++) {
		const struct cell *other = &rows->results->cells[job->cells[i]];

		if (is_candidate(rows, job, job->cells[i]) &&
		    strcmp(other->executor, cell->executor) == 0 &&
		    strcmp(other->kernel, cell->kernel) == 0 &&
		    other->workers > cell->workers)
			return false;
	}
	return true;
}

static bool has_row(const struct rows *rows, const struct contest *job,
		    unsigned cell)
{
	const struct cell *c = &rows->results->cells[cell];
	enum rows_detail detail = rows->detail;

	if (!is_candidate(rows, job, cell))
		return false;
	/* the control's serial row would be the native one once more */
	if (contest_is_serial(c))
		return (detail == ROWS_ALL || detail == ROWS_ENDS) &&
		       !contest_is_control(c);
	return detail == ROWS_ALL || detail == ROWS_PARALLEL ||
	       has_most_workers(rows, job, c);
}

/* As much detail as there is room for. */
static void choose_detail(struct rows *rows)
{
	for (unsigned d = 0; d < rows->n_details; d++) {
		unsigned n = 0;

		rows->detail = rows->details[d];
		for (unsigned j = 0; j < rows->n_jobs; j++)
			for (unsigned i = 0; i < rows->jobs[j].n_cells; i++)
				n += has_row(rows, &rows->jobs[j],
					     rows->jobs[j].cells[i]);
		if (n <= ROWS_MAX)
			return;
	}
}

static char *row_name(const struct rows *rows, const struct cell *cell)
{
	char *name = alloc_printf("%s%s%s", cell->executor,
				  rows->one_kernel ? "" : "·",
				  rows->one_kernel ? "" : cell->kernel);
	char times[16] = "";

	if (!contest_is_serial(cell))
		snprintf(times, sizeof(times), " ×%u", cell->workers);
	char *cut =
		dat_fit(name, NAME_MAX_IN - dat_width(times, ROWS_NAME_POINTS),
			ROWS_NAME_POINTS);
	char *whole = alloc_printf("%s%s", cut, times);

	free(cut);
	free(name);
	return whole;
}

static void add_row(struct rows *rows, unsigned cell)
{
	char *name = row_name(rows, &rows->results->cells[cell]);

	rows->names_in =
		fmax(rows->names_in, dat_width(name, ROWS_NAME_POINTS));
	rows->items[rows->n++] =
		(struct rows_row){ cell, rows->y_low - .5, name };
	rows->y_low -= 1;
}

static void add_job(struct rows *rows, unsigned j)
{
	const struct contest *job = &rows->jobs[j];

	rows->title_y[j] = NAN;
	for (unsigned i = 0; i < job->n_cells; i++) {
		if (!has_row(rows, job, job->cells[i]))
			continue;
		if (rows->n == ROWS_MAX) {
			rows->n_left_out++;
			continue;
		}
		if (isnan(rows->title_y[j])) {
			rows->y_low -= rows->n ? GROUP_GAP : 0;
			rows->title_y[j] = rows->y_low - .5;
			rows->y_low -= 1;
		}
		add_row(rows, job->cells[i]);
	}
}

bool rows_make(struct rows *rows)
{
	rows->jobs = contests_find(rows->results, &rows->n_jobs);
	rows->title_y = alloc_zero(rows->n_jobs, sizeof(*rows->title_y));
	choose_detail(rows);
	for (unsigned j = 0; j < rows->n_jobs; j++)
		add_job(rows, j);
	return rows->n > 0;
}

void rows_fini(struct rows *rows)
{
	for (unsigned i = 0; i < rows->n; i++)
		free(rows->items[i].name);
	free(rows->title_y);
	contests_free(rows->jobs, rows->n_jobs);
}

void rows_write_groups(struct dat *dat, const struct rows *rows, double top_in,
		       double width, double height)
{
	dat_block(dat, "text x y", "groups");
	for (unsigned j = 0; j < rows->n_jobs; j++) {
		const struct contest *job = &rows->jobs[j];
		bool kernel = rows->one_kernel;

		if (isnan(rows->title_y[j]))
			continue;
		char *all = alloc_printf("%s%s%s%s%s", job->first->workload,
					 kernel ? "·" : "",
					 kernel ? kernel_of(rows, job) : "",
					 *job->detail ? ", " : "", job->detail);
		char *title = dat_fit(all, width - .24, 8);

		dat_text(dat, title);
		dat_real(dat, .1 / width);
		dat_real(dat,
			 1 - (top_in - rows->title_y[j] * ROWS_IN) / height);
		free(title);
		free(all);
	}
}

const char *rows_left_out(const struct rows *rows, char *text, unsigned n)
{
	*text = '\0';
	if (rows->n_left_out)
		snprintf(text, n, "; %u more cells are not drawn",
			 rows->n_left_out);
	return text;
}
