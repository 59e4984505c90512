/* The order of a block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/schedule.h"
#include "imagined.h"

/* Two interpreters, one without the GIL; 2, 3 and 4 workers. */
static struct python pythons[2];
static struct plan plan;

static int make_plan(void **state)
{
	static unsigned counts[] = { 2, 3, 4 };

	(void)state;
	pythons[0] = imagined_python("gil", "3.13.0", 0);
	pythons[1] = imagined_python("free", "3.13.0", IMAGINED_FREE_THREADED);

	struct plan_options options = imagined_options(pythons, 2);

	options.workers = counts;
	options.n_workers = 3;
	imagined_plan(&plan, &options, 4);
	return 0;
}

static int drop_plan(void **state)
{
	(void)state;
	plan_fini(&plan);
	python_fini(&pythons[0]);
	python_fini(&pythons[1]);
	return 0;
}

static bool has_gil(const struct step *step)
{
	const struct group *group = &plan.groups[step->group];

	return group->python == &pythons[0];
}

/* Steps without those of the meter, which follow their own cell. */
static unsigned drop_metered(struct step *steps, unsigned n)
{
	unsigned n_kept = 0;

	for (unsigned i = 0; i < n; i++) {
		bool metered = i + 1 < n && steps[i + 1].metered;
		bool first = steps[i].invocation == 0 &&
			     plan.groups[steps[i].group].baseline ==
				     (int)steps[i].cell;

		if (steps[i].metered) {
			assert_true(i > 0 && has_gil(&steps[i]));
			assert_int_equal(steps[i].cell, steps[i - 1].cell);
			continue;
		}
		/* a baseline is metered once, after its last invocation */
		assert_int_equal(metered, has_gil(&steps[i]) && !first);
		steps[n_kept++] = steps[i];
	}
	return n_kept;
}

/* One group: the baseline first and last, every member once. */
static unsigned check_group(const struct step *steps, unsigned n)
{
	const struct group *group = &plan.groups[steps->group];
	unsigned length = group->n_members + 2;

	assert_true(length <= n);
	assert_int_equal(steps[0].cell, group->baseline);
	assert_int_equal(steps[0].invocation, 0);
	assert_int_equal(steps[length - 1].cell, group->baseline);
	assert_int_equal(steps[length - 1].invocation, 1);
	for (unsigned m = 0; m < group->n_members; m++) {
		unsigned n_seen = 0;

		for (unsigned i = 1; i < length - 1; i++) {
			assert_int_equal(steps[i].group, steps[0].group);
			n_seen += steps[i].cell == group->members[m];
		}
		assert_int_equal(n_seen, 1);
	}
	return length;
}

static void groups_are_contiguous(void **state)
{
	(void)state;
	for (unsigned block = 0; block < 20; block++) {
		bool *seen = calloc(plan.n_groups, sizeof(*seen));
		unsigned n, n_seen = 0;
		struct step *steps = schedule_block(&plan, 7, block, &n);

		assert_int_equal(n, schedule_length(&plan));
		n = drop_metered(steps, n);
		for (unsigned i = 0; i < n; n_seen++) {
			assert_false(seen[steps[i].group]);
			seen[steps[i].group] = true;
			i += check_group(steps + i, n - i);
		}
		assert_int_equal(n_seen, plan.n_groups);
		free(steps);
		free(seen);
	}
}

static bool same_order(uint64_t seed_a, unsigned block_a, uint64_t seed_b,
		       unsigned block_b)
{
	unsigned n_a, n_b;
	struct step *a = schedule_block(&plan, seed_a, block_a, &n_a);
	struct step *b = schedule_block(&plan, seed_b, block_b, &n_b);
	bool same = true;

	assert_int_equal(n_a, n_b);
	for (unsigned i = 0; i < n_a; i++)
		same = same && a[i].cell == b[i].cell &&
		       a[i].metered == b[i].metered;
	free(a);
	free(b);
	return same;
}

static void order_is_the_seeds(void **state)
{
	(void)state;
	assert_true(same_order(7, 0, 7, 0));
	assert_true(same_order(7, 3, 7, 3));
	assert_false(same_order(7, 0, 7, 1));
	assert_false(same_order(7, 0, 8, 0));
}

/* No group and no member has a place of its own. */
static void places_change(void **state)
{
	unsigned first_group = 0, first_member = 0;
	const unsigned n_blocks = 200;

	(void)state;
	for (unsigned block = 0; block < n_blocks; block++) {
		unsigned n;
		struct step *steps = schedule_block(&plan, 7, block, &n);

		first_group += steps[0].group == 0;
		for (unsigned i = 0; i < n; i++)
			if (steps[i].group == 0 && steps[i].invocation == 0) {
				first_member += steps[i + 1].cell ==
						plan.groups[0].members[0];
				break;
			}
		free(steps);
	}
	/* expected: 200 / 19 = 10.5 and 200 / 6 = 33; 5 sigma to each side */
	assert_int_equal(plan.n_groups, 19);
	assert_int_equal(plan.groups[0].n_members, 6);
	assert_in_range(first_group, 1, 26);
	assert_in_range(first_member, 7, 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_are_contiguous),
		cmocka_unit_test(order_is_the_seeds),
		cmocka_unit_test(places_change),
	};

	return cmocka_run_group_tests_name("schedule", tests, make_plan,
					   drop_plan);
}
