/* Latencies of units: buckets, counting in the stage loop, percentiles, and
 * the way to a run directory and back. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include <gsl/gsl_sort.h>

#include "fixture.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/arena.h"
#include "base/rng.h"
#include "model/laps.h"
#include "model/stats.h"
#include "output/latencies.h"
#include "output/parts.h"

static void buckets_leave_no_gap(void **state)
{
	(void)state;
	assert_int_equal(bucket_low_ns(0), 0);
	for (unsigned b = 0; b < N_BUCKETS; b++) {
		uint64_t low = bucket_low_ns(b), end = bucket_low_ns(b + 1);

		assert_true(low < end);
		assert_int_equal(bucket_of(low), b);
		assert_int_equal(bucket_of(end - 1), b);
		if (end - low > 1)
			assert_true((end - low) * 128 <= low);
	}
	assert_true(bucket_low_ns(N_BUCKETS) == BUCKETS_MAX_NS + 1);
	assert_int_equal(bucket_of(UINT64_MAX), N_BUCKETS - 1);
}

static void units_are_counted(void **state)
{
	struct arena *arena;
	struct why why;
	uint64_t n = 0;
	int fd;

	(void)state;
	arena = arena_new(3, true, 0, &fd, &why);
	assert_non_null(arena);
	/* longer ago than any bucket, however short the machine is up */
	arena->start_ns = clock_now_ns() - BUCKETS_MAX_NS - 1;
	for (uint32_t w = 0; w < 3; w++)
		for (uint32_t u = 0; u < 10 * w; u++)
			arena_lap(arena, w);
	/* the first since the start, the others since the last */
	assert_int_equal(arena_laps(arena, 0)->last_ns, 0);
	for (unsigned b = 0; b < N_BUCKETS; b++)
		n += arena_laps(arena, 2)->counts[b];
	assert_int_equal(n, 20);
	assert_int_equal(arena_laps(arena, 1)->counts[N_BUCKETS - 1], 1);
	arena_clear_laps(arena, 2);
	for (unsigned b = 0; b < N_BUCKETS; b++)
		assert_int_equal(arena_laps(arena, 2)->counts[b], 0);
	assert_int_equal(arena_laps(arena, 1)->counts[N_BUCKETS - 1], 1);
	/* where they end, so does the memory */
	assert_ptr_equal(arena_laps(arena, 3),
			 (char *)arena + arena_bytes(3, true, 0));
	arena_free(arena);
	close(fd);
	arena = arena_new(1, false, 0, &fd, &why);
	assert_non_null(arena);
	assert_null(arena_laps(arena, 0));
	arena_lap(arena, 0);
	arena_clear_laps(arena, 0);
	arena_free(arena);
	close(fd);
}

/* The gaps between the units of one worker of n; their mean. */
static double mean_gap(const struct pace *pace, uint32_t n, double *deviation)
{
	enum {
		UNITS = 20000
	};
	double sum = 0, squares = 0;

	for (uint64_t u = 0; u < UNITS; u++) {
		double gap = (double)pace_gap_ns(pace, u, 1, n, false);

		sum += gap;
		squares += gap * gap;
	}
	*deviation = sqrt(squares / UNITS - sum * sum / UNITS / UNITS);
	return sum / UNITS;
}

static void units_have_a_start(void **state)
{
	struct pace pace = { PACE_POISSON, 1000, 7 };
	double deviation;

	(void)state;
	/* 1000 a second of 4 workers: 4 ms each, and as much deviation */
	assert_float_equal(mean_gap(&pace, 4, &deviation), 4e6, 1e5);
	assert_float_equal(deviation, 4e6, 1e5);
	uint64_t gap = pace_gap_ns(&pace, 5, 1, 4, false);

	/* of seed and unit, not of who has it, or when */
	assert_true(pace_gap_ns(&pace, 5, 3, 4, true) == gap);
	pace.seed = 8;
	assert_true(pace_gap_ns(&pace, 5, 1, 4, false) != gap);
	pace.arrival = PACE_FIXED;
	assert_float_equal(mean_gap(&pace, 4, &deviation), 4e6, 1);
	assert_float_equal(deviation, 0, 1);
	/* workers take turns */
	for (uint32_t w = 0; w < 4; w++)
		assert_true(pace_gap_ns(&pace, w, w, 4, true) == w * 1000000);
}

