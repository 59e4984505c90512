/* What a stage left in the workers' slots, as a sample. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/collect.h"

#define START_NS 1000000000u

/* The fairness of workers that stop so long after the common start. */
static double fairness(unsigned n, const uint64_t *units,
		       const uint64_t *took_ns)
{
	struct placement placement = { .n_workers = n,
				       .cpu = (int[]){ -1, -1, -1, -1 } };
	struct sample sample;
	struct why why;
	int fd;
	struct arena *arena = arena_new(n, false, 0, &fd, &why);

	assert_non_null(arena);
	arena->stage = STAGE_SAMPLE;
	arena->loops = 3;
	arena->start_ns = START_NS;
	for (unsigned i = 0; i < n; i++) {
		arena->slots[i].count = units[i];
		arena->slots[i].stop_ns = START_NS + took_ns[i];
	}
	sample_init(&sample);
	collect_sample(&sample, arena, &placement);
	double result = sample.fairness;

	sample_fini(&sample);
	arena_free(arena);
	close(fd);
	return result;
}

static bool near(double x, double y)
{
	return fabs(x - y) < 1e-12;
}

static void fairness_of_workers(void **state)
{
	const uint64_t same[] = { 20, 20, 20, 20 }, few[] = { 10, 20, 20, 20 };
	const uint64_t equal[] = { 500, 500, 500, 500 };
	const uint64_t one_late[] = { 500, 1000, 500, 500 };
	const uint64_t halved[] = { 250, 500, 500, 500 };
	const uint64_t none[] = { 500, 0 };

	(void)state;
	assert_true(near(fairness(4, same, equal), 1));
	/* rates 2, 1: 9 / (2 x 5) */
	assert_true(near(fairness(2, same, one_late), .9));
	/* 2, 1, 2, 2: 49 / (4 x 13) */
	assert_true(near(fairness(4, same, one_late), 49. / 52));
	/* who has half of the units and needs half of the time is as fast */
	assert_true(near(fairness(4, few, halved), 1));
	assert_true(isnan(fairness(1, same, equal)));
	assert_true(isnan(fairness(2, same, none)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fairness_of_workers),
	};

	return cmocka_run_group_tests_name("collect", tests, NULL, NULL);
}
