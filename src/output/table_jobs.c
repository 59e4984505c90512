/*
 * The rows of the table: one per cell, a block per job, beside its name what
 * the job is like. And below them what has no row: cells without a value.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "output/cell_text.h"
#include "output/table_parts.h"
#include "output/table_text.h"

enum {
	JOB_WIDTH = 13,
	KERNEL_WIDTH = 12,
	WORKERS_WIDTH = 12,
	UNITS_WIDTH = 7,
	SPEEDUP_WIDTH = 16,
	WAIT_WIDTH = 6,
	START_WIDTH = 7,
	MEMORY_WIDTH = 5,
};

#define MAX_NOTES 4

/* The lines of a job's left column below its name. */
struct notes {
	char text[MAX_NOTES][64];
	unsigned n, n_printed;
};

struct rows {
	FILE *file;
	const struct results *results;
	struct notes notes;
	bool first; /* the row that carries the job's name comes next */
};

/* "1.96 (1.88-2.04)", or why there is no interval. */
static void show_speedup(const struct estimate *e, char *text, unsigned n)
{
	char value[16], low[16], high[16];

	if (!isfinite(e->speedup)) {
		/* of what asks for latency there is none */
		snprintf(text, n,
			 results_asks_latency(e->cell) ? "-" : "no serial");
		return;
	}
	cell_ratio_text(e->speedup, value, sizeof(value));
	if (!isfinite(e->speedup_ci.low) || !isfinite(e->speedup_ci.high)) {
		snprintf(text, n, "%s (n = %u)", value, e->n_pairs);
		return;
	}
	cell_ratio_text(e->speedup_ci.low, low, sizeof(low));
	cell_ratio_text(e->speedup_ci.high, high, sizeof(high));
	snprintf(text, n, "%s (%s-%s)", value, low, high);
}

/* A serial cell: "1", and how its kernel compares with python. */
static void show_kernel(const struct results *results,
			const struct contest *contest, const struct estimate *e,
			char *text, unsigned n)
{
	const struct estimate *python =
		contest->reference < 0
			? e
			: &results->estimates[contest->reference];
	double ratio = e->throughput / python->throughput;

	snprintf(text, n, "1");
	if (e == python || !isfinite(ratio) ||
	    strcmp(python->cell->kernel, "python") != 0 ||
	    (ratio > .95 && ratio < 1.05))
		return;
	snprintf(text, n,
		 ratio < 9.95 ? "1 (%.1fx python)" : "1 (%.0fx python)", ratio);
}

static void add_note(struct notes *notes, const char *text)
{
	if (*text && notes->n < MAX_NOTES)
		snprintf(notes->text[notes->n++], sizeof(*notes->text), "%s",
			 text);
}

static void find_notes(struct rows *rows, const struct contest *contest)
{
	const struct estimate *e =
		contest->reference < 0
			? NULL
			: &rows->results->estimates[contest->reference];
	char text[64];

	rows->notes = (struct notes){ .n = 0 };
	if (e && isfinite(e->cpu_share)) {
		snprintf(text, sizeof(text), "CPU %.0f %%", 100 * e->cpu_share);
		add_note(&rows->notes, text);
	}
	if (e && isfinite(e->gil_hold_share)) {
		snprintf(text, sizeof(text), "GIL %.0f %%",
			 100 * e->gil_hold_share);
		add_note(&rows->notes, text);
	}
	contest_hints(contest, text, sizeof(text));
	add_note(&rows->notes, text);
}

/* The left column of the next line: the job's name, then its notes. */
static void print_left(struct rows *rows, const char *name)
{
	struct notes *notes = &rows->notes;
	bool named = rows->first && *name;

	rows->first = false;
	if (named)
		text_left(rows->file, name, JOB_WIDTH);
	else if (notes->n_printed < notes->n)
		text_left(rows->file, notes->text[notes->n_printed++],
			  JOB_WIDTH);
	else
		text_left(rows->file, "", JOB_WIDTH);
}