/* Latency counts from where a unit was meant to start. */
static void late_units_count_in_full(void **state)
{
	struct arena *arena;
	struct why why;
	int fd;

	(void)state;
	arena = arena_new(2, true, 0, &fd, &why);
	assert_non_null(arena);
	arena->start_ns = 1000;
	assert_true(arena_due_ns(arena, 0, 0) == 0);
	arena->pace = (struct pace){ PACE_FIXED, 1e6, 1 };
	/* not before the region, as in a warm-up */
	assert_true(arena_due_ns(arena, 0, 0) == 0);
	arena_clear_laps(arena, 0);
	arena_clear_laps(arena, 1);
	assert_true(arena_due_ns(arena, 0, 0) == 1000);
	assert_true(arena_due_ns(arena, 0, 1) == 3000);
	assert_true(arena_due_ns(arena, 1, 9) == 2000);
	/* the clock is far beyond: both units are as late as that */
	arena_lap(arena, 1);
	assert_true(arena_due_ns(arena, 1, 10) == 4000);
	arena_lap(arena, 1);
	assert_true(arena_laps(arena, 1)->last_ns > 4000);
	assert_int_equal(arena_laps(arena, 1)->counts[bucket_of(
				 arena_laps(arena, 1)->last_ns - 4000)],
			 2);
	arena_end_laps(arena, 1);
	assert_true(arena_due_ns(arena, 1, 11) == 0);
	arena_free(arena);
	close(fd);
}

static void count(struct laps *laps, double s, uint64_t n)
{
	laps->counts[bucket_of((uint64_t)(s * 1e9))] += n;
	laps->n += n;
}

static void too_few_give_no_percentile(void **state)
{
	static const struct {
		double q;
		uint64_t least;
	} cases[] = { { .5, 20 }, { .9, 100 }, { .99, 1000 }, { .999, 10000 } };

	(void)state;
	assert_true(isnan(laps_percentile(NULL, .5)));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct laps *laps = alloc_zero(1, sizeof(*laps));

		assert_true(isnan(laps_percentile(laps, cases[i].q)));
		count(laps, .02, cases[i].least - 1);
		assert_true(isnan(laps_percentile(laps, cases[i].q)));
		count(laps, .02, 1);
		assert_true(fabs(laps_percentile(laps, cases[i].q) / .02 - 1) <
			    .008);
		free(laps);
	}
}

/* A language model's times to the first token. */
static void percentiles_are_exact_to_a_percent(void **state)
{
	static const double q[] = { .01, .1, .5, .9, .99, .999 };
	const size_t n = 20000;
	double *x = alloc_zero(n, sizeof(*x));
	struct laps *laps = alloc_zero(1, sizeof(*laps));
	struct rng rng;

	(void)state;
	rng_init(&rng, 1, 0);
	for (size_t i = 0; i < n; i++) {
		double radius = sqrt(-2 * log(1 - rng_unit(&rng)));

		x[i] = .02 * exp(radius * cos(2 * M_PI * rng_unit(&rng)));
		count(laps, x[i], 1);
	}
	for (size_t i = 0; i < sizeof(q) / sizeof(*q); i++) {
		double exact = stats_quantile(x, n, q[i]);

		if (fabs(laps_percentile(laps, q[i]) / exact - 1) > .01)
			fail_msg("%g: %g instead of %g", q[i],
				 laps_percentile(laps, q[i]), exact);
	}
	size_t n_steps;
	struct laps_step *steps = laps_steps(laps, &n_steps);

	gsl_sort(x, 1, n);
	for (size_t i = 0, below = 0; i < n_steps; i++) {
		while (below < n && x[below] < steps[i].upto_s)
			below++;
		assert_true(fabs(steps[i].share - (double)below / (double)n) <
			    2e-4);
		assert_true(!i || steps[i].upto_s > steps[i - 1].upto_s);
	}
	assert_true(steps[n_steps - 1].share == 1);
	free(steps);
	free(laps);
	free(x);
}

