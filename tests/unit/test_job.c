/* The size of a job: rules that need no measuring. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/job.h"

/* 100 ms for the fastest cell, 2 s for the serial one. */
static const struct job_limits limits = { .min_time_s = 0.1, .max_job_s = 2 };

/* The size for these, when nothing limits the units. */
static uint64_t size(const struct job_limits *l, double unit_s,
		     unsigned max_workers, unsigned multiple, bool capped)
{
	bool seen;
	uint64_t units = job_size(l, 0, unit_s, max_workers, multiple, &seen);

	assert_int_equal(seen, capped);
	return units;
}

static void fastest_cell_takes_min_time(void **state)
{
	(void)state;
	/* 2 workers for 100 ms: 200 units of 1 ms */
	assert_int_equal(size(&limits, 1e-3, 2, 1, false), 200);
	assert_int_equal(size(&limits, 1e-3, 8, 1, false), 800);
	/* a part of a unit is a unit */
	assert_int_equal(size(&limits, 3e-3, 1, 1, false), 34);
}

static void at_least_20_units_a_worker(void **state)
{
	(void)state;
	/* 100 ms would be 10 units */
	assert_int_equal(size(&limits, 0.02, 2, 1, false), 40);
	assert_int_equal(size(&limits, 0.02, 4, 1, false), 80);
}

static void long_jobs_are_cut_down(void **state)
{
	(void)state;
	/* 20 units for each of 4 workers take serial 4 s: 40 units take 2 */
	assert_int_equal(size(&limits, 0.05, 4, 1, true), 40);
	/* a job as long as allowed is not cut */
	assert_int_equal(size(&limits, 0.025, 4, 1, false), 80);
	/* a unit that takes longer than a job may is a job */
	assert_int_equal(size(&limits, 5, 4, 1, true), 1);
}

static void jobs_are_whole_pieces(void **state)
{
	(void)state;
	assert_int_equal(size(&limits, 1e-3, 2, 40, false), 200);
	assert_int_equal(size(&limits, 1e-3, 2, 240, false), 240);
	assert_int_equal(size(&limits, 1.1e-3, 3, 60, false), 300);
	assert_int_equal(size(&limits, 0.05, 4, 80, true), 80);
	assert_int_equal(size(&limits, 5, 4, 80, true), 80);
}

static void size_that_was_asked_for(void **state)
{
	struct job_limits asked = limits;

	(void)state;
	asked.size = 7;
	assert_int_equal(size(&asked, 1e-3, 2, 1, false), 7);
	assert_int_equal(size(&asked, 1e-3, 2, 4, false), 8);
	/* however long it takes */
	asked.size = 1000;
	assert_int_equal(size(&asked, 1, 2, 1, false), 1000);
}

/* With weak scaling the size is each worker's. */
static void weak_scaling(void **state)
{
	struct job_limits weak = limits;
	bool capped;

	(void)state;
	weak.weak = true;
	assert_int_equal(size(&weak, 1e-3, 8, 1, false), 100);
	assert_int_equal(size(&weak, 0.02, 8, 1, false), 20);
	/* 8 workers share 400 units */
	assert_int_equal(job_size(&weak, 400, 1e-3, 8, 20, &capped), 40);
}

static void no_more_units_than_there_are(void **state)
{
	bool capped;

	(void)state;
	assert_int_equal(job_size(&limits, 160, 1e-3, 2, 2, &capped), 160);
	assert_false(capped);
	assert_int_equal(job_size(&limits, 161, 1e-3, 2, 6, &capped), 156);
	assert_int_equal(job_size(&limits, 1000, 1e-3, 2, 2, &capped), 200);
	/* too few for one piece: the cell will say so itself */
	assert_int_equal(job_size(&limits, 5, 1e-3, 2, 6, &capped), 6);
}

static void units_and_loops_of_a_cell(void **state)
{
	unsigned members[] = { 4, 5 }, loops[] = { 1, 3 };
	struct group group = { .members = members, .n_members = 2 };
	struct job job = { .size = 40, .loops = loops };
	struct cell cell = { .scaling = (char *)"strong", .workers = 4 };

	(void)state;
	assert_int_equal(job_units(&job, &cell), 40);
	cell.scaling = (char *)"weak";
	assert_int_equal(job_units(&job, &cell), 160);
	assert_int_equal(job_loops(&job, &group, 4), 1);
	assert_int_equal(job_loops(&job, &group, 5), 3);
	/* the baseline */
	assert_int_equal(job_loops(&job, &group, 3), 1);
}

static void chains_of(const struct settings *settings, unsigned *chain,
		      unsigned *n_proof)
{
	(void)settings;
	*n_proof = 1;
	*chain = 20;
}

/* Chains stay whole, also where settings decide how long they are. */
static void pieces_of_a_cell(void **state)
{
	const struct workload workload = { .chain = 1, .extent = chains_of };
	const struct job_kind kind = { .workload = &workload };
	struct group group = { .kind = &kind, .multiple = 120 };

	(void)state;
	assert_int_equal(job_piece(&group, 1), 120);
	assert_int_equal(job_piece(&group, 6), 120);
	/* weak scaling: a chain is the multiple, whatever the workers */
	group.multiple = 20;
	assert_int_equal(job_piece(&group, 1), 20);
	assert_int_equal(job_piece(&group, 2), 40);
	assert_int_equal(job_piece(&group, 3), 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fastest_cell_takes_min_time),
		cmocka_unit_test(at_least_20_units_a_worker),
		cmocka_unit_test(long_jobs_are_cut_down),
		cmocka_unit_test(jobs_are_whole_pieces),
		cmocka_unit_test(size_that_was_asked_for),
		cmocka_unit_test(weak_scaling),
		cmocka_unit_test(no_more_units_than_there_are),
		cmocka_unit_test(units_and_loops_of_a_cell),
		cmocka_unit_test(pieces_of_a_cell),
	};

	return cmocka_run_group_tests_name("job", tests, NULL, NULL);
}
