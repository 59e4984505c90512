/* Pin policies on imagined machines: lists worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine/pin.h"
#include "machine/topology.h"

/* 2 packages with a node each, 2 L3 in each, 2 cores a cache, 2 threads. */
#define SERVER "synthetic:package:2 numa:1 l3:2 core:2 pu:2"
/* The same threads as Linux numbers them: siblings are 8 apart. */
#define LINUX_SERVER SERVER "(indexes=2*8:8*1)"

static hwloc_topology_t machine(const char *source)
{
	hwloc_topology_t topology;
	struct why why;

	if (topology_load(&topology, source, &why))
		fail_msg("%s", why.text);
	return topology;
}

/*
 * Two slow cores 0 and 2 in front of two fast ones, 4+5 and 6+7, that have
 * two threads; hwloc's order is by number.
 */
static hwloc_topology_t hybrid(void)
{
	hwloc_topology_t topology = machine("synthetic:l2:2 core:2 pu:2");
	hwloc_bitmap_t cpus = hwloc_bitmap_alloc();

	hwloc_bitmap_list_sscanf(cpus, "0,2,4-7");
	assert_int_equal(hwloc_topology_restrict(topology, cpus, 0), 0);
	hwloc_bitmap_list_sscanf(cpus, "0,2");
	hwloc_cpukinds_register(topology, cpus, 1, 0, NULL, 0);
	hwloc_bitmap_list_sscanf(cpus, "4-7");
	hwloc_cpukinds_register(topology, cpus, 9, 0, NULL, 0);
	hwloc_bitmap_free(cpus);
	return topology;
}

static void check_rotated(hwloc_topology_t topology, const char *policy,
			  unsigned n, unsigned rotation, bool oversubscribed,
			  const char *expected)
{
	struct placement placement;
	struct why why;

	if (pin_place(topology, policy, n, rotation, &placement, &why))
		fail_msg("%s", why.text);

	char *text = placement_text(&placement);

	assert_string_equal(text, expected);
	assert_int_equal(placement.oversubscribed, oversubscribed);
	free(text);
	placement_fini(&placement);
}

static void check(hwloc_topology_t topology, const char *policy, unsigned n,
		  bool oversubscribed, const char *expected)
{
	check_rotated(topology, policy, n, 0, oversubscribed, expected);
}

