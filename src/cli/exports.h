/* The options --export-FORMAT, which several commands have. */
#ifndef GILBENCH_CLI_EXPORTS_H
#define GILBENCH_CLI_EXPORTS_H

#include <stdbool.h>

#include "output/export.h"

struct exports {
	const char *paths[N_EXPORTS]; /* borrowed; NULL: not asked for */
};

/* Refuses what cannot be written before anything is measured. 0 or -1. */
int exports_set(struct exports *exports, enum export_format format,
		const char *path, struct why *why);
/* Does one go to standard output? Then nothing else may. */
bool exports_take_stdout(const struct exports *exports);
bool exports_any(const struct exports *exports);
/* Write all that were asked for. 0 or -1. */
int exports_write(const struct exports *exports, const struct results *results,
		  struct why *why);

/* The rows; set_csv ... are the command's setters. */
#define EXPORT_ROWS(set_csv, set_json, set_markdown, set_pyperf)               \
	{ "export-csv", 0, "FILE", "cells as CSV; -: standard output",         \
	  set_csv },                                                           \
		{ "export-json", 0, "FILE", "cells as JSON", set_json },       \
		{ "export-markdown", 0, "FILE", "cells as a markdown table",   \
		  set_markdown },                                              \
	{                                                                      \
		"export-pyperf", 0, "FILE", "times for 'pyperf compare_to'",   \
			set_pyperf                                             \
	}

#endif
