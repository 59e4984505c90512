/* Machines made of files in a directory. */
#include <ftw.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "machine/cgroup.h"
#include "machine/survey.h"
#include "model/fitness.h"

static char root[] = "/tmp/gilbench-test-XXXXXX";

/* A file below the root, with the directories above it. */
static void put(const char *path, const char *text)
{
	char *whole = alloc_printf("%s/%s", root, path);

	for (char *p = whole + strlen(root) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(whole, 0777);
		*p = '/';
	}
	FILE *file = fopen(whole, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	free(whole);
}

static int make_root(void **state)
{
	(void)state;
	strcpy(root + strlen(root) - 6, "XXXXXX");
	return mkdtemp(root) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *status, int flag,
		      struct FTW *ftw)
{
	(void)status;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int remove_root(void **state)
{
	(void)state;
	return nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void put_cpu(int cpu, const char *siblings, const char *governor)
{
	char path[128];

	snprintf(path, sizeof(path),
		 "sys/devices/system/cpu/cpu%d/topology/thread_siblings_list",
		 cpu);
	put(path, siblings);
	snprintf(path, sizeof(path),
		 "sys/devices/system/cpu/cpu%d/cpufreq/scaling_governor", cpu);
	put(path, governor);
}

static struct fitness_facts survey(void)
{
	struct fitness_facts facts;

	fitness_init(&facts);
	survey_files(&facts, root);
	return facts;
}

static void nothing_is_nothing(void **state)
{
	struct fitness_facts facts = survey();

	(void)state;
	assert_int_equal(facts.n_usable, -1);
	assert_int_equal(facts.n_cores, -1);
	assert_int_equal(facts.siblings, -1);
	assert_int_equal(facts.boost, -1);
	assert_true(isnan(facts.quota_cpus));
	assert_true(isnan(facts.available_bytes));
	assert_true(isnan(facts.slice_s));
	assert_true(isnan(facts.load));
	assert_string_equal(facts.governor, "");
	assert_string_equal(facts.virtualization, "");
}

/* Of 4 cores with 2 threads each, a mask takes three threads of two cores. */
static void cpus_of_a_mask(void **state)
{
	struct fitness_facts facts;

	(void)state;
	put("proc/self/status", "Name:\tx\nCpus_allowed:\tff\n"
				"Cpus_allowed_list:\t1-2,5,64-127\n");
	put("sys/devices/system/cpu/online", "0-7\n");
	for (int cpu = 0; cpu < 8; cpu++) {
		char siblings[16];

		snprintf(siblings, sizeof(siblings), "%d,%d\n", cpu % 4,
			 cpu % 4 + 4);
		put_cpu(cpu, siblings, cpu == 0 ? "powersave" : "performance");
	}
	facts = survey();
	assert_int_equal(facts.n_online, 8);
	assert_int_equal(facts.n_usable, 3);
	assert_int_equal(facts.n_cores, 2);
	assert_string_equal(facts.mask, "1-2,5");
	assert_int_equal(facts.siblings, 1);
	/* CPU 0 is not ours */
	assert_string_equal(facts.governor, "performance");
	put_cpu(2, "2\n", "ondemand\n");
	assert_string_equal(survey().governor, "mixed");
	/* switched off */
	put("sys/devices/system/cpu/online", "0,2-7\n");
	put_cpu(5, "5\n", "performance\n");
	facts = survey();
	assert_int_equal(facts.n_usable, 2);
	assert_int_equal(facts.n_cores, 2);
	assert_int_equal(facts.siblings, 0);
}

static void frequency_clock_memory(void **state)
{
	struct fitness_facts facts;

	(void)state;
	put("sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
	put("sys/devices/system/clocksource/clocksource0/current_clocksource",
	    "hpet\n");
	put("proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu vme hypervisor\n");
	put("proc/meminfo", "MemTotal:  8 kB\nMemAvailable:    1024 kB\n"
			    "SwapTotal:  100 kB\nSwapFree:   40 kB\n");
	put("proc/pressure/memory",
	    "some avg10=2.50 avg60=0.1 avg300=0.0 total=7\n");
	put("proc/loadavg", "1.25 0.5 0.1 1/97 14343\n");
	put("proc/sys/kernel/sched_min_granularity_ns", "3000000\n");
	facts = survey();
	assert_int_equal(facts.boost, 1);
	assert_string_equal(facts.clocksource, "hpet");
	assert_string_equal(facts.virtualization, "unknown hypervisor");
	assert_true(facts.available_bytes == 1 << 20);
	assert_true(facts.swapped_bytes == 60 * 1024);
	assert_true(facts.memory_stall == .025);
	assert_true(facts.load == 1.25);
	assert_true(fabs(facts.slice_s - 3e-3) < 1e-12);
	/* a newer kernel's name comes first */
	put("sys/kernel/debug/sched/base_slice_ns", "2800000\n");
	assert_true(fabs(survey().slice_s - 2.8e-3) < 1e-12);
	put("sys/devices/system/cpu/cpufreq/boost", "0\n");
	assert_int_equal(survey().boost, 0);
	put("proc/cpuinfo", "flags\t\t: fpu vme\n");
	assert_string_equal(survey().virtualization, "none");
}

/* The tightest limit counts, on whatever level it stands. */
static void quota_of_version_2(void **state)
{
	(void)state;
	put("proc/self/mountinfo",
	    "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
	put("proc/self/cgroup", "0::/batch/job7\n");
	put("sys/fs/cgroup/batch/job7/cpu.max", "max 100000\n");
	assert_true(isnan(cgroup_quota_cpus(root)));
	assert_true(isinf(survey().quota_cpus));
	put("sys/fs/cgroup/batch/cpu.max", "150000 100000\n");
	assert_true(cgroup_quota_cpus(root) == 1.5);
	put("sys/fs/cgroup/batch/job7/cpu.max", "400000 100000\n");
	assert_true(cgroup_quota_cpus(root) == 1.5);
	put("sys/fs/cgroup/batch/job7/cpu.max", "50000 100000\n");
	assert_true(cgroup_quota_cpus(root) == .5);
	put("sys/fs/cgroup/batch/job7/cpu.stat",
	    "usage_usec 9\nthrottled_usec 2500000\n");
	assert_true(cgroup_throttled_s(root) == 2.5);
}

/* A container sees its own group as the root of the tree. */
static void quota_of_version_1(void **state)
{
	(void)state;
	put("proc/self/mountinfo",
	    "40 30 0:31 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup "
	    "cgroup rw,cpu,cpuacct\n"
	    "41 30 0:32 /docker/abc /sys/fs/cgroup/cpuset ro - cgroup cgroup "
	    "rw,cpuset\n");
	put("proc/self/cgroup",
	    "5:cpuset:/docker/abc\n4:cpu,cpuacct:/docker/abc\n");
	put("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
	put("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
	assert_true(isnan(cgroup_quota_cpus(root)));
	put("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "250000\n");
	assert_true(cgroup_quota_cpus(root) == 2.5);
	put("sys/fs/cgroup/cpu,cpuacct/cpu.stat",
	    "nr_periods 3\nthrottled_time 1500000000\n");
	assert_true(cgroup_throttled_s(root) == 1.5);
}

/* The machine that this test runs on has CPUs, memory and a clock. */
static void this_machine(void **state)
{
	struct fitness_facts facts;

	(void)state;
	fitness_init(&facts);
	survey_files(&facts, "");
	survey_tools(&facts);
	assert_true(facts.n_usable >= 1);
	assert_true(facts.n_cores >= 1 && facts.n_cores <= facts.n_usable);
	assert_true(facts.n_usable <= facts.n_online);
	assert_true(facts.available_bytes > 1e6);
	assert_true(facts.has_gnuplot >= 0 && facts.has_rsvg >= 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_nothing, make_root,
						remove_root),
		cmocka_unit_test_setup_teardown(cpus_of_a_mask, make_root,
						remove_root),
		cmocka_unit_test_setup_teardown(frequency_clock_memory,
						make_root, remove_root),
		cmocka_unit_test_setup_teardown(quota_of_version_2, make_root,
						remove_root),
		cmocka_unit_test_setup_teardown(quota_of_version_1, make_root,
						remove_root),
		cmocka_unit_test(this_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
