/* Writing and reading the files in holds/. What is drawn from them is not
 * known. */
#include "output/holds.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/cell_index.h"
#include "model/csv.h"
#include "output/parts.h"

#define FOLDER "holds"

enum {
	CELL_ID,
	BLOCK,
	ATTEMPT,
	WORKER,
	ACQUIRED,
	WAIT,
	HOLD,
	N_COLUMNS
};

static const char *const names[N_COLUMNS + 1] = {
	[CELL_ID] = "cell_id", [BLOCK] = "block",         [ATTEMPT] = "attempt",
	[WORKER] = "worker",   [ACQUIRED] = "acquired_s", [WAIT] = "wait_s",
	[HOLD] = "hold_s",
};

static void write_hold(FILE *file, const struct cell *cells,
		       const struct hold *hold)
{
	struct csv_row row;

	csv_begin(&row, file);
	csv_text(&row, cells[hold->cell].id);
	csv_count(&row, hold->block);
	csv_count(&row, hold->attempt);
	csv_count(&row, hold->worker);
	csv_real(&row, hold->acquired_s);
	csv_real(&row, hold->wait_s);
	csv_real(&row, hold->hold_s);
	csv_end(&row);
}

int holds_append(const char *dir, const struct cell *cells,
		 const struct hold *holds, size_t n, struct why *why)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	for (size_t i = 0; i < n; i++)
		write_hold(file, cells, &holds[i]);
	fclose(file);
	int status = parts_add(dir, FOLDER, names, text, n_bytes, why);

	free(text);
	return status;
}

static int read_hold(const struct csv_reader *csv, const int *columns,
		     const struct cell *cells, int cell, struct hold *hold,
		     struct why *why)
{
	int bad = 0;
	int64_t block = csv_field_count(csv, columns[BLOCK], &bad);
	int64_t attempt = csv_field_count(csv, columns[ATTEMPT], &bad);
	int64_t worker = csv_field_count(csv, columns[WORKER], &bad);

	*hold = (struct hold){
		.cell = (unsigned)cell,
		.block = (unsigned)block,
		.attempt = (unsigned)attempt,
		.worker = (unsigned)worker,
		.acquired_s = csv_field_real(csv, columns[ACQUIRED], &bad),
		.wait_s = csv_field_real(csv, columns[WAIT], &bad),
		.hold_s = csv_field_real(csv, columns[HOLD], &bad),
	};
	if (bad || cell < 0 || block < 0 || block > UINT32_MAX || attempt < 0 ||
	    attempt > UINT32_MAX || worker < 0 ||
	    worker >= cells[cell].workers || !(hold->acquired_s >= 0) ||
	    !(hold->wait_s >= 0) || !(hold->hold_s >= 0))
		return csv_error(csv, why, "this is no hold of a planned cell");
	return 0;
}

static bool same_attempt(const struct hold *a, const struct hold *b)
{
	return a->cell == b->cell && a->block == b->block &&
	       a->attempt == b->attempt && a->part == b->part;
}

/* What is being loaded: of the attempts at each cell every stride-th. */
struct load {
	const struct cell *cells;
	unsigned n_cells;
	struct cell_index *index;
	struct hold *holds;
	size_t n;
	unsigned *n_attempts; /* of each cell, up to the one being read */
	unsigned stride;
	struct hold last; /* of any attempt */
	bool any;
};

/* Every second of the attempts that were kept goes. */
static void thin(struct load *load)
{
	unsigned *n_kept = alloc_zero(load->n_cells, sizeof(*n_kept));
	struct hold before = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < load->n; i++) {
		const struct hold hold = load->holds[i];

		if (!i || !same_attempt(&hold, &before))
			n_kept[hold.cell]++;
		if (n_kept[hold.cell] % 2)
			load->holds[n++] = hold;
		before = hold;
	}
	load->n = n;
	load->stride *= 2;
	free(n_kept);
}

static void take_hold(struct load *load, const struct hold *hold)
{
	unsigned *n_attempts = &load->n_attempts[hold->cell];

	*n_attempts += !load->any || !same_attempt(hold, &load->last);
	load->any = true;
	load->last = *hold;
	if (load->n == HOLDS_MAX)
		thin(load);
	if ((*n_attempts - 1) % load->stride || load->n == HOLDS_MAX)
		return;
	load->holds = alloc_grow(load->holds, load->n, sizeof(*load->holds));
	load->holds[load->n++] = *hold;
}

static int read_file(void *context, const char *path, struct why *why)
{
	struct load *load = context;
	struct csv_reader *csv = csv_open(path, why);
	int columns[N_COLUMNS], found = csv ? 1 : -1, cell;
	unsigned part = parts_number(path);
	struct hold hold;

	for (int i = 0; i < N_COLUMNS && csv; i++)
		columns[i] = csv_column(csv, names[i]);
	while (found > 0 && (found = csv_next(csv, why)) > 0) {
		cell = cell_index_find(load->index,
				       csv_field(csv, columns[CELL_ID]));
		if (read_hold(csv, columns, load->cells, cell, &hold, why) < 0)
			found = -1;
		else {
			hold.part = part;
			take_hold(load, &hold);
		}
	}
	csv_close(csv);
	return found;
}

int holds_load(const char *dir, const struct cell *cells, unsigned n_cells,
	       struct hold **holds, size_t *n, struct why *why)
{
	struct load load = {
		.cells = cells,
		.n_cells = n_cells,
		.index = cell_index_new(cells, n_cells),
		.n_attempts = alloc_zero(n_cells, sizeof(unsigned)),
		.stride = 1,
	};
	int status = parts_read(dir, FOLDER, read_file, &load, why);

	free(load.n_attempts);
	cell_index_free(load.index);
	*holds = load.holds;
	*n = load.n;
	return status;
}

void holds_judge(struct hold *holds, size_t n, const struct history *histories,
		 unsigned n_cells)
{
	struct roll_reader *readers = alloc_zero(n_cells, sizeof(*readers));
	struct entry entry = { 0 };

	for (unsigned i = 0; i < n_cells; i++)
		readers[i] = roll_read(&histories[i].metered);
	for (size_t i = 0; i < n; i++) {
		/* those of an attempt stand together */
		if (i && same_attempt(&holds[i], &holds[i - 1]))
			holds[i].tainted = holds[i - 1].tainted;
		else
			holds[i].tainted =
				!roll_find(&readers[holds[i].cell],
					   holds[i].block, holds[i].attempt,
					   &entry) ||
				(entry.row.part &&
				 entry.row.part != holds[i].part) ||
				entry.row.status != CELL_OK;
	}
	free(readers);
}
