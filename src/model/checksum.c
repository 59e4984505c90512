/*
 * Did every way of running a job do the same work? Kernels are not compared
 * here: they may differ within a tolerance, and their proofs are.
 */
#include "model/checksum.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"

/* Tasks of all cells, equal ones together, in the order of cells. */
struct pile {
	struct sheet {
		unsigned group, cell;
		const struct task *task;
	} * sheets;
	size_t n;
};

static int compare_tasks(const struct sheet *a, const struct sheet *b)
{
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	if (a->task->units != b->task->units)
		return a->task->units < b->task->units ? -1 : 1;
	if (a->task->loops != b->task->loops)
		return a->task->loops < b->task->loops ? -1 : 1;
	return 0;
}

static int compare(const void *pa, const void *pb)
{
	const struct sheet *a = pa, *b = pb;
	int order = compare_tasks(a, b);

	if (order)
		return order;
	return a->cell < b->cell ? -1 : a->cell > b->cell;
}

static struct pile sort_tasks(const struct cell *cells,
			      const struct history *histories, unsigned n_cells)
{
	struct pile pile = { 0 };

	for (unsigned i = 0; i < n_cells; i++) {
		for (unsigned k = 0; k < histories[i].n_tasks; k++) {
			pile.sheets = alloc_grow(pile.sheets, pile.n,
						 sizeof(*pile.sheets));
			pile.sheets[pile.n++] = (struct sheet){
				.group = cells[i].group,
				.cell = i,
				.task = &histories[i].tasks[k],
			};
		}
	}
	if (pile.n)
		qsort(pile.sheets, pile.n, sizeof(*pile.sheets), compare);
	return pile;
}

/* What the cell computed in a block. */
struct answer {
	const struct cell *cell;
	unsigned block;
	uint64_t checksum;
};

static int explain(const struct answer *a, const struct answer *b,
		   struct why *why)
{
	why_set(why,
		"%s, kernel %s: %s with %u (block %u) has the checksum "
		"%016" PRIx64 ", %s with %u (block %u) %016" PRIx64,
		a->cell->workload, a->cell->kernel, a->cell->executor,
		a->cell->workers, a->block, a->checksum, b->cell->executor,
		b->cell->workers, b->block, b->checksum);
	return 1;
}

/* Wrong work has no speed. */
static void fail(struct estimate *estimate)
{
	estimate->status = CELL_FAILED;
	estimate->reason = "checksum: differs from that of another cell of "
			   "its group, or from its own";
	estimate->n_pairs = 0;
	estimate->throughput = NAN;
	estimate_drop_speedups(estimate);
}

void checksum_fail_cells(struct estimate *estimates, const struct cell *cells,
			 const struct history *histories, unsigned n_cells)
{
	struct pile pile = sort_tasks(cells, histories, n_cells);
	const struct sheet *first = pile.sheets;

	for (size_t i = 0; i < pile.n; i++) {
		const struct sheet *sheet = &pile.sheets[i];

		if (compare_tasks(first, sheet) != 0)
			first = sheet;
		if (sheet->task->differs ||
		    sheet->task->checksum != first->task->checksum)
			fail(&estimates[sheet->cell]);
	}
	free(pile.sheets);
}

int checksum_clash(const struct cell *cells, const struct history *histories,
		   unsigned n_cells, struct why *why)
{
	struct pile pile = sort_tasks(cells, histories, n_cells);
	int clash = 0;

	for (size_t i = 0; i < pile.n && !clash; i++) {
		const struct sheet *sheet = &pile.sheets[i];
		const struct task *task = sheet->task;
		const struct cell *cell = &cells[sheet->cell];
		struct answer own = { cell, task->last, task->checksum };
		struct answer other = { cell, task->other_block, task->other };

		if (task->differs)
			clash = explain(&own, &other, why);
		if (clash || i + 1 == pile.n ||
		    compare_tasks(sheet, sheet + 1) != 0)
			continue;
		task = sheet[1].task;
		other = (struct answer){ &cells[sheet[1].cell], task->first,
					 task->checksum };
		if (other.checksum != own.checksum)
			clash = explain(&own, &other, why);
	}
	free(pile.sheets);
	return clash;
}