/* "14", "4.2", "1234": MiB. */
static void show_mib(double bytes, char *text, unsigned n)
{
	double mib = bytes / 0x1p20;

	snprintf(text, n, mib < 9.95 ? "%.1f" : "%.0f", mib);
}

/* What a parallel cell costs. */
static void print_costs(struct rows *rows, unsigned cell)
{
	const struct estimate *e = &rows->results->estimates[cell];
	bool serial = contest_is_serial(&rows->results->cells[cell]);
	double start_s = serial ? NAN : cell_start_s(rows->results, cell);
	char text[32] = "";

	if (!serial && isfinite(e->gil_wait_share))
		snprintf(text, sizeof(text), "%.0f %%",
			 100 * e->gil_wait_share);
	text_right(rows->file, text, WAIT_WIDTH);
	if (contest_is_control(&rows->results->cells[cell])) {
		text_right(rows->file, "control", START_WIDTH + MEMORY_WIDTH);
		return;
	}
	text_right(rows->file,
		   isfinite(start_s)
			   ? units_show_seconds(start_s, text, sizeof(text))
			   : "",
		   START_WIDTH);
	*text = '\0';
	if (isfinite(e->pss_bytes))
		show_mib(e->pss_bytes, text, sizeof(text));
	text_right(rows->file, text, MEMORY_WIDTH);
}

/* "16 proc." where the whole word has no room. free(). */
static char *short_workers(const struct cell *cell)
{
	char *workers = cell_workers_text(cell);

	if (text_width(workers) < WORKERS_WIDTH ||
	    strcmp(cell->executor, "processes") != 0)
		return workers;
	free(workers);
	return alloc_printf("%u proc.", cell->workers);
}

static void print_row(struct rows *rows, const struct contest *contest,
		      unsigned cell, const char *name, const char *kernel)
{
	const struct estimate *e = &rows->results->estimates[cell];
	const struct cell *c = &rows->results->cells[cell];
	char *workers = short_workers(c);
	char text[64];

	print_left(rows, name);
	text_left(rows->file, kernel, KERNEL_WIDTH - 1);
	putc(' ', rows->file);
	text_left(rows->file, workers, WORKERS_WIDTH - 1);
	putc(' ', rows->file);
	free(workers);
	if (!(e->throughput > 0)) {
		text_right(rows->file, "-", UNITS_WIDTH);
		fprintf(rows->file, " %s\n", cell_status_names[e->status]);
		return;
	}
	cell_rate_text(e->throughput, text, sizeof(text));
	text_right(rows->file, text, UNITS_WIDTH);
	putc(' ', rows->file);
	if (contest_is_serial(c))
		show_kernel(rows->results, contest, e, text, sizeof(text));
	else
		show_speedup(e, text, sizeof(text));
	text_left(rows->file, text, SPEEDUP_WIDTH);
	print_costs(rows, cell);
	putc('\n', rows->file);
}

/* The control's serial row would be the native one once more. */
static bool has_row(const struct cell *cell)
{
	return !(contest_is_control(cell) && contest_is_serial(cell));
}

/* All rows of the kernel that cell `first` of the contest is the first of. */
static void print_kernel(struct rows *rows, const struct contest *contest,
			 unsigned first, const char *name)
{
	const struct cell *cells = rows->results->cells;
	const char *kernel = cells[contest->cells[first]].kernel;
	bool named = false;

	if (!has_row(&cells[contest->cells[first]]))
		return;
	for (unsigned i = 0; i < contest->n_cells; i++) {
		const struct cell *c = &cells[contest->cells[i]];

		if (strcmp(c->kernel, kernel) != 0 || !has_row(c))
			continue;
		if (i < first)
			return; /* this kernel was printed before */
		print_row(rows, contest, contest->cells[i], name,
			  named ? "" : kernel);
		named = true;
	}
}

