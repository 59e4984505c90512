/* All that follows from the samples of a run directory. */
#ifndef GILBENCH_CLI_DERIVED_H
#define GILBENCH_CLI_DERIVED_H

#include "cli/exports.h"
#include "output/rundir.h"

/*
 * samples.csv, cells.csv, figures, report and exports. Why there are no figures
 * is in no_figures, "" if there are. 0, or -1 with why.
 */
int derived_write(const struct rundir *dir, const struct results *results,
		  bool plot, const struct exports *exports,
		  struct why *no_figures, struct why *why);

#endif