static char dir[] = "/tmp/test_laps.XXXXXX";

static int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/test_laps.XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

/* Of another call. free(). */
static char *other_path(void)
{
	return alloc_printf("%s/latencies/other.csv", dir);
}

static int remove_dir(void **state)
{
	char *path = parts_own(dir, "latencies"), *other = other_path();

	(void)state;
	unlink(path);
	unlink(other);
	free(other);
	*strrchr(path, '/') = '\0';
	rmdir(path);
	free(path);
	return rmdir(dir);
}

static void only_valid_attempts_count(void **state)
{
	/* cell, block, attempt, sample, bucket, n */
	static const struct lap_count counts[] = {
		{ 1, 0, 0, 0, 3, 1 },
		{ 1, 0, 0, 1, 700, 2 },
		{ 1, 0, 0, 1, 4351, 4 },
		{ 1, 2, 0, 0, 700, 8 },
		{ 1, 1, 0, 0, 700, 16 },
		{ 1, 3, 0, 0, 700, 32 },
		{ 0, 0, 0, 0, 1500, UINT32_MAX },
		{ 1, 0, 1, 0, 700, 64 },
		{ 1, 0, 0, 0, 700, 128 },
	};
	struct fixture f;
	struct why why = { "" };

	(void)state;
	fixture_pair(&f);
	for (int s = 0; s < 2; s++) {
		fixture_row(&f, FIXTURE_SERIAL, 0, 0, 0, s, 1);
		fixture_row(&f, FIXTURE_THREADS, 0, 0, 0, s, 1);
		fixture_row(&f, FIXTURE_THREADS, 1, 0, 0, s, 1);
		fixture_taint(fixture_row(&f, FIXTURE_THREADS, 2, 0, 0, s, 1));
	}
	/* block 3 was cut off; attempt 1 of block 0 was never stored */
	fixture_row(&f, FIXTURE_THREADS, 3, 0, 0, 0, 1);
	assert_int_equal(latencies_append(dir, f.cells, counts, 4, &why), 0);
	assert_int_equal(latencies_append(dir, f.cells, counts + 4, 5, &why),
			 0);
	struct laps **laps = latencies_load(dir, f.cells, fixture_take_in(&f),
					    f.n_cells, &why);

	if (!laps)
		fail_msg("%s", why.text);
	assert_true(laps[0]->n == UINT32_MAX);
	assert_true(laps[0]->counts[1500] == UINT32_MAX);
	assert_int_equal(laps[1]->n, 1 + 2 + 4 + 16 + 128);
	assert_int_equal(laps[1]->counts[3], 1);
	assert_int_equal(laps[1]->counts[700], 2 + 16 + 128);
	assert_int_equal(laps[1]->counts[4351], 4);
	latencies_free(laps, f.n_cells);
	fixture_fini(&f);
}

/* Two calls measured at once: of an invocation the last valid attempt counts,
 * whatever it is called in the other file. */