static void print_contest(void *context, const struct contest *contest)
{
	struct rows *rows = context;
	const char *name = contest->first->workload;

	find_notes(rows, contest);
	rows->first = true;
	if (*contest->variant || text_width(name) >= JOB_WIDTH) {
		char *full = alloc_printf("%s%s%s", name,
					  *contest->variant ? ", " : "",
					  contest->variant);

		text_wrap(rows->file, "", 0, full);
		free(full);
		name = "";
	}
	for (unsigned i = 0; i < contest->n_cells; i++)
		print_kernel(rows, contest, i, name);
	while (rows->notes.n_printed < rows->notes.n) {
		print_left(rows, "");
		putc('\n', rows->file);
	}
}

static void print_columns(FILE *file)
{
	const unsigned before = JOB_WIDTH + KERNEL_WIDTH + WORKERS_WIDTH;

	putc('\n', file);
	text_left(file, "", before + UNITS_WIDTH + 1);
	text_left(file, "SPEED-UP OVER", SPEEDUP_WIDTH);
	text_right(file, "GIL", WAIT_WIDTH);
	text_right(file, "", START_WIDTH);
	text_right(file, "MEM", MEMORY_WIDTH);
	putc('\n', file);
	text_left(file, "JOB", JOB_WIDTH);
	text_left(file, "KERNEL", KERNEL_WIDTH);
	text_left(file, "WORKERS", WORKERS_WIDTH);
	text_right(file, "UNITS/S", UNITS_WIDTH);
	putc(' ', file);
	text_left(file, "SERIAL (95 %)", SPEEDUP_WIDTH);
	text_right(file, "WAIT", WAIT_WIDTH);
	text_right(file, "START", START_WIDTH);
	text_right(file, "MiB", MEMORY_WIDTH);
	putc('\n', file);
}

void table_by_python(FILE *file, const struct results *results,
		     const struct contest *contests, unsigned n,
		     void (*print)(void *context,
				   const struct contest *contest),
		     void *context)
{
	bool several = contests_mix_pythons(contests, n);
	bool first = true;

	for (unsigned i = 0; i < n; i++) {
		if (!contest_leads(results, contests, i))
			continue;
		if (several) {
			char *head = contest_python(results, &contests[i]);

			if (!first)
				putc('\n', file);
			text_wrap(file, "", 0, head);
			free(head);
		}
		first = false;
		for (unsigned k = i; k < n; k++)
			if (contest_same_python(&contests[k], &contests[i]) &&
			    !contest_is_skipped(results, &contests[k]))
				print(context, &contests[k]);
	}
}

/* Columns that are empty at the end of a line leave no blanks. */
static void print_trimmed(FILE *file, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n"), n_kept = n;

		while (n_kept > 0 && text[n_kept - 1] == ' ')
			n_kept--;
		fprintf(file, "%.*s\n", (int)n_kept, text);
		text += n + (text[n] == '\n');
	}
}

void table_jobs(FILE *file, const struct results *results,
		const struct contest *contests, unsigned n)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *padded = open_memstream(&text, &n_bytes);
	struct rows rows = { .file = padded, .results = results };

	print_columns(padded);
	table_by_python(padded, results, contests, n, print_contest, &rows);
	fclose(padded);
	print_trimmed(file, text);
	free(text);
}

/* More names than this are counted: the plan has them all. */
#define MAX_GAP_NAMES 4

/* All cells that share the status and reason of `first`. */
static void print_gap(FILE *file, const struct results *results,
		      const struct contest *contests, unsigned n,
		      unsigned first)
{
	const struct estimate *e = &results->estimates[first];
	char *names = cell_gap_text(results, contests, n, first, MAX_GAP_NAMES);
	char *text = alloc_printf("%s: %s", names,
				  *e->reason ? e->reason : "no reason given");

	text_wrap(file, cell_status_names[e->status], 9, text);
	free(text);
	free(names);
}

void table_gaps(FILE *file, const struct results *results,
		const struct contest *contests, unsigned n)
{
	bool any = false;

	for (unsigned i = 0; i < results->n_cells; i++) {
		if (!cell_leads_gap(results, i))
			continue;
		if (!any)
			fputs("\nNOT MEASURED\n", file);
		any = true;
		print_gap(file, results, contests, n, i);
	}
}