static void server(void **state)
{
	hwloc_topology_t t = machine(SERVER);

	(void)state;
	assert_int_equal(topology_n_pus(t), 16);
	assert_int_equal(topology_n_cores(t), 8);
	check(t, "none", 3, false, "- - -");
	check(t, "none", 17, true, "- - - - - - - - - - - - - - - - -");
	check(t, "compact", 5, false, "0 1 2 3 4");
	check(t, "core", 1, false, "0");
	check(t, "core", 8, false, "0 2 4 6 8 10 12 14");
	check(t, "core", 10, true, "0 2 4 6 8 10 12 14 0 2");
	check(t, "same", 1, false, "0");
	check(t, "same", 3, true, "0 0 0");
	check(t, "scatter", 1, false, "0");
	check(t, "scatter", 2, false, "0 8");
	check(t, "scatter", 4, false, "0 4 8 12");
	check(t, "scatter", 8, false, "0 2 4 6 8 10 12 14");
	check(t, "scatter", 16, false, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15");
	check(t, "scatter", 18, true,
	      "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 0 1");
	hwloc_topology_destroy(t);
}

static void siblings_far_apart_in_number(void **state)
{
	hwloc_topology_t t = machine(LINUX_SERVER);

	(void)state;
	check(t, "compact", 6, false, "0 8 1 9 2 10");
	check(t, "core", 8, false, "0 1 2 3 4 5 6 7");
	check(t, "scatter", 4, false, "0 2 4 6");
	check(t, "same", 2, true, "0 0");
	hwloc_topology_destroy(t);
}

static void fastest_kind_first(void **state)
{
	hwloc_topology_t t = hybrid();

	(void)state;
	assert_int_equal(topology_n_cores(t), 4);
	check(t, "core", 4, false, "4 6 0 2");
	check(t, "core", 5, true, "4 6 0 2 4");
	check(t, "compact", 6, false, "0 2 4 5 6 7");
	check(t, "scatter", 2, false, "0 4");
	hwloc_topology_destroy(t);
}

/* Some virtual machines and boards show CPUs without cores. */
static void no_cores(void **state)
{
	hwloc_topology_t t = machine("synthetic:pu:3");

	(void)state;
	assert_int_equal(topology_n_cores(t), 3);
	check(t, "core", 3, false, "0 1 2");
	hwloc_topology_destroy(t);
}

static void rotation(void **state)
{
	hwloc_topology_t t = machine(SERVER);

	(void)state;
	check_rotated(t, "core", 2, 1, false, "2 4");
	check_rotated(t, "core", 2, 7, false, "14 0");
	check_rotated(t, "core", 2, 8, false, "0 2");
	check_rotated(t, "core", 1, 4000000003u, false, "6");
	check_rotated(t, "same", 1, 5, false, "0");
	check_rotated(t, "none", 1, 5, false, "-");
	/* two packages still, and another thread of each */
	check_rotated(t, "scatter", 2, 2, false, "1 9");
	check_rotated(t, "scatter", 1, 3, false, "3");
	check_rotated(t, "5,7,9", 2, 2, false, "9 5");
	hwloc_topology_destroy(t);
}

/* Whatever n is, all slots of scatter are different CPUs. */
static void scatter_uses_every_cpu_once(void **state)
{
	hwloc_topology_t t = machine("synthetic:package:3 core:2 pu:2");

	(void)state;
	for (unsigned n = 1; n <= 12; n++) {
		unsigned seen = 0;

		for (unsigned r = 0; r < 12; r++) {
			struct placement p;
			struct why why;

			assert_int_equal(
				pin_place(t, "scatter", n, r, &p, &why), 0);
			seen |= 1u << p.cpu[0];
			for (unsigned i = 1; i < n; i++)
				assert_int_not_equal(p.cpu[i], p.cpu[0]);
			placement_fini(&p);
		}
		assert_int_equal(seen, 0xfff);
	}
	hwloc_topology_destroy(t);
}

static void cpu_lists(void **state)
{
	hwloc_topology_t t = machine(SERVER);

	(void)state;
	check(t, "7,0,2-4", 5, false, "7 0 2 3 4");
	check(t, "7,0", 3, true, "7 0 7");
	hwloc_topology_destroy(t);
}

static void refuse(hwloc_topology_t topology, const char *text,
		   const char *message)
{
	struct placement placement;
	struct why why;

	assert_int_equal(pin_check(topology, text, &why), -1);
	assert_non_null(strstr(why.text, message));
	assert_int_equal(pin_place(topology, text, 2, 0, &placement, &why), -1);
	assert_non_null(strstr(why.text, message));
}

static void bad_policies(void **state)
{
	hwloc_topology_t t = machine("synthetic:core:2 pu:1");
	struct why why;

	(void)state;
	assert_int_equal(pin_check(t, "core", &why), 0);
	assert_int_equal(pin_check(t, "1,0", &why), 0);
	refuse(t, "5", "CPU 5 is not among the CPUs of this topology (0-1)");
	refuse(t, "0,1-3", "CPU 2 is not among");
	refuse(t, "cores", "did you mean 'core'?");
	refuse(t, "everywhere", "none, compact, scatter, core, same");
	refuse(t, "", "unknown pin policy");
	refuse(t, "0,x", "CPU list");
	hwloc_topology_destroy(t);
}

static void split(void **state)
{
	hwloc_topology_t t = machine(SERVER);
	char **list;
	struct why why;

	(void)state;
	assert_int_equal(pin_split(t, "core,0,2-3,same,core,5", &list, &why),
			 0);
	assert_string_equal(list[0], "core");
	assert_string_equal(list[1], "0,2-3");
	assert_string_equal(list[2], "same");
	assert_string_equal(list[3], "5");
	assert_null(list[4]);
	free(list);
	assert_int_equal(pin_split(t, "core,,same", &list, &why), -1);
	assert_int_equal(pin_split(t, "core,0,99", &list, &why), -1);
	assert_non_null(strstr(why.text, "CPU 99"));
	hwloc_topology_destroy(t);
}

static void bad_topologies(void **state)
{
	static const char *const sources[] = { "synthetic:",
					       "synthetic:nonsense:2",
					       "synthetic:core:9999 pu:9999",
					       "xml:/nonexistent/file",
					       "core:2",
					       NULL };
	hwloc_topology_t topology;
	struct why why;

	(void)state;
	for (const char *const *source = sources; *source; source++)
		assert_int_equal(topology_load(&topology, *source, &why), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(server),
		cmocka_unit_test(siblings_far_apart_in_number),
		cmocka_unit_test(fastest_kind_first),
		cmocka_unit_test(no_cores),
		cmocka_unit_test(rotation),
		cmocka_unit_test(scatter_uses_every_cpu_once),
		cmocka_unit_test(cpu_lists),
		cmocka_unit_test(bad_policies),
		cmocka_unit_test(split),
		cmocka_unit_test(bad_topologies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
