/* Marks by hardware, cell and block; room for them only where rows were. */
#include "model/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* An invocation of a block: 0 or 1, and 2 more with the meter. */
enum {
	N_STEPS = 4
};

struct mark {
	uint8_t valid, over; /* bit s: of step s */
	uint16_t spoilt;     /* attempts, four bits for each step */
	uint16_t next;       /* attempt */
};

struct entry_of_cell {
	struct mark *marks; /* by block; NULL: no row yet */
	char *reason;       /* of the last failure */
	uint8_t n_failures;
	bool skipped, unmetered;
};

struct page {
	char *hardware;
	struct entry_of_cell *cells;
};

struct ledger {
	const struct cell *cells;
	unsigned n_cells, n_blocks, n_samples;
	struct page *pages;
	unsigned n_pages;
	/* the attempt that is being read */
	bool open;
	struct sample first; /* its texts are not kept */
	unsigned page, n_rows;
	enum cell_status worst;
};

struct ledger *ledger_new(const struct cell *cells, unsigned n_cells,
			  unsigned n_blocks, unsigned n_samples)
{
	struct ledger *ledger = alloc_zero(1, sizeof(*ledger));

	ledger->cells = cells;
	ledger->n_cells = n_cells;
	ledger->n_blocks = n_blocks;
	ledger->n_samples = n_samples;
	return ledger;
}

void ledger_free(struct ledger *ledger)
{
	if (!ledger)
		return;
	for (unsigned p = 0; p < ledger->n_pages; p++) {
		struct page *page = &ledger->pages[p];

		for (unsigned i = 0; i < ledger->n_cells; i++) {
			free(page->cells[i].marks);
			free(page->cells[i].reason);
		}
		free(page->cells);
		free(page->hardware);
	}
	free(ledger->pages);
	free(ledger);
}

int ledger_find(const struct ledger *ledger, const char *hardware)
{
	for (unsigned p = 0; p < ledger->n_pages; p++)
		if (strcmp(ledger->pages[p].hardware, hardware) == 0)
			return (int)p;
	return -1;
}

static unsigned page_of(struct ledger *ledger, const char *hardware)
{
	int found = ledger_find(ledger, hardware);

	if (found >= 0)
		return (unsigned)found;
	ledger->pages = alloc_grow(ledger->pages, ledger->n_pages,
				   sizeof(*ledger->pages));
	ledger->pages[ledger->n_pages] = (struct page){
		.hardware = alloc_copy(hardware),
		.cells = alloc_zero(ledger->n_cells,
				    sizeof(struct entry_of_cell)),
	};
	return ledger->n_pages++;
}

static unsigned step_of(unsigned invocation, bool metered)
{
	return (invocation > 0) + 2 * metered;
}

static void note_failure(struct entry_of_cell *cell, const char *reason)
{
	if (cell->n_failures < LEDGER_MAX_FAILURES)
		cell->n_failures++;
	free(cell->reason);
	cell->reason = alloc_copy(reason ? reason : "");
}

/* All of its rows have been seen; `over`: something followed it. */
static void close_attempt(struct ledger *ledger, bool over)
{
	const struct sample *row = &ledger->first;

	if (!ledger->open)
		return;
	ledger->open = false;
	struct entry_of_cell *cell =
		&ledger->pages[ledger->page].cells[row->cell];
	unsigned step = step_of(row->invocation, row->metered);

	if (row->block >= ledger->n_blocks)
		return;
	if (!cell->marks)
		cell->marks =
			alloc_zero(ledger->n_blocks, sizeof(*cell->marks));
	struct mark *mark = &cell->marks[row->block];

	if (row->attempt >= mark->next)
		mark->next = (uint16_t)(row->attempt + 1);
	if (ledger->worst == CELL_OK) {
		unsigned wanted = row->metered ? 1 : ledger->n_samples;

		if (ledger->n_rows >= wanted)
			mark->valid |= (uint8_t)(1u << step);
		return;
	}
	if ((mark->spoilt >> 4 * step & 15) < 15)
		mark->spoilt = (uint16_t)(mark->spoilt + (1u << 4 * step));
	if (over && ledger->worst == CELL_TAINTED)
		mark->over |= (uint8_t)(1u << step);
}

static bool goes_on(const struct ledger *ledger, const struct sample *row)
{
	const struct sample *first = &ledger->first;

	return ledger->open && row->cell == first->cell &&
	       row->block == first->block &&
	       row->invocation == first->invocation &&
	       row->attempt == first->attempt && row->metered == first->metered;
}

