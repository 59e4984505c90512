/*
 * train-step with sync=step: however many workers compute a step, it comes to
 * the same bits; and nobody waits for one that has ended.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "purity.h"
#include "workloads/product.h"
#include "workloads/workload.h"

static struct why why;

static void together(struct settings *settings, const char *preset,
		     const char *n_micro)
{
	purity_defaults(settings, workload_find("train-step"), "7");
	settings_set(settings, "sync", "step");
	settings_set(settings, "micro_batches", n_micro);
	settings_set(settings, "preset", preset);
	if (strcmp(preset, "nanogpt-cpu") == 0) {
		settings_set(settings, "hidden", "37");
		settings_set(settings, "batch", "21");
		settings_set(settings, "lr", "0.2");
	}
}

/* One worker of a crew, in a thread of its own. */
struct worker {
	struct arena *arena;
	void *state;
	unsigned number;
	uint64_t n_units;
	uint64_t dies_at; /* before this unit it ends the others' waiting */
	uint64_t checksum;
	int result;
	struct why why;
};

static int meet(void *arena)
{
	return arena_sync(arena);
}

static void *work(void *argument)
{
	struct worker *w = argument;
	const struct workload *workload = workload_find("train-step");
	const struct crew crew = {
		.worker = w->number,
		.n_workers = w->arena->n_workers,
		.shared = arena_shared(w->arena),
		.meet = meet,
		.context = w->arena,
	};

	workload->join(w->state, &crew);
	for (uint64_t u = 0; u < w->n_units && !w->result; u++) {
		if (u == w->dies_at) {
			arena_abort(w->arena);
			return NULL;
		}
		w->result =
			workload->compute(w->state, u, &w->checksum, &w->why);
	}
	return NULL;
}

/* All workers at once; the sum of their checksums. */
static uint64_t compute_with(const struct settings *settings,
			     struct worker *workers, unsigned n,
			     uint64_t n_units, uint64_t dies_at)
{
	const struct workload *workload = workload_find("train-step");
	int fd;
	struct arena *arena = arena_new(
		n, false, workload_shared_bytes(workload, settings), &fd, &why);
	pthread_t threads[8];
	uint64_t sum = 0;

	assert_non_null(arena);
	for (unsigned i = 0; i < n; i++) {
		workers[i] = (struct worker){
			.arena = arena,
			.state = workload->prepare(settings, &why),
			.number = i,
			.n_units = n_units,
			.dies_at = i == n - 1 ? dies_at : UINT64_MAX,
		};
		assert_non_null(workers[i].state);
	}
	for (unsigned i = 0; i < n; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, work, &workers[i]),
			0);
	for (unsigned i = 0; i < n; i++) {
		pthread_join(threads[i], NULL);
		workload->discard(workers[i].state);
		sum += workers[i].checksum;
	}
	arena_free(arena);
	return sum;
}

static void check_crews(const char *preset, const char *n_micro, unsigned most,
			uint64_t n_units)
{
	const struct workload *workload = workload_find("train-step");
	struct settings settings = { 0 };
	struct worker workers[8];
	uint64_t expected = 0;

	together(&settings, preset, n_micro);
	void *alone = workload->prepare(&settings, &why);

	assert_non_null(alone);
	for (uint64_t u = 0; u < n_units; u++)
		assert_int_equal(workload->compute(alone, u, &expected, &why),
				 0);
	workload->discard(alone);
	for (unsigned n = 1; n <= most; n++) {
		uint64_t sum = compute_with(&settings, workers, n, n_units,
					    UINT64_MAX);

		assert_true(sum == expected);
		for (unsigned i = 0; i < n; i++) {
			assert_int_equal(workers[i].result, 0);
			assert_true(workers[i].checksum != 0);
		}
	}
	settings_fini(&settings);
}

static void any_number_of_workers(void **state)
{
	(void)state;
	check_crews("digits", "8", 8, 8 * 43);
	check_crews("digits", "5", 4, 5 * 43);
	check_crews("nanogpt-cpu", "3", 3, 3 * 5);
}

static void nobody_waits_for_the_dead(void **state)
{
	struct settings settings = { 0 };
	struct worker workers[3];

	(void)state;
	together(&settings, "digits", "6");
	compute_with(&settings, workers, 3, 6 * 40, 6 * 7 + 1);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(workers[i].result, -1);
		assert_string_equal(workers[i].why.text,
				    "another worker has ended");
	}
	settings_fini(&settings);
}

