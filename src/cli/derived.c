/* The derived files, one after the other. */
#include "cli/derived.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "cli/cmd.h"
#include "output/derive.h"
#include "output/figures.h"
#include "output/report.h"

int derived_write(const struct rundir *dir, const struct results *results,
		  bool plot, const struct exports *exports,
		  struct why *no_figures, struct why *why)
{
	char *plots = alloc_printf("%s/plots", cmd_libdir());
	int status = derive_write(dir, results, why);

	*no_figures->text = '\0';
	if (status == 0 && results->n_samples && results_can_show(results)) {
		if (plot)
			figures_draw(results, plots, no_figures);
		status = report_write(results, why);
	}
	if (status == 0)
		status = exports_write(exports, results, why);
	free(plots);
	return status;
}
