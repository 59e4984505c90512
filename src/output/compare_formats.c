/* The table of formats, and the words that they share. */
#include "output/compare_formats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/compare_notes.h"

const struct compare_format compare_formats[] = {
	{ "text", true, compare_text },
	{ "csv", false, compare_csv },
	{ "markdown", true, compare_markdown },
	{ "json", true, compare_json },
	{ NULL, false, NULL },
};

char *compare_summary(const struct comparison *comparison)
{
	const struct compare *result = &comparison->result;
	char *text = alloc_copy("");

	for (int v = 0; v < N_COMPARE_VERDICTS; v++) {
		char *longer;

		if (!result->n_verdicts[v] && v > COMPARE_SLOWER)
			continue;
		longer = alloc_printf("%s%s%u %s", text, *text ? ", " : "",
				      result->n_verdicts[v],
				      compare_verdict_names[v]);
		free(text);
		text = longer;
	}
	return text;
}

/* The cells for which `field` holds, as "NAME: RATIO; NAME: RATIO". */
static char *list_cells(const struct comparison *comparison, bool failing)
{
	const struct compare *result = &comparison->result;
	char *text = alloc_copy("");

	for (unsigned i = 0; i < result->n_cells; i++) {
		const struct compare_cell *cell = &result->cells[i];

		if (!(failing ? cell->fails : cell->suspected))
			continue;
		char *name = comparison_name(result, i);
		char *longer =
			alloc_printf("%s%s%s: %.3f", text, *text ? "; " : "",
				     name, cell->ratio);

		free(name);
		free(text);
		text = longer;
	}
	return text;
}

char *compare_gate_sentence(const struct comparison *comparison)
{
	const char *gate = comparison->gate_text;

	if (!comparison->gate.on)
		return NULL;
	if (!comparison->n_fail && !comparison->n_suspected)
		return alloc_printf("%s: no cell.", gate);
	char *cells = list_cells(comparison, comparison->n_fail > 0);
	char *text =
		comparison->n_fail
			? alloc_printf("%s: PROVEN for %u cell%s: %s.", gate,
				       comparison->n_fail,
				       comparison->n_fail == 1 ? "" : "s",
				       cells)
			: alloc_printf("%s: it looks so, but is not proven, "
				       "for %u cell%s: %s.",
				       gate, comparison->n_suspected,
				       comparison->n_suspected == 1 ? "" : "s",
				       cells);

	free(cells);
	return text;
}

struct lines compare_reasons(const struct comparison *comparison)
{
	const struct compare *result = &comparison->result;
	struct lines reasons = { NULL, 0 };

	for (unsigned i = 0; i < result->n_cells; i++) {
		const char *reason = result->cells[i].reason;
		unsigned n = 0, before = 0;

		for (unsigned k = 0; *reason && k < result->n_cells; k++) {
			bool same =
				strcmp(result->cells[k].reason, reason) == 0;

			n += same;
			before += same && k < i;
		}
		if (n && !before)
			lines_add(&reasons, "%u unclear: %s.", n, reason);
	}
	return reasons;
}

const char *compare_show_ratio(double ratio, char *text, size_t n)
{
	if (isnan(ratio))
		snprintf(text, n, "-");
	else
		snprintf(text, n, ratio < 99.95 ? "%.3f" : "%.3g", ratio);
	return text;
}

const char *compare_show_interval(const struct interval *ci, const char *dash,
				  char *text, size_t n)
{
	char low[16], high[16];

	if (isnan(ci->low))
		snprintf(text, n, "-");
	else
		snprintf(text, n, "%s%s%s",
			 compare_show_ratio(ci->low, low, sizeof(low)), dash,
			 compare_show_ratio(ci->high, high, sizeof(high)));
	return text;
}

const char *compare_show_p(double p, char *text, size_t n)
{
	snprintf(text, n, isnan(p) ? "-" : p < .001 ? "<0.001" : "%.3f", p);
	return text;
}
