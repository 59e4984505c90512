/* The sources of the methods. Private to the report. */
#ifndef GILBENCH_OUTPUT_REPORT_SOURCES_H
#define GILBENCH_OUTPUT_REPORT_SOURCES_H

#include "output/doc_source.h"
#include "output/results.h"

enum report_source {
	SOURCE_GILBENCH,
	SOURCE_KALIBERA,
	SOURCE_CONOVER,
	SOURCE_HOLLANDER,
	SOURCE_IGLEWICZ,
	SOURCE_DENNING,
	SOURCE_AMDAHL,
	SOURCE_GUNTHER,
	N_REPORT_SOURCES
};

extern const struct doc_source report_sources[N_REPORT_SOURCES];
void report_write_bibtex(FILE *file, const struct results *results);

#endif
