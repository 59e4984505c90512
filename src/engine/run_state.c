/* Notes about cells and the run. */
#include "engine/run_state.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"

void run_set_status(struct cell *cell, enum cell_status status,
		    const char *reason)
{
	cell->status = status;
	free(cell->reason);
	cell->reason = alloc_copy(reason);
}

/* Only the first is told: the rest are in their rows. */
void run_note_mismatch(struct run *run, const char *words)
{
	if (run->mismatch)
		return;
	run->mismatch = true;
	snprintf(run->mismatch_text, sizeof(run->mismatch_text), "%.500s",
		 words);
}
