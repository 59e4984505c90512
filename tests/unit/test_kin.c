/* Kin is what a look at every cell would find; and the map under it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/rng.h"
#include "model/kin.h"

#define N_CELLS 600

/* Cells of few workloads, places and params, so that many have kin. */
static struct cell *random_cells(struct rng *rng)
{
	static const char *const workloads[] = { "train-step", "api-call" };
	static const char *const kernels[] = { "python", "native",
					       "native-held" };
	static const char *const executors[] = { "serial", "threads",
						 "processes", "ceiling" };
	static const char *const pins[] = { "core", "none" };
	static const char *const params[] = {
		"",
		"batch=1",
		"batch=1;gil=on",
		"batch=1;gil=off",
		"batch=1;seed=1",
		"batch=1;gil=on;seed=1",
		"batch=10",
		"gil=on",
	};
	struct cell *cells = alloc_zero(N_CELLS, sizeof(*cells));

	for (unsigned i = 0; i < N_CELLS; i++)
		cells[i] = (struct cell){
			.workload = (char *)workloads[rng_below(rng, 2)],
			.kernel = (char *)kernels[rng_below(rng, 3)],
			.executor = (char *)executors[rng_below(rng, 4)],
			.workers = 1 + (unsigned)rng_below(rng, 3),
			.pin = (char *)pins[rng_below(rng, 2)],
			.python =
				(char *)(rng_below(rng, 2) ? "3.11" : "3.14t"),
			.scaling = (char *)"strong",
			.params = (char *)params[rng_below(rng, 8)],
			.group = (unsigned)rng_below(rng, 40),
		};
	return cells;
}

static int slow_baseline(const struct cell *cells, const struct cell *own)
{
	for (int i = 0; i < N_CELLS; i++)
		if (cells[i].group == own->group && cell_is_baseline(&cells[i]))
			return i;
	return -1;
}

static int slow_single(const struct cell *cells, const struct cell *own)
{
	for (int i = 0; i < N_CELLS; i++)
		if (cells[i].group == own->group && cells[i].workers == 1 &&
		    strcmp(cells[i].executor, own->executor) == 0)
			return i;
	return -1;
}

static int slow_ceiling(const struct cell *cells, const struct cell *own)
{
	int best = -1, best_likeness = -1;

	for (int i = 0; i < N_CELLS; i++) {
		const struct cell *other = &cells[i];

		if (strcmp(other->executor, "ceiling") != 0 ||
		    other->workers != own->workers ||
		    strcmp(other->pin, own->pin) != 0)
			continue;
		int likeness = strcmp(other->workload, own->workload) ? 0
			       : cell_params_agree(other, own)        ? 2
								      : 1;

		if (likeness > best_likeness) {
			best = i;
			best_likeness = likeness;
		}
	}
	return best;
}

static bool is_process(const struct cell *own, const struct cell *other)
{
	return other->group == own->group && other->workers == own->workers &&
	       strcmp(other->executor, "processes") == 0;
}

static bool is_same_job(const struct cell *own, const struct cell *other)
{
	return strcmp(other->workload, own->workload) == 0 &&
	       strcmp(other->kernel, own->kernel) == 0 &&
	       strcmp(other->executor, own->executor) == 0 &&
	       other->workers == own->workers &&
	       strcmp(other->pin, own->pin) == 0 &&
	       cell_params_equal_but(other, own, "gil");
}

static bool is_control(const struct cell *own, const struct cell *other)
{
	return strcmp(other->kernel, "native-held") == 0 &&
	       strcmp(other->executor, "threads") == 0 &&
	       other->workers == own->workers &&
	       strcmp(other->workload, own->workload) == 0 &&
	       strcmp(other->python, own->python) == 0 &&
	       strcmp(other->pin, own->pin) == 0 &&
	       cell_params_agree(other, own);
}

static void check_items(const struct cell *cells, const struct cell *own,
			bool (*is_kin)(const struct cell *,
				       const struct cell *),
			const struct multimap_item *items, size_t n)
{
	size_t k = 0;

	for (unsigned i = 0; i < N_CELLS; i++) {
		if (!is_kin(own, &cells[i]))
			continue;
		assert_true(k < n);
		assert_int_equal(items[k++].number, i);
	}
	assert_int_equal(k, n);
}

static void check_controls(const struct kin *kin, const struct cell *cells,
			   const struct cell *own)
{
	size_t n, k = 0;
	unsigned *found = kin_controls(kin, own, &n);

	for (unsigned i = 0; i < N_CELLS; i++) {
		if (!is_control(own, &cells[i]))
			continue;
		assert_true(k < n);
		assert_int_equal(found[k++], i);
	}
	assert_int_equal(k, n);
	free(found);
}

static void it_is_what_all_cells_say(void **state)
{
	struct rng rng;
	struct kin kin;
	size_t n;

	(void)state;
	rng_init(&rng, 7, 0);
	struct cell *cells = random_cells(&rng);

	kin_init(&kin, cells, N_CELLS);
	for (unsigned i = 0; i < N_CELLS; i++) {
		const struct cell *own = &cells[i];

		assert_int_equal(kin_baseline(&kin, own),
				 slow_baseline(cells, own));
		assert_int_equal(kin_single(&kin, own),
				 slow_single(cells, own));
		assert_int_equal(kin_ceiling(&kin, own),
				 slow_ceiling(cells, own));
		check_controls(&kin, cells, own);
		const struct multimap_item *items =
			kin_processes(&kin, own, &n);

		check_items(cells, own, is_process, items, n);
		items = kin_same_job(&kin, own, &n);
		check_items(cells, own, is_same_job, items, n);
	}
	kin_fini(&kin);
	free(cells);
}

static void nobody_has_none(void **state)
{
	const struct cell alone = { .workload = (char *)"train-step",
				    .kernel = (char *)"python",
				    .executor = (char *)"threads",
				    .workers = 2,
				    .pin = (char *)"core",
				    .python = (char *)"3.11",
				    .scaling = (char *)"strong",
				    .params = (char *)"" };
	struct kin kin;
	size_t n;

	(void)state;
	kin_init(&kin, NULL, 0);
	assert_int_equal(kin_baseline(&kin, &alone), -1);
	assert_int_equal(kin_ceiling(&kin, &alone), -1);
	kin_same_job(&kin, &alone, &n);
	assert_int_equal(n, 0);
	kin_fini(&kin);
}

static void numbers_are_found_by_key_in_order(void **state)
{
	struct multimap map = { NULL, 0 };
	size_t n;

	(void)state;
	for (unsigned i = 100; i--;)
		multimap_add(&map, i % 7, i);
	multimap_sort(&map);
	for (unsigned key = 0; key < 7; key++) {
		const struct multimap_item *items =
			multimap_find(&map, key, &n);

		assert_int_equal(n, key < 2 ? 15 : 14);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(items[i].number, 7 * i + key);
	}
	multimap_find(&map, 7, &n);
	assert_int_equal(n, 0);
	multimap_fini(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_what_all_cells_say),
		cmocka_unit_test(nobody_has_none),
		cmocka_unit_test(numbers_are_found_by_key_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
