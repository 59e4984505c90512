/* Writing and reading the files in holds/. What is drawn from them is not
 * known. */
#include "output/holds.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "output/attempts.h"
#include "output/part_rows.h"

enum {
	CELL_ID,
	BLOCK,
	ATTEMPT,
	WORKER,
	ACQUIRED,
	WAIT,
	HOLD,
};

static const struct part_format format = {
	"holds",
	{ [CELL_ID] = "cell_id",
	  [BLOCK] = "block",
	  [ATTEMPT] = "attempt",
	  [WORKER] = "worker",
	  [ACQUIRED] = "acquired_s",
	  [WAIT] = "wait_s",
	  [HOLD] = "hold_s" },
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
	struct part_rows rows;

	part_rows_begin(&rows);
	for (size_t i = 0; i < n; i++)
		write_hold(rows.file, cells, &holds[i]);
	return part_rows_end(&rows, dir, &format, why);
}

static int read_hold(struct part_row *row, const struct cell *cells,
		     struct hold *hold, struct why *why)
{
	int64_t block = part_count(row, BLOCK);
	int64_t attempt = part_count(row, ATTEMPT);
	int64_t worker = part_count(row, WORKER);

	*hold = (struct hold){
		.cell = (unsigned)row->cell,
		.block = (unsigned)block,
		.attempt = (unsigned)attempt,
		.worker = (unsigned)worker,
		.part = row->part,
		.acquired_s = part_real(row, ACQUIRED),
		.wait_s = part_real(row, WAIT),
		.hold_s = part_real(row, HOLD),
	};
	if (row->bad || row->cell < 0 || block < 0 || block > UINT32_MAX ||
	    attempt < 0 || attempt > UINT32_MAX || worker < 0 ||
	    worker >= cells[row->cell].workers || !(hold->acquired_s >= 0) ||
	    !(hold->wait_s >= 0) || !(hold->hold_s >= 0))
		return csv_error(row->csv, why,
				 "this is no hold of a planned cell");
	return 0;
}

bool holds_same_attempt(const struct hold *a, const struct hold *b)
{
	return a->cell == b->cell && a->block == b->block &&
	       a->attempt == b->attempt && a->part == b->part;
}

/* What is being loaded: of the attempts at each cell every stride-th. */
struct load {
	const struct cell *cells;
	unsigned n_cells;
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

		if (!i || !holds_same_attempt(&hold, &before))
			n_kept[hold.cell]++;
		if (n_kept[hold.cell] % 2)
			load->holds[n++] = hold;
		before = hold;
	}
	load->n = n;
	load->stride *= 2;
	free(n_kept);
}

static int take_row(void *context, struct part_row *row, struct why *why)
{
	struct load *load = context;
	struct hold hold;

	if (read_hold(row, load->cells, &hold, why) < 0)
		return -1;
	unsigned *n_attempts = &load->n_attempts[hold.cell];

	*n_attempts += !load->any || !holds_same_attempt(&hold, &load->last);
	load->any = true;
	load->last = hold;
	if (load->n == HOLDS_MAX)
		thin(load);
	if ((*n_attempts - 1) % load->stride || load->n == HOLDS_MAX)
		return 0;
	load->holds = alloc_grow(load->holds, load->n, sizeof(*load->holds));
	load->holds[load->n++] = hold;
	return 0;
}

int holds_load(const char *dir, const struct cell *cells, unsigned n_cells,
	       struct hold **holds, size_t *n, struct why *why)
{
	struct load load = {
		.cells = cells,
		.n_cells = n_cells,
		.n_attempts = alloc_zero(n_cells, sizeof(unsigned)),
		.stride = 1,
	};
	int status = part_rows_read(dir, &format, cells, n_cells, take_row,
				    &load, why);

	free(load.n_attempts);
	*holds = load.holds;
	*n = load.n;
	return status;
}

void holds_judge(struct hold *holds, size_t n, const struct history *histories,
		 unsigned n_cells)
{
	struct attempts *attempts = attempts_new(histories, n_cells, true);

	for (size_t i = 0; i < n; i++)
		holds[i].tainted = !attempts_valid(
			attempts, holds[i].part, (int)holds[i].cell,
			holds[i].block, holds[i].attempt);
	attempts_free(attempts);
}