static bool same_step(const struct sample *a, const struct sample *b)
{
	return a->cell == b->cell && a->block == b->block &&
	       a->invocation == b->invocation && a->metered == b->metered;
}

void ledger_add(struct ledger *ledger, const struct sample *row)
{
	if (!goes_on(ledger, row)) {
		const char *hardware = row->hardware ? row->hardware : "";

		close_attempt(ledger, !same_step(&ledger->first, row));
		ledger->open = true;
		ledger->first = *row;
		ledger->first.cpus = ledger->first.reason = NULL;
		ledger->first.host = ledger->first.hardware = NULL;
		ledger->page = page_of(ledger, hardware);
		ledger->n_rows = 0;
		ledger->worst = CELL_OK;
	}
	ledger->n_rows++;
	if (row->status == CELL_FAILED && ledger->worst != CELL_FAILED)
		note_failure(&ledger->pages[ledger->page].cells[row->cell],
			     row->reason);
	if (ledger->worst != CELL_FAILED && row->status != CELL_OK)
		ledger->worst = row->status;
}

void ledger_end_file(struct ledger *ledger, bool finished)
{
	close_attempt(ledger, finished);
}

void ledger_skip(struct ledger *ledger, const char *hardware, unsigned cell,
		 bool metered)
{
	unsigned number = page_of(ledger, hardware);
	struct page *page = &ledger->pages[number];

	if (metered)
		page->cells[cell].unmetered = true;
	else
		page->cells[cell].skipped = true;
}

unsigned ledger_n_hardware(const struct ledger *ledger)
{
	return ledger->n_pages;
}

static const struct entry_of_cell *find(const struct ledger *ledger,
					int hardware, unsigned cell)
{
	return hardware < 0 ? NULL : &ledger->pages[hardware].cells[cell];
}

bool ledger_done(const struct ledger *ledger, int hardware, unsigned cell,
		 unsigned block, unsigned invocation, bool metered)
{
	const struct entry_of_cell *entry = find(ledger, hardware, cell);
	unsigned step = step_of(invocation, metered);

	if (!entry)
		return false;
	if (entry->skipped || (metered && entry->unmetered) ||
	    entry->n_failures >= LEDGER_MAX_FAILURES)
		return true;
	if (!entry->marks || block >= ledger->n_blocks)
		return false;
	const struct mark *mark = &entry->marks[block];

	return ((mark->valid | mark->over) >> step & 1) ||
	       (mark->spoilt >> 4 * step & 15) >= LEDGER_MAX_ATTEMPTS;
}

unsigned ledger_next_attempt(const struct ledger *ledger, int hardware,
			     unsigned cell, unsigned block)
{
	const struct entry_of_cell *entry = find(ledger, hardware, cell);

	return entry && entry->marks && block < ledger->n_blocks
		       ? entry->marks[block].next
		       : 0;
}

unsigned ledger_failures(const struct ledger *ledger, int hardware,
			 unsigned cell, const char **reason)
{
	const struct entry_of_cell *entry = find(ledger, hardware, cell);

	*reason = entry ? entry->reason : NULL;
	return entry ? entry->n_failures : 0;
}

bool ledger_skipped(const struct ledger *ledger, int hardware, unsigned cell)
{
	const struct entry_of_cell *entry = find(ledger, hardware, cell);

	return entry && entry->skipped;
}

/* In a block. The second invocation of a baseline has no meter. */
static unsigned steps_of(const struct cell *cell, bool metered,
			 unsigned steps[N_STEPS])
{
	unsigned n = 0;

	steps[n++] = step_of(0, false);
	if (cell_is_baseline(cell))
		steps[n++] = step_of(1, false);
	if (metered)
		steps[n++] = step_of(0, true);
	return n;
}

unsigned ledger_steps(const struct ledger *ledger, unsigned cell, bool metered)
{
	unsigned steps[N_STEPS];

	return ledger->n_blocks *
	       steps_of(&ledger->cells[cell], metered, steps);
}

unsigned ledger_left(const struct ledger *ledger, int hardware, unsigned cell,
		     bool metered)
{
	const struct entry_of_cell *entry = find(ledger, hardware, cell);
	unsigned steps[N_STEPS], n_left = 0;
	unsigned n = steps_of(&ledger->cells[cell], metered, steps);

	if (!entry)
		return n * ledger->n_blocks;
	for (unsigned b = 0; b < ledger->n_blocks; b++)
		for (unsigned i = 0; i < n; i++)
			n_left += !ledger_done(ledger, hardware, cell, b,
					       steps[i] & 1, steps[i] & 2);
	return n_left;
}
