/*
 * Settings, registry, and what every workload promises: unit u is a pure
 * function of (settings, u). Without the server that api-call needs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/rng.h"
#include "purity.h"
#include "workloads/page_cache.h"
#include "workloads/shards.h"
#include "workloads/workload.h"

static char cache_dir[] = "test_workloads.XXXXXX";
static struct why why;

static int make_cache(void **state)
{
	(void)state;
	return mkdtemp(cache_dir) ? 0 : -1;
}

static int remove_cache(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", cache_dir);
	return system(command);
}

static void settings_keep_the_last(void **state)
{
	struct settings settings = { 0 }, copy = { 0 };

	(void)state;
	assert_null(settings_get(&settings, "lr"));
	settings_set(&settings, "lr", "0.5");
	settings_set(&settings, "n", "18446744073709551615");
	settings_set(&settings, "lr", "0.25");
	assert_int_equal(settings.n, 2);
	settings_copy(&copy, &settings);
	settings_set(&settings, "lr", "1");
	assert_string_equal(settings_get(&copy, "lr"), "0.25");
	assert_true(settings_number(&copy, "lr") == 0.25);
	assert_true(settings_count(&copy, "n") == UINT64_MAX);
	settings_fini(&settings);
	settings_fini(&copy);
	assert_int_equal(copy.n, 0);
}

static void registry_finds_by_both_names(void **state)
{
	static const char *const order[] = { "train-step", "dataset-load",
					     "api-call" };
	size_t n = 0;

	(void)state;
	for (; workload_registry[n]; n++) {
		const struct workload *w = workload_registry[n];

		if (n < 3)
			assert_string_equal(w->name, order[n]);
		assert_ptr_equal(workload_find(w->name), w);
		assert_ptr_equal(workload_find(w->module), w);
		assert_true(w->chain >= 1 && w->n_proof >= 1);
		assert_true(w->n_proof % w->chain == 0);
		if (!(w->kernels & 1u << KERNEL_NATIVE))
			continue;
		assert_non_null(w->prepare);
		assert_non_null(w->compute);
		assert_non_null(w->discard);
	}
	assert_true(n >= 3);
	assert_null(workload_find("train"));
	assert_string_equal(kernel_names[KERNEL_NATIVE_HELD], "native-held");
}

static void known_random_numbers(void **state)
{
	/* SplitMix64 from state 1234567: Vigna's splitmix64.c */
	static const uint64_t known[] = { UINT64_C(6457827717110365317),
					  UINT64_C(3203168211198807973),
					  UINT64_C(9817491932198370423),
					  UINT64_C(4593380528125082431),
					  UINT64_C(16408922859458223821) };
	struct rng rng = { 1234567 };

	(void)state;
	for (size_t i = 0; i < 5; i++)
		assert_true(rng_next(&rng) == known[i]);
}

static void training_is_pure(void **state)
{
	const struct workload *workload = workload_find("train-step");
	struct settings settings = { 0 };

	(void)state;
	purity_defaults(&settings, workload, "7");
	purity_check(workload, &settings,
		     3 * workload_chain(workload, &settings) + 5);
	settings_set(&settings, "hidden", "13");
	purity_check(workload, &settings,
		     workload_chain(workload, &settings) + 5);
	settings_fini(&settings);
}

static void training_learns(void **state)
{
	const struct workload *workload = workload_find("train-step");

	(void)state;
	for (unsigned seed = 1; seed <= 20; seed++) {
		struct settings settings = { 0 };
		char text[8];
		double merit = 0;

		snprintf(text, sizeof(text), "%u", seed);
		purity_defaults(&settings, workload, text);
		void *worker = workload->prepare(&settings, &why);

		assert_non_null(worker);
		uint64_t next = purity_unit(workload, worker, 4);

		purity_unit(workload, worker, 3);
		assert_int_equal(workload->prove(worker, &merit, &why), 0);
		assert_true(merit >= 0.93 && merit <= 1);
		/* the proof's model is not taken for the chain's */
		assert_true(purity_unit(workload, worker, 4) == next);
		workload->discard(worker);
		settings_fini(&settings);
	}
}

static void training_needs_the_digits(void **state)
{
	const struct workload *workload = workload_find("train-step");
	struct settings settings = { 0 };

	(void)state;
	purity_defaults(&settings, workload, "1");
	settings_set(&settings, "shipped", "no/such");
	assert_null(workload->prepare(&settings, &why));
	assert_non_null(strstr(why.text, "no/such/digits-images"));
	settings_fini(&settings);
}

static void provide(struct settings *settings, const char *seed,
		    const char *cache)
{
	const struct workload *workload = workload_find("dataset-load");

	purity_defaults(settings, workload, seed);
	settings_set(settings, "shards", "3");
	settings_set(settings, "cache", cache);
	if (workload->provide(settings, cache_dir, &why) < 0)
		fail_msg("%s", why.text);
}

static void loading_is_pure(void **state)
{
	struct settings settings = { 0 };

	(void)state;
	provide(&settings, "1", "warm");
	purity_check(workload_find("dataset-load"), &settings, 8);
	settings_fini(&settings);
}

static void shards_are_reused(void **state)
{
	struct settings one = { 0 }, two = { 0 }, other = { 0 };
	struct shards shards;
	struct stat before, after;

	(void)state;
	provide(&one, "1", "warm");
	assert_int_equal(
		shards_list(&shards, settings_get(&one, "shards_dir"), &why),
		0);
	assert_int_equal(shards.n, 3);
	assert_int_equal(stat(shards.paths[0], &before), 0);
	provide(&two, "1", "warm");
	assert_string_equal(settings_get(&one, "shards_dir"),
			    settings_get(&two, "shards_dir"));
	assert_int_equal(stat(shards.paths[0], &after), 0);
	assert_true(before.st_ino == after.st_ino);
	provide(&other, "2", "warm");
	assert_string_not_equal(settings_get(&one, "shards_dir"),
				settings_get(&other, "shards_dir"));
	shards_fini(&shards);
	settings_fini(&one);
	settings_fini(&two);
	settings_fini(&other);
}

