/* A comparison as GitHub's markdown, for a comment or a page. */
#include <stdlib.h>

#include "output/compare_formats.h"
#include "output/compare_notes.h"
#include "output/markdown_escape.h"
#include "output/utf8.h"

/* All text that is not ours goes through here: none of it is syntax. */
static void put(FILE *file, const char *text, bool at_start)
{
	char *line = utf8_line(text);

	markdown_escape(file, line, at_start);
	free(line);
}

static void write_list(FILE *file, const struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		fputs("- ", file);
		put(file, lines->items[i], true);
		putc('\n', file);
	}
	if (lines->n)
		putc('\n', file);
}

static void write_sides(FILE *file, const struct comparison *comparison)
{
	for (int s = 0; s < 2; s++) {
		const struct comparison_side *side = &comparison->sides[s];

		fprintf(file, "- %c: %u run%s: ", "AB"[s], side -> n_runs,
			side -> n_runs == 1 ? "" : "s");
		for (unsigned i = 0; i < side->n_runs; i++) {
			fputs(i ? ", " : "", file);
			put(file, side->runs[i].dir, false);
		}
		putc('\n', file);
	}
	putc('\n', file);
}

static void write_numbers(FILE *file, double ratio, const struct interval *ci)
{
	char x[16], low_high[48];

	fprintf(file, " | %s | %s", compare_show_ratio(ratio, x, sizeof(x)),
		compare_show_interval(ci, "–", low_high, sizeof(low_high)));
}

static void write_cell(FILE *file, const struct compare *result, unsigned i)
{
	const struct compare_cell *cell = &result->cells[i];
	bool changed = cell->verdict <= COMPARE_SLOWER;
	char *name = comparison_name(result, i), p[16];

	fputs("| ", file);
	put(file, name, false);
	write_numbers(file, cell->ratio, &cell->ci);
	fputs(" | ", file);
	put(file, compare_show_p(cell->p_adjusted, p, sizeof(p)), false);
	fprintf(file, " | %s%s%s |\n", changed ? "**" : "",
		compare_verdict_names[cell->verdict], changed ? "**" : "");
	free(name);
}

static void write_table(FILE *file, const struct compare *result)
{
	fprintf(file,
		"Time of B over time of A, with 95 %% intervals; p is adjusted "
		"for %u cells.\n\n"
		"| cell | B / A | 95 %% | p | verdict |\n"
		"|:--|--:|--:|--:|:--|\n",
		result->n_cells);
	for (unsigned i = 0; i < result->n_cells; i++)
		write_cell(file, result, i);
	for (unsigned i = 0; i < result->n_workloads; i++) {
		const struct compare_workload *mean = &result->workloads[i];

		fputs("| *", file);
		put(file, mean->name, false);
		fprintf(file, ", geometric mean of %u*", mean->n_cells);
		write_numbers(file, mean->ratio, &mean->ci);
		fputs(" | | |\n", file);
	}
	putc('\n', file);
}

static void write_commands(FILE *file, const struct lines *lines)
{
	if (!lines->n)
		return;
	fputs("This would settle it, on each machine and setting as "
	      "before:\n\n",
	      file);
	/* indented code: nothing in it is syntax */
	for (size_t i = 0; i < lines->n; i++) {
		fputs("    ", file);
		for (const char *p = lines->items[i]; *p; p++)
			putc((unsigned char)*p < 32 ? ' ' : *p, file);
		putc('\n', file);
	}
}

void compare_markdown(FILE *file, const struct comparison *comparison)
{
	const struct compare *result = &comparison->result;
	char *summary = compare_summary(comparison);
	char *gate = compare_gate_sentence(comparison);
	struct lines reasons = compare_reasons(comparison);

	fputs("## Comparison\n\n", file);
	for (size_t i = 0; i < comparison->warnings.n; i++) {
		fputs("> **Warning:** ", file);
		put(file, comparison->warnings.items[i], false);
		fputs("\n\n", file);
	}
	write_sides(file, comparison);
	if (result->n_cells)
		write_table(file, result);
	fprintf(file, "**%s**\n\n",
		result->n_cells ? summary : "No cell is on both sides.");
	if (gate) {
		put(file, gate, true);
		fputs("\n\n", file);
	}
	write_list(file, &reasons);
	write_list(file, &comparison->notes);
	write_commands(file, &comparison->settle);
	lines_fini(&reasons);
	free(gate);
	free(summary);
}
