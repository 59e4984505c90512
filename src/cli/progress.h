/*
 * What a run says while it works, on stderr: a bar with the time left on a
 * terminal, a line now and then elsewhere, JSON lines for programs.
 */
#ifndef GILBENCH_CLI_PROGRESS_H
#define GILBENCH_CLI_PROGRESS_H

#include <stdint.h>

#include "cli/run_settings.h"
#include "engine/run.h"

struct progress {
	enum progress_style style; /* never PROGRESS_AUTO */
	uint64_t started_ns;       /* of the blocks */
	uint64_t said_ns;
	unsigned percent_said;
	unsigned n_failed;
};

void progress_init(struct progress *progress, enum progress_style style);
/* A sentence for a person; in JSON, {"event":"note",...}. */
void progress_note(struct progress *progress, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void progress_piloting(struct progress *progress, const struct cell *cell,
		       unsigned n_done, unsigned n_groups);
void progress_step(struct progress *progress, const struct run_progress *at);
/* Remove the bar. */
void progress_clear(struct progress *progress);

#endif
