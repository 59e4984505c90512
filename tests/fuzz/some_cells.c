/* See some_cells.h. */
#include "tests/fuzz/some_cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

struct cell *some_cells_new(void)
{
	static const char *const executors[] = { "serial", "threads",
						 "processes" };
	struct cell *cells = alloc_zero(N_SOME_CELLS, sizeof(*cells));

	for (unsigned i = 0; i < N_SOME_CELLS; i++) {
		cells[i] = (struct cell){
			.workload = alloc_copy("train-step"),
			.kernel = alloc_copy("python"),
			.executor = alloc_copy(executors[i]),
			.workers = i ? 2 : 1,
			.pin = alloc_copy("core"),
			.python = alloc_copy("embedded"),
			.scaling = alloc_copy("strong"),
			.size = alloc_copy("auto"),
			.params = alloc_copy("seed=1"),
			.reason = alloc_copy(""),
		};
		cells[i].id[0] = executors[i][0];
	}
	return cells;
}

void some_cells_free(struct cell *cells)
{
	for (unsigned i = 0; i < N_SOME_CELLS; i++)
		cell_fini(&cells[i]);
	free(cells);
}
