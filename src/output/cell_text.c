/* Words and numbers for cells; see the header. */
#include "output/cell_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/breakeven.h"

#define RATE_WIDTH 7 /* characters */

char *cell_count_text(unsigned workers, const char *executor)
{
	static const char *const ones[][2] = {
		{ "threads", "thread" },
		{ "processes", "process" },
		{ "interpreters", "interpreter" },
	};

	for (size_t i = 0; i < sizeof(ones) / sizeof(*ones); i++)
		if (workers == 1 && strcmp(ones[i][0], executor) == 0)
			executor = ones[i][1];
	return alloc_printf("%u %s", workers, executor);
}

char *cell_workers_text(const struct cell *cell)
{
	if (contest_is_serial(cell))
		return alloc_copy("1");
	if (contest_is_ceiling(cell))
		return alloc_printf("%u plain C", cell->workers);
	if (strcmp(cell->executor, "interpreters") == 0)
		return alloc_printf("%u interp.", cell->workers);
	return cell_count_text(cell->workers, cell->executor);
}

char *cell_name_text(const struct results *results,
		     const struct contest *contests, unsigned n_contests,
		     unsigned cell)
{
	const json_t *pythons = json_object_get(results->run, "pythons");
	const struct cell *c = &results->cells[cell];
	const struct contest *job = contest_of(contests, n_contests, cell);
	const char *variant = job ? job->variant : "";
	bool several = json_array_size(pythons) > 1;
	char *workers = cell_workers_text(c);
	char *text = alloc_printf("%s%s%s%s%s%s %s %s",
				  several ? c->python : "", several ? " " : "",
				  c->workload, *variant ? " (" : "", variant,
				  *variant ? ")" : "", c->kernel,
				  contest_is_serial(c) ? "serial" : workers);

	free(workers);
	return text;
}

double cell_start_s(const struct results *results, unsigned cell)
{
	int serial = breakeven_serial(results, cell);

	if (serial < 0)
		return NAN;
	/* both pay for the interpreter's own start */
	double more_s = results->estimates[cell].startup_s -
			results->estimates[serial].startup_s;

	return isfinite(more_s) ? fmax(0, more_s) : NAN;
}

const char *cell_rate_text(double x, char *text, unsigned n)
{
	if (!(x > 0) || x > 1e15) {
		snprintf(text, n, "-");
		return text;
	}
	double step = pow(10, floor(log10(x)) - 2);

	snprintf(text, n,
		 x >= 99.95   ? "%.0f"
		 : x >= 9.995 ? "%.1f"
		 : x >= .0995 ? "%.2f"
			      : "%.3g",
		 x >= 99.95 ? round(x / step) * step : x);
	if (strlen(text) > RATE_WIDTH)
		snprintf(text, n, "%.2g", x);
	return text;
}

const char *cell_ratio_text(double x, char *text, unsigned n)
{
	snprintf(text, n, x < 9.995 ? "%.2f" : x < 99.95 ? "%.1f" : "%.0f", x);
	return text;
}

static bool same_gap(const struct estimate *a, const struct estimate *b)
{
	return a->status == b->status && strcmp(a->reason, b->reason) == 0;
}

bool cell_leads_gap(const struct results *results, unsigned cell)
{
	const struct estimate *e = &results->estimates[cell];

	if (e->status == CELL_OK)
		return false;
	for (unsigned i = 0; i < cell; i++)
		if (same_gap(e, &results->estimates[i]))
			return false;
	return true;
}

char *cell_gap_text(const struct results *results,
		    const struct contest *contests, unsigned n_contests,
		    unsigned first, unsigned n_named)
{
	const struct estimate *e = &results->estimates[first];
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *words = open_memstream(&text, &n_bytes);
	unsigned n = 0;

	for (unsigned i = first; i < results->n_cells; i++) {
		if (!same_gap(e, &results->estimates[i]) || n++ >= n_named)
			continue;
		char *name = cell_name_text(results, contests, n_contests, i);

		fprintf(words, "%s%s", i > first ? ", " : "", name);
		free(name);
	}
	if (n > n_named)
		fprintf(words, " and %u more", n - n_named);
	fclose(words);
	return text;
}