/* Alone, units are as pure as those of sync=none. */
static void steps_are_pure(void **state)
{
	const struct workload *workload = workload_find("train-step");
	struct settings settings = { 0 };

	(void)state;
	together(&settings, "digits", "3");
	assert_int_equal(workload_chain(workload, &settings), 60);
	assert_int_equal(workload_n_proof(workload, &settings), 60);
	purity_check(workload, &settings, 65);
	settings_set(&settings, "sync", "none");
	assert_int_equal(workload_chain(workload, &settings), 20);
	assert_int_equal(workload_n_proof(workload, &settings), 40);
	assert_int_equal(workload_shared_bytes(workload, &settings), 0);
	settings_fini(&settings);
	together(&settings, "nanogpt-cpu", "2");
	purity_check(workload, &settings, 7);
	settings_set(&settings, "sync", "none");
	purity_check(workload, &settings, 5);
	settings_fini(&settings);
}

static void check_learns(const char *preset, const char *sync)
{
	const struct workload *workload = workload_find("train-step");
	struct settings settings = { 0 };
	double merit = 0;

	together(&settings, preset, "4");
	settings_set(&settings, "sync", sync);
	void *worker = workload->prepare(&settings, &why);

	assert_non_null(worker);
	assert_int_equal(workload->prove(worker, &merit, &why), 0);
	if (merit < workload->merit_low)
		fail_msg("%s, sync=%s: %g", preset, sync, merit);
	workload->discard(worker);
	settings_fini(&settings);
}

static void all_nets_learn(void **state)
{
	(void)state;
	check_learns("digits", "step");
	check_learns("nanogpt-cpu", "none");
	check_learns("nanogpt-cpu", "step");
}

static void check_obstacle(const struct settings *settings, enum kernel kernel,
			   unsigned n_workers, const char *code)
{
	const struct workload *workload = workload_find("train-step");
	const char *reason =
		workload->obstacle(settings, kernel, "threads", n_workers);

	if (!code)
		assert_null(reason);
	else
		assert_ptr_equal(strstr(reason ? reason : "", code), reason);
}

static void what_cannot_run(void **state)
{
	struct settings settings = { 0 };

	(void)state;
	together(&settings, "digits", "4");
	check_obstacle(&settings, KERNEL_NATIVE, 4, NULL);
	check_obstacle(&settings, KERNEL_NATIVE, 5, "too-few-micro-batches: ");
	settings_set(&settings, "lr", "0.2");
	check_obstacle(&settings, KERNEL_PYTHON, 1, "not-learning: ");
	settings_set(&settings, "sync", "none");
	settings_set(&settings, "lr", "0.3");
	check_obstacle(&settings, KERNEL_PYTHON, 5, NULL);
	settings_fini(&settings);
	together(&settings, "nanogpt-cpu", "4");
	check_obstacle(&settings, KERNEL_PYTHON, 1, "too-slow: ");
	check_obstacle(&settings, KERNEL_NUMPY, 1, NULL);
	settings_set(&settings, "lr", "0.3");
	check_obstacle(&settings, KERNEL_NUMPY, 1, "not-learning: ");
	settings_fini(&settings);
}

/* Sizes with and without a rest, both layouts, against the definition. */
static void products(void **state)
{
	static const size_t sizes[][3] = {
		{ 4, 4, 4 }, { 7, 9, 5 }, { 1, 10, 3 }, { 13, 6, 16 }
	};
	double a[256], b[256], c[256], scratch[64];

	(void)state;
	for (unsigned i = 0; i < 256; i++) {
		a[i] = (double)(i * 37 % 101) - 50;
		b[i] = (double)(i * 53 % 97) - 48;
	}
	for (unsigned s = 0; s < 8; s++) {
		const size_t *n = sizes[s % 4];
		struct matrix x = s < 4 ? product_rows(a, n[2])
					: product_columns(a, n[0]);
		struct matrix y = s < 4 ? product_rows(b, n[1])
					: product_columns(b, n[2]);

		for (unsigned i = 0; i < 256; i++)
			c[i] = 1;
		assert_true(product_scratch(n[2]) <= 64);
		product_add(c, n[0], n[1], n[2], x, y, scratch);
		for (size_t i = 0; i < n[0]; i++)
			for (size_t j = 0; j < n[1]; j++) {
				double sum = 1;

				for (size_t k = 0; k < n[2]; k++)
					sum += x.at[i * x.row + k * x.column] *
					       y.at[k * y.row + j * y.column];
				assert_true(c[i * n[1] + j] == sum);
			}
		for (size_t i = n[0] * n[1]; i < 256; i++)
			assert_true(c[i] == 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_number_of_workers),
		cmocka_unit_test(nobody_waits_for_the_dead),
		cmocka_unit_test(steps_are_pure),
		cmocka_unit_test(all_nets_learn),
		cmocka_unit_test(what_cannot_run),
		cmocka_unit_test(products),
	};

	return cmocka_run_group_tests_name("train_sync", tests, NULL, NULL);
}
