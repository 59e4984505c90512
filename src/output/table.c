/*
 * The end of a run on the terminal: its head, findings and paths. Rows of
 * jobs and advice have files of their own. The text is plain ASCII but for
 * names, and the same for the same results.
 */
#include "output/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/units.h"
#include "output/cell_text.h"
#include "output/host_text.h"
#include "output/table_parts.h"
#include "output/table_text.h"

#define FINDING_INDENT 18
/* A machine fit to measure on: the rule of "cannot tell" for the ceiling. */
#define FIT_CEILING 1.5
#define FIT_AA .1
#define FIT_DRIFT .02 /* not worth a word below */

static void print_head(FILE *file, const struct results *results)
{
	const json_t *pythons = json_object_get(results->run, "pythons");
	unsigned n_pythons = (unsigned)json_array_size(pythons), n = 0;
	char **items = alloc_zero(n_pythons + 3, sizeof(*items));

	items[n++] =
		alloc_printf("gilbench %s", results_text(results, "gilbench"));
	items[n++] = host_machine_text(results);
	for (unsigned i = 0; i < n_pythons; i++)
		items[n++] = host_python_text(json_array_get(pythons, i));
	items[n++] = alloc_printf("seed %.0f", results_number(results, "seed"));
	text_items(file, items, n, 3);
	for (unsigned i = 0; i < n; i++)
		free(items[i]);
	free(items);
}

static void print_amount(FILE *file, const struct results *results)
{
	double repeated = results_number(results, "n_repeated");
	double planned = results_number(results, "blocks");
	unsigned n_blocks = results_blocks(results);
	char time[32], more[128] = "", most[48] = "";

	if (repeated > 0)
		snprintf(more, sizeof(more),
			 "; %.0f disturbed invocation%s repeated", repeated,
			 repeated == 1 ? "" : "s");
	if (n_blocks < planned)
		snprintf(most, sizeof(most), " of at most %.0f", planned);
	char *text = alloc_printf(
		"%u cell%s, %u%s blocks x %.0f samples, %s%s", results->n_cells,
		results->n_cells == 1 ? "" : "s", n_blocks, most,
		results_number(results, "samples"),
		units_show_seconds(results_number(results, "wall_s"), time,
				   sizeof(time)),
		more);

	text_wrap(file, "", 0, text);
	free(text);
}

static void print_fitness(FILE *file, const struct results *results)
{
	const struct estimate *ceiling = host_ceiling(results);
	double aa = host_worst_aa(results), drift = host_worst_drift(results);
	char changed[64] = "";
	char *part, same[64] = "";
	const char *fit = "not known";

	if (ceiling) {
		double low = isfinite(ceiling->speedup_ci.low)
				     ? ceiling->speedup_ci.low
				     : ceiling->speedup;

		fit = low < FIT_CEILING ? "no"
		      : aa > FIT_AA     ? "with care"
					: "yes";
		part = alloc_printf("Plain C, %u processes: %.2fx",
				    ceiling->cell->workers, ceiling->speedup);
	} else {
		part = host_no_ceiling_text(results);
	}
	if (isfinite(aa))
		snprintf(same, sizeof(same),
			 " Same cell twice: within %.0f %%.",
			 fmax(1, ceil(100 * expm1(aa))));
	if (fabs(drift) >= FIT_DRIFT)
		snprintf(changed, sizeof(changed),
			 " Over the run serial times changed by %+.0f %%.",
			 100 * drift);
	bool unfit = ceiling && strcmp(fit, "yes") != 0;
	char *text = alloc_printf(
		"Fit to measure: %s. %s.%s%s%s", fit, part, same, changed,
		unfit ? " What disturbs: gilbench check." : "");

	text_wrap(file, "", 0, text);
	free(text);
	free(part);
}

static void print_warnings(FILE *file, const struct results *results)
{
	const json_t *warnings = json_object_get(results->run, "warnings");
	const json_t *warning;
	size_t i;

	json_array_foreach(warnings, i, warning)
	{
		const char *text = json_string_value(warning);

		if (text)
			text_wrap(file, "Warning:", 9, text);
	}
}

/* Cells whose first samples show that warm-up was too short. */
static void print_cold(FILE *file, const struct results *results,
		       const struct contest *contests, unsigned n)
{
	char *text = NULL;
	size_t n_bytes = 0;
	unsigned n_cold = 0;
	FILE *words = open_memstream(&text, &n_bytes);

	fputs("the first sample of an invocation is slower than the others: ",
	      words);
	for (unsigned i = 0; i < results->n_cells; i++) {
		const struct repetition *r = &results->estimates[i].repetition;

		if (!r->cold)
			continue;
		char *cell = cell_name_text(results, contests, n, i);

		fprintf(words, "%s%s by %.0f %%", n_cold++ ? ", " : "", cell,
			100 * (r->first_ratio - 1));
		free(cell);
	}
	fputs("; a larger --warmup would help", words);
	fclose(words);
	if (n_cold)
		text_wrap(file, "Warning:", 9, text);
	free(text);
}

static void print_findings(FILE *file, const struct results *results)
{
	fputs("\nFINDINGS\n", file);
	for (unsigned i = 0; i < N_FINDINGS; i++) {
		const struct finding *f = &results->findings[i];

		if (!finding_adds(results->findings, i))
			continue;
		bool open = f->verdict == VERDICT_CANNOT_TELL ||
			    f->verdict == VERDICT_NOT_TESTED;
		char *head =
			alloc_printf("%s %s", f->id, verdict_names[f->verdict]);
		/* what was decided says itself what of */
		char *text = alloc_printf("%s%s%s", open ? f->statement : "",
					  open ? ": " : "", f->text);

		text_wrap(file, head, FINDING_INDENT, text);
		free(text);
		free(head);
	}
}

/* What there is to look at, as far as it is there. */
static void print_paths(FILE *file, const struct results *results)
{
	static const char *const paths[][2] = {
		{ "figures", "figures/speedup.png" },
		{ "report", "report.md" },
		{ "numbers", "cells.csv" },
	};
	bool any = false;

	for (unsigned i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		char *path = alloc_printf("%s/%s", results->dir, paths[i][1]);

		if (access(path, R_OK) == 0) {
			/* a path is for copying: whole, on one line */
			fprintf(file, "%s%-9s%s\n", any ? "" : "\n",
				paths[i][0], path);
			any = true;
		}
		free(path);
	}
}

/* One line for all. */
static void print_too_many(FILE *file, const struct results *results)
{
	fprintf(file,
		"%u cells, more than %d: no table, no report, no figures; "
		"gilbench plot --filter draws some\n",
		results->n_cells, RESULTS_MAX_SHOWN);
	print_paths(file, results);
}

void table_print(FILE *file, const struct results *results)
{
	unsigned n;

	if (!results_can_show(results)) {
		print_too_many(file, results);
		return;
	}
	struct contest *contests = contests_find(results, &n);

	print_head(file, results);
	print_amount(file, results);
	print_fitness(file, results);
	print_warnings(file, results);
	print_cold(file, results, contests, n);
	table_jobs(file, results, contests, n);
	table_self(file, results, contests, n);
	table_gaps(file, results, contests, n);
	print_findings(file, results);
	table_advice(file, results, contests, n);
	print_paths(file, results);
	contests_free(contests, n);
}
