/* What becomes of cells in a run. */
#ifndef GILBENCH_ENGINE_RUN_STATE_H
#define GILBENCH_ENGINE_RUN_STATE_H

#include "engine/run.h"

void run_set_status(struct cell *cell, enum cell_status status,
		    const char *reason);
/* Checksums or the GIL's state: only the first is told. */
void run_note_mismatch(struct run *run, const char *words);

#endif
