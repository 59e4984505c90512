/*
 * One map for all: what a tie is made of is hashed, with the tie's own number
 * first. What is found is compared, so that equal hashes do no harm.
 */
#include "model/kin.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"

enum tie {
	TIE_BASELINE,
	TIE_SINGLE,
	TIE_PROCESSES,
	TIE_JOB,
	TIE_CONTROL,
	TIE_CEILING,
	TIE_CEILING_OF, /* the same workload */
	TIE_AGREEING,   /* ... and params: see add_agreeing() */
};

static uint64_t add_number(uint64_t hash, unsigned number)
{
	return hash_bytes(hash, &number, sizeof(number));
}

static uint64_t group_key(enum tie tie, const struct cell *cell)
{
	return add_number(add_number(HASH_START, tie), cell->group);
}

static uint64_t single_key(const struct cell *cell)
{
	return hash_text(group_key(TIE_SINGLE, cell), cell->executor);
}

static uint64_t processes_key(const struct cell *cell)
{
	return add_number(group_key(TIE_PROCESSES, cell), cell->workers);
}

static uint64_t job_key(const struct cell *cell)
{
	static const char *const without[] = { "gil", NULL };
	char *params = cell_params_without(cell, without);
	uint64_t key = add_number(HASH_START, TIE_JOB);

	key = hash_text(key, cell->workload);
	key = hash_text(key, cell->kernel);
	key = hash_text(key, cell->executor);
	key = add_number(key, cell->workers);
	key = hash_text(key, cell->pin);
	key = hash_text(key, cell->scaling);
	key = hash_text(key, params);
	free(params);
	return key;
}

static uint64_t control_key(const struct cell *cell)
{
	uint64_t key = add_number(HASH_START, TIE_CONTROL);

	key = add_number(key, cell->workers);
	key = hash_text(key, cell->workload);
	key = hash_text(key, cell->python);
	key = hash_text(key, cell->pin);
	return hash_text(key, cell->scaling);
}

static uint64_t ceiling_key(const struct cell *cell, bool of_workload)
{
	enum tie tie = of_workload ? TIE_CEILING_OF : TIE_CEILING;
	uint64_t key = add_number(HASH_START, tie);

	key = hash_text(add_number(key, cell->workers), cell->pin);
	return of_workload ? hash_text(key, cell->workload) : key;
}

/*
 * Params agree if one's are the beginning of the other's: whoever is looked
 * for stands under each beginning of its own, and as a whole.
 */
static uint64_t beginning_key(uint64_t key, const char *params, size_t n,
			      bool whole)
{
	key = add_number(key, TIE_AGREEING + whole);
	return hash_bytes(key, params, n);
}

static bool is_beginning(const char *params, size_t n)
{
	return n == 0 || params[n] == ';' || params[n] == '\0';
}

static void add_agreeing(struct kin *kin, uint64_t key, unsigned cell)
{
	const char *params = kin->cells[cell].params;
	size_t n_all = strlen(params);

	for (size_t n = 0; n <= n_all; n++)
		if (is_beginning(params, n))
			multimap_add(&kin->map,
				     beginning_key(key, params, n, false),
				     cell);
	multimap_add(&kin->map, beginning_key(key, params, n_all, true), cell);
}

struct list {
	unsigned *cells;
	size_t n;
};

static void take(struct list *list, const struct kin *kin, uint64_t key,
		 const struct cell *own)
{
	size_t n;
	const struct multimap_item *items = multimap_find(&kin->map, key, &n);

	for (size_t i = 0; i < n; i++) {
		unsigned cell = items[i].number;

		if (!cell_params_agree(&kin->cells[cell], own))
			continue;
		list->cells =
			alloc_grow(list->cells, list->n, sizeof(*list->cells));
		list->cells[list->n++] = cell;
	}
}

static int by_number(const void *pa, const void *pb)
{
	const unsigned *a = pa, *b = pb;

	return *a < *b ? -1 : *a > *b;
}

