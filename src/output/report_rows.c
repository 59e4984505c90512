/* Which cells have a row, and how its first columns name the cell. */
#include "output/report_rows.h"

#include <stdlib.h>
#include <string.h>

#include "output/report_text.h"

static bool has_row(const struct cell *cell)
{
	return !(contest_is_control(cell) && contest_is_serial(cell));
}

static bool same_kernel(const struct results *results, unsigned a, unsigned b)
{
	return strcmp(results->cells[a].kernel, results->cells[b].kernel) == 0;
}

/* Cells of a contest, those of one kernel together. */
static void each_cell_of(struct report *report, const struct contest *contest,
			 void (*row)(struct report *report,
				     const struct contest *contest,
				     unsigned cell))
{
	const struct results *results = report->results;

	for (unsigned i = 0; i < contest->n_cells; i++) {
		unsigned first = contest->cells[i], k = 0;

		while (!same_kernel(results, contest->cells[k], first))
			k++;
		if (k < i)
			continue; /* this kernel had its turn */
		for (k = i; k < contest->n_cells; k++)
			if (same_kernel(results, contest->cells[k], first) &&
			    has_row(&results->cells[contest->cells[k]]))
				row(report, contest, contest->cells[k]);
	}
}

void report_each_cell(struct report *report,
		      void (*row)(struct report *report,
				  const struct contest *contest, unsigned cell))
{
	for (unsigned i = 0; i < report->n_contests; i++)
		if (!contest_is_skipped(report->results, &report->contests[i]))
			each_cell_of(report, &report->contests[i], row);
}

unsigned report_cell_columns(struct report *report, struct doc_column *columns)
{
	unsigned n = 0;

	report->row_contest = NULL;
	report->row_kernel = NULL;
	if (report->several_pythons)
		columns[n++] = (struct doc_column){ "Python", 'l', .12 };
	columns[n++] = (struct doc_column){ "job", 'l', 0 };
	columns[n++] = (struct doc_column){ "kernel", 'l', 0 };
	columns[n++] = (struct doc_column){ "workers", 'l', 0 };
	return n;
}

void report_cell_names(struct report *report, const struct contest *contest,
		       unsigned cell)
{
	const struct cell *c = &report->results->cells[cell];
	bool first = report->whole_rows || report->row_contest != contest;
	bool is_new = first || strcmp(report->row_kernel, c->kernel) != 0;
	char *python = contest_python(report->results, contest);
	char *job = report_short_job_text(contest);
	char *workers = report_workers_text(c);

	if (report->several_pythons)
		report_put_cell(report, first ? python : "");
	report_put_cell(report, first ? job : "");
	report_put_cell(report, is_new ? report_kernel_text(c->kernel) : "");
	report_put_cell(report, workers);
	report->row_contest = contest;
	report->row_kernel = c->kernel;
	free(workers);
	free(job);
	free(python);
}
