/* A comparison for a terminal: one row a cell, at most 79 columns. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/compare_formats.h"
#include "output/compare_notes.h"
#include "output/table_text.h"

enum {
	WORKLOAD_WIDTH = 14,
	KERNEL_WIDTH = 12,
	WORKERS_WIDTH = 16,
	RATIO_WIDTH = 6,
	INTERVAL_WIDTH = 13,
	P_WIDTH = 7,
};

static void print_row(FILE *file, const char *workload, const char *kernel,
		      const char *workers, double ratio,
		      const struct interval *ci, const char *p,
		      const char *verdict)
{
	char text[48];

	text_left(file, workload, WORKLOAD_WIDTH);
	text_left(file, kernel, KERNEL_WIDTH);
	text_left(file, workers, WORKERS_WIDTH);
	text_right(file, compare_show_ratio(ratio, text, sizeof(text)),
		   RATIO_WIDTH);
	fputs("  ", file);
	text_right(file, compare_show_interval(ci, "-", text, sizeof(text)),
		   INTERVAL_WIDTH);
	if (*p)
		text_right(file, p, P_WIDTH);
	fprintf(file, "%s%s\n", *verdict ? "  " : "", verdict);
}

static const char *workload_of(const struct compare *result, unsigned i)
{
	return result->cells[i].cell->workload;
}

static void print_cell(FILE *file, const struct compare *result, unsigned i)
{
	const struct compare_cell *cell = &result->cells[i];
	bool first = i == 0 || strcmp(workload_of(result, i),
				      workload_of(result, i - 1)) != 0;
	char *workers = comparison_workers(cell->cell);
	char *detail = comparison_detail(result, i);
	char p[16];

	print_row(file, first ? cell->cell->workload : "", cell->cell->kernel,
		  workers, cell->ratio, &cell->ci,
		  compare_show_p(cell->p_adjusted, p, sizeof(p)),
		  compare_verdict_names[cell->verdict]);
	if (*detail)
		text_wrap(file, "", WORKLOAD_WIDTH + KERNEL_WIDTH, detail);
	free(detail);
	free(workers);
}

static void print_table(FILE *file, const struct compare *result)
{
	static const struct {
		const char *name;
		unsigned width;
	} columns[] = { { "WORKLOAD", WORKLOAD_WIDTH },
			{ "KERNEL", KERNEL_WIDTH },
			{ "WORKERS", WORKERS_WIDTH } };

	for (size_t i = 0; i < 3; i++)
		text_left(file, columns[i].name, columns[i].width);
	fprintf(file, "%*s  %*s%*s  VERDICT\n", RATIO_WIDTH, "B / A",
		INTERVAL_WIDTH, "95 %", P_WIDTH, "P");
	for (unsigned i = 0; i < result->n_cells; i++)
		print_cell(file, result, i);
	if (result->n_workloads)
		fputs("\nGEOMETRIC MEANS\n", file);
	for (unsigned i = 0; i < result->n_workloads; i++) {
		const struct compare_workload *mean = &result->workloads[i];
		char cells[32];

		snprintf(cells, sizeof(cells), "of %u cell%s", mean->n_cells,
			 mean->n_cells == 1 ? "" : "s");
		print_row(file, mean->name, cells, "", mean->ratio, &mean->ci,
			  "", "");
	}
}

static void print_side(FILE *file, const struct comparison *comparison, int s)
{
	const struct comparison_side *side = &comparison->sides[s];
	char *dirs = alloc_copy("");

	for (unsigned i = 0; i < side->n_runs; i++) {
		char *longer = alloc_printf("%s%s%s", dirs, i ? ", " : "",
					    side->runs[i].dir);

		free(dirs);
		dirs = longer;
	}
	char *text = alloc_printf("%u run%s: %s", side->n_runs,
				  side->n_runs == 1 ? "" : "s", dirs);

	text_wrap(file, s ? "B" : "A", 3, text);
	free(text);
	free(dirs);
}

static void print_lines(FILE *file, const char *head, unsigned indent,
			const struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		text_wrap(file, head, indent, lines->items[i]);
}

/* To be copied: not wrapped. */
static void print_commands(FILE *file, const struct lines *lines)
{
	if (!lines->n)
		return;
	fputs("\nThis would settle it, on each machine and setting as "
	      "before:\n",
	      file);
	for (size_t i = 0; i < lines->n; i++) {
		fputs("  ", file);
		text_left(file, lines->items[i], text_width(lines->items[i]));
		putc('\n', file);
	}
}

/* The least and the largest margin of the cells. */
static char *margins(const struct compare *result)
{
	double low = INFINITY, high = 0;

	for (unsigned i = 0; i < result->n_cells; i++) {
		low = fmin(low, result->cells[i].margin);
		high = fmax(high, result->cells[i].margin);
	}
	if (high - low < .0005)
		return alloc_printf("%.1f %%", 100 * high);
	return alloc_printf("%.1f to %.1f %%, by cell", 100 * low, 100 * high);
}

void compare_text(FILE *file, const struct comparison *comparison)
{
	const struct compare *result = &comparison->result;
	char *summary = compare_summary(comparison);
	char *gate = compare_gate_sentence(comparison);
	struct lines reasons = compare_reasons(comparison);

	print_lines(file, "WARNING", 9, &comparison->warnings);
	if (comparison->warnings.n)
		putc('\n', file);
	print_side(file, comparison, 0);
	print_side(file, comparison, 1);
	if (result->n_cells) {
		char *margin = margins(result);
		char *head = alloc_printf(
			"Time of B over time of A. P is adjusted for %u cells; "
			"less than the margin, %s, is no change.",
			result->n_cells, margin);

		text_wrap(file, "", 0, head);
		putc('\n', file);
		print_table(file, result);
		putc('\n', file);
		free(head);
		free(margin);
	}
	text_wrap(file, "", 0,
		  result->n_cells ? summary : "No cell is on both sides.");
	if (gate)
		text_wrap(file, "", 0, gate);
	print_lines(file, "", 0, &reasons);
	print_lines(file, "", 0, &comparison->notes);
	print_commands(file, &comparison->settle);
	lines_fini(&reasons);
	free(gate);
	free(summary);
}
