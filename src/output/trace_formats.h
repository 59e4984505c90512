/*
 * A traced program, and the formats that it is reported in. What is written
 * twice of the same logs is the same bytes.
 */
#ifndef GILBENCH_OUTPUT_TRACE_FORMATS_H
#define GILBENCH_OUTPUT_TRACE_FORMATS_H

#include <jansson.h>
#include <stdio.h>

#include "model/trace.h"

struct trace_program {
	char *const *argv; /* as typed: the program and its arguments */
	const char *python, *python_version;
	unsigned n_cpus;
	double elapsed_s;   /* from its start to its end */
	int status;         /* exit status */
	int signal;         /* that ended it, or 0 */
	const char *reason; /* why it could not be metered, or NULL */
	/* of the program itself first, unless it has none; then children */
	struct trace_process *processes;
	char **logs; /* their files; NULL for one that is removed */
	size_t n_processes;
};

struct trace_format {
	const char *name; /* "text"; NULL ends the table */
	const char *file; /* in the output directory */
	void (*write)(FILE *file, const struct trace_program *program);
};

extern const struct trace_format trace_formats[];

void trace_text(FILE *file, const struct trace_program *program);
void trace_json(FILE *file, const struct trace_program *program);
void trace_csv(FILE *file, const struct trace_program *program);
/* Chrome's trace format: chrome://tracing and ui.perfetto.dev read it. */
void trace_perfetto(FILE *file, const struct trace_program *program);

/* One process as trace_json() writes it. */
json_t *trace_json_process(const struct trace_process *process);

/* Is the GIL the bottleneck, in plain words. Freed with free(). */
char *trace_sentence(const struct trace_process *process);

#endif
