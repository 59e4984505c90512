/* Facts of the host, worded; nothing is asked of this machine. */
#include "output/host_text.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "output/contest.h"

const char *host_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

char *host_machine_text(const struct results *results)
{
	const json_t *host = json_object_get(results->run, "host");
	const char *model = host_text(host, "cpu_model");
	const char *virt = host_text(host, "virtualization");
	double n_cores = results_number(results, "n_cores");
	double n_cpus = results_number(results, "n_cpus");
	bool shown = *virt && strcmp(virt, "none") != 0;
	char threads[48] = "";

	if (n_cpus > n_cores)
		snprintf(threads, sizeof(threads), " (%.0f hardware threads)",
			 n_cpus);
	return alloc_printf("%.0f core%s%s%s%.40s%s%s%s", n_cores,
			    n_cores == 1 ? "" : "s", threads, *model ? " " : "",
			    model, shown ? " (" : "", shown ? virt : "",
			    shown ? ")" : "");
}

char *host_python_text(const json_t *python)
{
	json_int_t gil = json_integer_value(json_object_get(python, "gil"));

	return contest_python_text(host_text(python, "label"),
				   host_text(python, "version"), gil != 0);
}

const struct estimate *host_ceiling(const struct results *results)
{
	const struct estimate *best = NULL;

	for (unsigned i = 0; i < results->n_cells; i++) {
		const struct estimate *e = &results->estimates[i];

		if (contest_is_ceiling(&results->cells[i]) &&
		    results->cells[i].workers > 1 && isfinite(e->speedup) &&
		    (!best || results->cells[i].workers > best->cell->workers))
			best = e;
	}
	return best;
}

char *host_no_ceiling_text(const struct results *results)
{
	const struct estimate *lost = NULL;
	bool planned = false;

	for (unsigned i = 0; i < results->n_cells; i++) {
		const struct estimate *e = &results->estimates[i];

		if (!contest_is_ceiling(&results->cells[i]))
			continue;
		planned |= results->cells[i].workers > 1;
		if (!lost && e->status != CELL_OK)
			lost = e;
	}
	if (!planned)
		return alloc_copy("No ceiling was measured");
	if (!lost)
		return alloc_copy("The ceiling has no value: no block has it "
				  "with one process and with several");
	return alloc_printf("The ceiling has no value: %s%s%s",
			    cell_status_names[lost->status],
			    *lost->reason ? ", " : "", lost->reason);
}

double host_worst_aa(const struct results *results)
{
	double worst = NAN;

	for (unsigned i = 0; i < results->n_cells; i++)
		if (isfinite(results->estimates[i].aa))
			worst = fmax(isnan(worst) ? 0 : worst,
				     results->estimates[i].aa);
	return worst;
}

double host_worst_drift(const struct results *results)
{
	double worst = 0;

	for (unsigned i = 0; i < results->n_cells; i++) {
		const struct estimate *e = &results->estimates[i];

		if ((e->drift_ci.low > 0 || e->drift_ci.high < 0) &&
		    fabs(e->drift) > fabs(worst))
			worst = e->drift;
	}
	return worst;
}
