/* The formats, and files that are whole or not there. */
#include "output/export.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "output/report.h"

const char *const export_names[N_EXPORTS] = {
	[EXPORT_CSV] = "csv",
	[EXPORT_JSON] = "json",
	[EXPORT_MARKDOWN] = "markdown",
	[EXPORT_PYPERF] = "pyperf",
};

static void export_csv(FILE *file, const struct results *results)
{
	estimate_write(file, results->estimates, results->n_cells);
}

static export_writer *const writers[N_EXPORTS] = {
	[EXPORT_CSV] = export_csv,
	[EXPORT_JSON] = export_json,
	[EXPORT_MARKDOWN] = report_write_cells,
	[EXPORT_PYPERF] = export_pyperf,
};

int export_write(const struct results *results, enum export_format format,
		 const char *path, struct why *why)
{
	bool out = strcmp(path, "-") == 0;
	FILE *file = out ? stdout : fopen(path, "we");

	if (!file)
		return why_errno(why, "cannot write %s", path);
	writers[format](file, results);
	bool failed = fflush(file) != 0 || ferror(file);

	if (failed)
		why_errno(why, "cannot write %s",
			  out ? "standard output" : path);
	if (!out && fclose(file) != 0 && !failed) {
		why_errno(why, "cannot write %s", path);
		failed = true;
	}
	return failed ? -1 : 0;
}
