/* samples.csv, cells.csv, hosts.csv and metrics.csv. */
#include "derive.h"

#include "output/hosts.h"
#include "output/metrics.h"
#include "output/sample_files.h"

static int write_hosts(const struct rundir *dir, const struct hosts *hosts,
		       struct why *why)
{
	FILE *file = rundir_begin(dir, "hosts.csv", why);

	if (!file)
		return -1;
	hosts_write(file, hosts);
	return rundir_end(dir, "hosts.csv", file, true, why);
}

int derive_write(const struct rundir *dir, const struct results *results,
		 struct why *why)
{
	FILE *file = rundir_begin(dir, "samples.csv", why);

	if (!file)
		return -1;
	int status = sample_files_merge(results->dir, results->cells,
					results->n_cells, file, why);

	if (rundir_end(dir, "samples.csv", file, status == 0, why) < 0)
		return -1;
	file = rundir_begin(dir, "cells.csv", why);
	if (!file)
		return -1;
	estimate_write(file, results->estimates, results->n_cells);
	if (rundir_end(dir, "cells.csv", file, true, why) < 0)
		return -1;
	if (results->hosts && write_hosts(dir, results->hosts, why) < 0)
		return -1;
	if (!results->n_metrics)
		return 0;
	file = rundir_begin(dir, "metrics.csv", why);
	if (!file)
		return -1;
	metrics_write(file, results->cells, results->metrics,
		      results->n_metrics);
	return rundir_end(dir, "metrics.csv", file, true, why);
}