/* provide() must fail on this directory with this text. */
static void check_refused(const char *directory, const char *text)
{
	const struct workload *workload = workload_find("dataset-load");
	struct settings settings = { 0 };

	purity_defaults(&settings, workload, "1");
	settings_set(&settings, "data", directory);
	assert_int_equal(workload->provide(&settings, cache_dir, &why), -1);
	assert_non_null(strstr(why.text, text));
	settings_fini(&settings);
}

static void own_data_is_checked(void **state)
{
	const struct workload *workload = workload_find("dataset-load");
	struct settings settings = { 0 };
	char directory[64], path[128], text[256];

	(void)state;
	snprintf(directory, sizeof(directory), "%s/own", cache_dir);
	check_refused(directory, "No such file or directory");
	assert_int_equal(mkdir(directory, 0755), 0);
	check_refused(directory, "no images there");
	snprintf(path, sizeof(path), "%s/a-idx3-ubyte", directory);
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	fwrite("\0\0\10\3\0\0\0\2\0\0\0\2\0\0\0\2\1\2\3\4\5\6\7", 1, 23, file);
	fflush(file);
	snprintf(text, sizeof(text),
		 "%s: offset 16: truncated: header says 2 images of "
		 "2\303\2272, 7 bytes follow",
		 path);
	check_refused(directory, text);
	fputc(8, file);
	fclose(file);
	purity_defaults(&settings, workload, "1");
	settings_set(&settings, "data", directory);
	assert_int_equal(workload->provide(&settings, cache_dir, &why), 0);
	assert_string_equal(settings_get(&settings, "shards"), "1");
	assert_true(settings_number(&settings, "pixel_mean") == 4.5);
	settings_set(&settings, "shards", "2");
	assert_int_equal(workload->provide(&settings, cache_dir, &why), -1);
	settings_fini(&settings);
}

static void cold_is_cold_or_said_not_to_be(void **state)
{
	const struct workload *workload = workload_find("dataset-load");
	struct settings settings = { 0 };

	(void)state;
	provide(&settings, "1", "cold");
	void *worker = workload->prepare(&settings, &why);

	assert_non_null(worker);
	/* a fourth unit would read the first shard again */
	assert_int_equal(workload->refresh(worker, 2, 2, &why), -1);
	assert_ptr_equal(strstr(why.text, "skipped: too-few-shards: "),
			 why.text);
	if (workload->refresh(worker, 0, 3, &why) < 0) {
		assert_ptr_equal(strstr(why.text, "skipped: cannot-evict: "),
				 why.text);
	} else {
		purity_unit(workload, worker, 0);
		assert_int_equal(workload->refresh(worker, 0, 3, &why), 0);
	}
	workload->discard(worker);
	settings_fini(&settings);
}

static uint64_t cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* An iteration takes at least what was asked for, in both of its parts. */
static void spinning_takes_its_time(void **state)
{
	const struct workload *workload = workload_find("gil-fraction");
	struct settings settings = { 0 };
	uint64_t checksum = 0;

	(void)state;
	purity_defaults(&settings, workload, "7");
	settings_set(&settings, "iteration", "0.00002");
	purity_check(workload, &settings, 20);
	settings_set(&settings, "iteration", "0.002");
	settings_set(&settings, "p", "0.75");
	void *worker = workload->prepare(&settings, &why);
	uint64_t start_ns = cpu_ns();

	assert_true(workload->meets(worker));
	workload->hold(worker, 0);
	uint64_t held_ns = cpu_ns() - start_ns;

	workload->compute(worker, 0, &checksum, &why);
	assert_true(held_ns >= 1500000);
	assert_true(cpu_ns() - start_ns >= 2000000);
	workload->discard(worker);
	settings_set(&settings, "sync", "none");
	worker = workload->prepare(&settings, &why);
	assert_false(workload->meets(worker));
	workload->discard(worker);
	settings_fini(&settings);
}

static void tmpfs_does_not_evict(void **state)
{
	char path[] = "/dev/shm/test_workloads.XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	if (fd < 0)
		skip();
	assert_int_equal(write(fd, "pixels", 6), 6);
	close(fd);
	int rc = page_cache_evict(path, &why);

	unlink(path);
	/* where /dev/shm is no tmpfs, the file is evicted */
	if (rc == 0)
		skip();
	assert_ptr_equal(strstr(why.text, "skipped: cannot-evict: "), why.text);
	assert_non_null(strstr(why.text, " is on tmpfs"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_keep_the_last),
		cmocka_unit_test(registry_finds_by_both_names),
		cmocka_unit_test(known_random_numbers),
		cmocka_unit_test(training_is_pure),
		cmocka_unit_test(training_learns),
		cmocka_unit_test(training_needs_the_digits),
		cmocka_unit_test(loading_is_pure),
		cmocka_unit_test(shards_are_reused),
		cmocka_unit_test(own_data_is_checked),
		cmocka_unit_test(cold_is_cold_or_said_not_to_be),
		cmocka_unit_test(spinning_takes_its_time),
		cmocka_unit_test(tmpfs_does_not_evict),
	};

	return cmocka_run_group_tests_name("workloads", tests, make_cache,
					   remove_cache);
}