static struct list find_agreeing(const struct kin *kin, uint64_t key,
				 const struct cell *own)
{
	const char *params = own->params;
	size_t n_all = strlen(params);
	struct list list = { NULL, 0 };

	for (size_t n = 0; n < n_all; n++)
		if (is_beginning(params, n))
			take(&list, kin, beginning_key(key, params, n, true),
			     own);
	take(&list, kin, beginning_key(key, params, n_all, false), own);
	if (list.n)
		qsort(list.cells, list.n, sizeof(*list.cells), by_number);
	return list;
}

static bool is_control(const struct cell *cell)
{
	return strcmp(cell->kernel, "native-held") == 0 &&
	       strcmp(cell->executor, "threads") == 0;
}

void kin_init(struct kin *kin, const struct cell *cells, unsigned n_cells)
{
	*kin = (struct kin){ .cells = cells };
	for (unsigned i = 0; i < n_cells; i++) {
		const struct cell *cell = &cells[i];
		struct multimap *map = &kin->map;

		multimap_add(map, job_key(cell), i);
		if (cell_is_baseline(cell))
			multimap_add(map, group_key(TIE_BASELINE, cell), i);
		if (cell->workers == 1)
			multimap_add(map, single_key(cell), i);
		if (strcmp(cell->executor, "processes") == 0)
			multimap_add(map, processes_key(cell), i);
		if (is_control(cell))
			add_agreeing(kin, control_key(cell), i);
		if (strcmp(cell->executor, "ceiling") != 0)
			continue;
		multimap_add(map, ceiling_key(cell, false), i);
		multimap_add(map, ceiling_key(cell, true), i);
		add_agreeing(kin, ceiling_key(cell, true), i);
	}
	multimap_sort(&kin->map);
}

void kin_fini(struct kin *kin)
{
	multimap_fini(&kin->map);
}

int kin_baseline(const struct kin *kin, const struct cell *cell)
{
	size_t n;
	const struct multimap_item *items =
		multimap_find(&kin->map, group_key(TIE_BASELINE, cell), &n);

	for (size_t i = 0; i < n; i++)
		if (kin->cells[items[i].number].group == cell->group)
			return (int)items[i].number;
	return -1;
}

int kin_single(const struct kin *kin, const struct cell *cell)
{
	size_t n;
	const struct multimap_item *items =
		multimap_find(&kin->map, single_key(cell), &n);

	for (size_t i = 0; i < n; i++) {
		const struct cell *other = &kin->cells[items[i].number];

		if (other->group == cell->group &&
		    strcmp(other->executor, cell->executor) == 0)
			return (int)items[i].number;
	}
	return -1;
}

/* A ceiling under this key, whatever its params, or -1. */
static int first_ceiling(const struct kin *kin, const struct cell *cell,
			 bool of_workload)
{
	size_t n;
	const struct multimap_item *items =
		multimap_find(&kin->map, ceiling_key(cell, of_workload), &n);

	for (size_t i = 0; i < n; i++) {
		const struct cell *other = &kin->cells[items[i].number];

		if (other->workers == cell->workers &&
		    strcmp(other->pin, cell->pin) == 0 &&
		    (!of_workload ||
		     strcmp(other->workload, cell->workload) == 0))
			return (int)items[i].number;
	}
	return -1;
}

int kin_ceiling(const struct kin *kin, const struct cell *cell)
{
	struct list list = find_agreeing(kin, ceiling_key(cell, true), cell);
	int found = list.n ? (int)list.cells[0] : -1;

	free(list.cells);
	if (found < 0)
		found = first_ceiling(kin, cell, true);
	return found < 0 ? first_ceiling(kin, cell, false) : found;
}

const struct multimap_item *kin_processes(const struct kin *kin,
					  const struct cell *cell, size_t *n)
{
	return multimap_find(&kin->map, processes_key(cell), n);
}

const struct multimap_item *kin_same_job(const struct kin *kin,
					 const struct cell *cell, size_t *n)
{
	return multimap_find(&kin->map, job_key(cell), n);
}

unsigned *kin_controls(const struct kin *kin, const struct cell *cell,
		       size_t *n)
{
	struct list list = find_agreeing(kin, control_key(cell), cell);

	*n = list.n;
	return list.cells;
}