static void of_two_calls_one_counts(void **state)
{
	/* cell, block, attempt, sample, bucket, n */
	static const struct lap_count other[] = {
		{ 1, 0, 0, 0, 700, 1 },
		{ 1, 0, 1, 0, 700, 2 },
		{ 0, 0, 1, 0, 700, 1 },
	};
	static const struct lap_count own[] = {
		{ 1, 0, 0, 0, 700, 4 }, { 1, 0, 1, 0, 700, 8 },
		{ 0, 0, 0, 0, 700, 2 }, { 1, 1, 0, 0, 700, 16 },
		{ 0, 0, 1, 0, 700, 4 },
	};
	char *own_path = parts_own(dir, "latencies"), *path = other_path();
	unsigned theirs = parts_number(path), ours = parts_number(own_path);
	struct fixture f;
	struct why why = { "" };

	(void)state;
	fixture_pair(&f);
	fixture_taint(fixture_row(&f, FIXTURE_THREADS, 0, 0, 0, 0, 1))->part =
		theirs;
	fixture_row(&f, FIXTURE_THREADS, 0, 0, 1, 0, 1)->part = theirs;
	fixture_row(&f, FIXTURE_THREADS, 0, 0, 0, 0, 1)->part = ours;
	fixture_row(&f, FIXTURE_THREADS, 1, 0, 0, 0, 1)->part = ours;
	/* the second invocation has another's number */
	fixture_row(&f, FIXTURE_SERIAL, 0, 0, 1, 0, 1)->part = theirs;
	fixture_row(&f, FIXTURE_SERIAL, 0, 0, 0, 0, 1)->part = ours;
	fixture_row(&f, FIXTURE_SERIAL, 0, 1, 1, 0, 1)->part = ours;
	assert_int_equal(latencies_append(dir, f.cells, other, 3, &why), 0);
	assert_int_equal(rename(own_path, path), 0);
	assert_int_equal(latencies_append(dir, f.cells, own, 5, &why), 0);
	struct laps **laps = latencies_load(dir, f.cells, fixture_take_in(&f),
					    f.n_cells, &why);

	if (!laps)
		fail_msg("%s", why.text);
	assert_int_equal(laps[1]->n, 2 + 16);
	assert_int_equal(laps[0]->n, 1 + 4);
	latencies_free(laps, f.n_cells);
	free(own_path);
	free(path);
	fixture_fini(&f);
}

/* Every bucket's ends, rounded as they are in the file, are known again. */
static void all_buckets_come_back(void **state)
{
	struct lap_count *counts = alloc_zero(N_BUCKETS, sizeof(*counts));
	struct fixture f;
	struct why why = { "" };

	(void)state;
	fixture_pair(&f);
	fixture_row(&f, FIXTURE_SERIAL, 0, 0, 0, 0, 1);
	for (unsigned b = 0; b < N_BUCKETS; b++)
		counts[b] = (struct lap_count){ .bucket = b, .n = b + 1 };
	assert_int_equal(
		latencies_append(dir, f.cells, counts, N_BUCKETS, &why), 0);
	struct laps **laps = latencies_load(dir, f.cells, fixture_take_in(&f),
					    f.n_cells, &why);

	if (!laps)
		fail_msg("%s", why.text);
	for (unsigned b = 0; b < N_BUCKETS; b++)
		assert_int_equal(laps[0]->counts[b], b + 1);
	assert_null(laps[1]);
	latencies_free(laps, f.n_cells);
	free(counts);
	fixture_fini(&f);
}

static void damage_is_named(void **state)
{
	static const char *const rows[] = {
		"x,0,0,0,0.02,0.0201,5\n",   "%s,0,0,0,0.02,0.0201,0\n",
		"%s,0,0,0,0.02,0.0201,-1\n", "%s,0,0,0,nan,0.0201,1\n",
		"%s,0,0,0,0.02,0.03,1\n",    "%s,-1,0,0,0,1e-09,1\n",
		"%s,0,0,0,1e9,2e9,1\n",
	};
	struct fixture f;
	char text[200];

	(void)state;
	fixture_pair(&f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *path = parts_own(dir, "latencies");
		struct why why = { "" };

		snprintf(text, sizeof(text), rows[i], f.cells[0].id);
		unlink(path);
		assert_int_equal(latencies_append(dir, f.cells, NULL, 0, &why),
				 0);
		FILE *file = fopen(path, "a");

		fputs(text, file);
		fclose(file);
		assert_null(latencies_load(dir, f.cells, fixture_take_in(&f),
					   f.n_cells, &why));
		assert_memory_equal(why.text, path, strlen(path));
		assert_memory_equal(why.text + strlen(path), ":2: ", 4);
		free(path);
	}
	fixture_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buckets_leave_no_gap),
		cmocka_unit_test(units_are_counted),
		cmocka_unit_test(units_have_a_start),
		cmocka_unit_test(late_units_count_in_full),
		cmocka_unit_test(too_few_give_no_percentile),
		cmocka_unit_test(percentiles_are_exact_to_a_percent),
		cmocka_unit_test_setup_teardown(only_valid_attempts_count,
						make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(of_two_calls_one_counts,
						make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(all_buckets_come_back, make_dir,
						remove_dir),
		cmocka_unit_test_setup_teardown(damage_is_named, make_dir,
						remove_dir),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
