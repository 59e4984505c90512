/*
 * The results of a run in the formats of others: cells as CSV, JSON and a
 * markdown table; times as pyperf's JSON.
 */
#ifndef GILBENCH_OUTPUT_EXPORT_H
#define GILBENCH_OUTPUT_EXPORT_H

#include <stdio.h>

#include "base/why.h"
#include "output/results.h"

enum export_format {
	EXPORT_CSV,
	EXPORT_JSON,
	EXPORT_MARKDOWN,
	EXPORT_PYPERF,
	N_EXPORTS
};

/* "csv" ... */
extern const char *const export_names[N_EXPORTS];

/* To the file `path`, or "-": standard output. 0 or -1. */
int export_write(const struct results *results, enum export_format format,
		 const char *path, struct why *why);

typedef void export_writer(FILE *file, const struct results *results);
export_writer export_json, export_pyperf;

#endif
