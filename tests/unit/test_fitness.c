/* Imagined machines: the grade of each item, and the verdict. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/fitness.h"

/* A quiet machine of 8 cores, as good as can be. */
static struct fitness_facts quiet(void)
{
	struct fitness_facts facts;

	fitness_init(&facts);
	facts.n_online = facts.n_usable = facts.n_cores = 8;
	strcpy(facts.mask, "0-7");
	facts.siblings = 0;
	facts.quota_cpus = INFINITY;
	strcpy(facts.governor, "performance");
	strcpy(facts.driver, "acpi-cpufreq");
	facts.boost = 0;
	strcpy(facts.virtualization, "none");
	strcpy(facts.clocksource, "tsc");
	facts.slice_s = 2.8e-3;
	facts.available_bytes = 16 * 0x1p30;
	facts.swapped_bytes = 0;
	facts.memory_stall = 0;
	facts.load = 0.1;
	facts.watched_s = 3;
	facts.foreign_share = .001;
	facts.foreign_limit = .05;
	facts.steal_share = 0;
	facts.steal_limit = .01;
	facts.throttled_s = 0;
	facts.n_too_hot = 0;
	facts.n_swaps = 0;
	facts.clock_read_s = 22e-9;
	facts.clock_step_s = 20e-9;
	facts.oversleep_s = 60e-6;
	facts.n_workers = 8;
	facts.n_pairs = facts.n_twice = 12;
	facts.aa = .005;
	facts.ceiling = 7.9;
	facts.ceiling_ci = (struct interval){ 7.8, 7.95 };
	facts.has_gnuplot = facts.has_rsvg = facts.has_font = 1;
	strcpy(facts.python, "3.11.2");
	return facts;
}

static struct fitness_item items[FITNESS_MAX_ITEMS];
static unsigned n_items;

static const struct fitness_item *find(const char *name)
{
	for (unsigned i = 0; i < n_items; i++)
		if (strcmp(items[i].name, name) == 0)
			return &items[i];
	fail_msg("no item %s", name);
	return NULL;
}

/* What is said of these facts: the item's grade, and the verdict. */
static void expect(const struct fitness_facts *facts, const char *name,
		   enum fitness_grade grade, enum fitness_verdict verdict)
{
	n_items = fitness_judge(facts, items);
	const struct fitness_item *item = find(name);

	if (item->grade != grade)
		fail_msg("%s is %s: %s", name, fitness_grade_names[item->grade],
			 item->value);
	if (fitness_verdict(items, n_items) != verdict)
		fail_msg(
			"%s: the verdict is %s", name,
			fitness_verdict_names[fitness_verdict(items, n_items)]);
	/* what is not good says what to do */
	if (grade == FITNESS_BAD && !*item->advice)
		fail_msg("%s: no advice", name);
}

static void expect_sentence(const char *wanted)
{
	char *sentence = fitness_sentence(items, n_items);

	assert_string_equal(sentence, wanted);
	free(sentence);
}

static void expect_words(const char *name, const char *words)
{
	const struct fitness_item *item = find(name);

	if (!strstr(item->value, words) && !strstr(item->advice, words))
		fail_msg("%s: no '%s' in '%s' '%s'", name, words, item->value,
			 item->advice);
}

static void a_quiet_machine_is_fit(void **state)
{
	struct fitness_facts facts = quiet();

	(void)state;
	n_items = fitness_judge(&facts, items);
	for (unsigned i = 0; i < n_items; i++) {
		if (items[i].grade != FITNESS_GOOD)
			fail_msg("%s: %s", items[i].name, items[i].value);
		assert_string_equal(items[i].advice, "");
		assert_true(*items[i].value);
	}
	assert_int_equal(fitness_verdict(items, n_items), FITNESS_FIT);
	expect_sentence("Fit to measure: yes.");
}

/* Nothing is known: nothing is claimed, and every item says something. */
static void of_nothing_nothing_follows(void **state)
{
	struct fitness_facts facts;

	(void)state;
	fitness_init(&facts);
	expect(&facts, "load", FITNESS_UNKNOWN, FITNESS_NOISY);
	for (unsigned i = 0; i < n_items; i++) {
		assert_int_equal(items[i].grade, FITNESS_UNKNOWN);
		assert_true(*items[i].value);
	}
	expect_sentence("Fit to measure: not known (load, steal, throttling, "
			"noise-floor, ceiling).");
}

static void cpus_and_quota(void **state)
{
	struct fitness_facts facts = quiet();

	(void)state;
	facts.n_usable = facts.n_cores = 2;
	facts.n_workers = 2;
	facts.ceiling = 1.97;
	facts.ceiling_ci = (struct interval){ 1.9, 2 };
	expect(&facts, "cpus", FITNESS_GOOD, FITNESS_FIT);
	facts.n_cores = 1;
	expect(&facts, "cpus", FITNESS_BAD, FITNESS_UNABLE);
	expect_words("cpus", "hardware threads of one core");
	facts.n_usable = 1;
	expect(&facts, "cpus", FITNESS_BAD, FITNESS_UNABLE);
	expect_words("cpus", "taskset");
	expect_sentence("Fit to measure: no (cpus).");

	facts = quiet();
	facts.quota_cpus = 8;
	expect(&facts, "quota", FITNESS_GOOD, FITNESS_FIT);
	facts.quota_cpus = 7.5;
	expect(&facts, "quota", FITNESS_BAD, FITNESS_UNABLE);
	expect_words("quota", "7.5 CPUs, of 8 visible");
	/* enough for a worker a core, not for all hardware threads */
	facts.n_cores = 4;
	expect(&facts, "quota", FITNESS_FAIR, FITNESS_FIT);
}

static void frequency(void **state)
{
	struct fitness_facts facts = quiet();

	(void)state;
	strcpy(facts.governor, "powersave");
	expect(&facts, "governor", FITNESS_FAIR, FITNESS_FIT);
	expect_words("governor", "cpupower");
	facts.boost = 1;
	expect(&facts, "boost", FITNESS_FAIR, FITNESS_FIT);
	expect_words("boost", "cpufreq/boost");
	strcpy(facts.driver, "intel_pstate");
	expect(&facts, "boost", FITNESS_FAIR, FITNESS_FIT);
	expect_words("boost", "echo 1 >/sys/devices/system/cpu/intel_pstate/"
			      "no_turbo");
	expect_sentence("Fit to measure: with care (governor, boost).");
	*facts.governor = '\0';
	expect(&facts, "governor", FITNESS_UNKNOWN, FITNESS_FIT);
	facts.siblings = 1;
	expect(&facts, "smt", FITNESS_FAIR, FITNESS_FIT);
	facts.n_too_hot = 3;
	expect(&facts, "throttling", FITNESS_BAD, FITNESS_NOISY);
	expect_words("throttling", "3 times");
}

static void clocks_and_timers(void **state)
{
	struct fitness_facts facts = quiet();

	(void)state;
	strcpy(facts.clocksource, "hpet");
	facts.clock_read_s = 700e-9;
	expect(&facts, "clock", FITNESS_FAIR, FITNESS_FIT);
	facts.clock_read_s = 1.3e-6;
	expect(&facts, "clock", FITNESS_BAD, FITNESS_UNABLE);
	expect_words("clock", "hpet");
	facts = quiet();
	facts.clock_step_s = 4e-3; /* jiffies */
	expect(&facts, "clock", FITNESS_BAD, FITNESS_UNABLE);
	facts = quiet();
	facts.oversleep_s = 3e-3;
	expect(&facts, "timers", FITNESS_FAIR, FITNESS_FIT);
	facts.slice_s = 24e-3;
	expect(&facts, "scheduler", FITNESS_FAIR, FITNESS_FIT);
}

static void memory(void **state)
{
	struct fitness_facts facts = quiet();

	(void)state;
	facts.available_bytes = 500 * 0x1p20;
	expect(&facts, "memory", FITNESS_FAIR, FITNESS_FIT);
	facts.available_bytes = 300 * 0x1p20;
	expect(&facts, "memory", FITNESS_BAD, FITNESS_UNABLE);
	/* swapping passes */
	facts = quiet();
	facts.n_swaps = 1;
	expect(&facts, "memory", FITNESS_BAD, FITNESS_NOISY);
	facts.n_swaps = NAN;
	facts.memory_stall = .02;
	expect(&facts, "memory", FITNESS_BAD, FITNESS_NOISY);
}

static void other_programs(void **state)
{
	struct fitness_facts facts = quiet();

	(void)state;
	facts.foreign_share = .03;
	expect(&facts, "load", FITNESS_FAIR, FITNESS_FIT);
	facts.foreign_share = 1.25;
	strcpy(facts.busiest, "backup (pid 42)");
	facts.busiest_share = .99;
	expect(&facts, "load", FITNESS_BAD, FITNESS_NOISY);
	expect_words("load", "125 %");
	expect_words("load", "backup (pid 42), 99 %");
	expect_sentence("Fit to measure: not now (load).");
	facts = quiet();
	facts.steal_share = .005;
	expect(&facts, "steal", FITNESS_FAIR, FITNESS_FIT);
	facts.steal_share = .02;
	expect(&facts, "steal", FITNESS_BAD, FITNESS_NOISY);
	facts = quiet();
	facts.throttled_s = .1;
	expect(&facts, "throttling", FITNESS_BAD, FITNESS_NOISY);
	facts = quiet();
	strcpy(facts.virtualization, "KVM");
	expect(&facts, "virtualization", FITNESS_FAIR, FITNESS_FIT);
	/* watched, but the kernel hides the CPUs */
	facts.foreign_share = facts.steal_share = NAN;
	expect(&facts, "load", FITNESS_UNKNOWN, FITNESS_NOISY);
	expect_words("load", "/proc/stat");
}

static void noise_floor(void **state)
{
	struct fitness_facts facts = quiet();

	(void)state;
	facts.aa = .03;
	expect(&facts, "noise-floor", FITNESS_FAIR, FITNESS_FIT);
	facts.aa = .07;
	expect(&facts, "noise-floor", FITNESS_BAD, FITNESS_NOISY);
	facts.aa = NAN;
	facts.n_twice = 0;
	strcpy(facts.ceiling_error, "foreign-load: other programs");
	expect(&facts, "noise-floor", FITNESS_UNKNOWN, FITNESS_NOISY);
	expect_words("noise-floor", "foreign-load");
}

/* Is the machine not able, or could it not be seen for noise? */
static void ceiling(void **state)
{
	struct fitness_facts facts = quiet();

	(void)state;
	facts.ceiling = 5;
	facts.ceiling_ci = (struct interval){ 4.5, 5.5 };
	expect(&facts, "ceiling", FITNESS_FAIR, FITNESS_FIT);
	facts.ceiling = 1.1;
	facts.ceiling_ci = (struct interval){ 1.05, 1.2 };
	expect(&facts, "ceiling", FITNESS_BAD, FITNESS_UNABLE);
	expect_sentence("Fit to measure: no (ceiling).");
	facts.foreign_share = .5;
	expect(&facts, "ceiling", FITNESS_BAD, FITNESS_NOISY);
	facts = quiet();
	facts.ceiling_ci.low = 1.4;
	expect(&facts, "ceiling", FITNESS_BAD, FITNESS_NOISY);
	facts.n_pairs = 5;
	facts.ceiling_ci = (struct interval){ NAN, NAN };
	expect(&facts, "ceiling", FITNESS_UNKNOWN, FITNESS_NOISY);
	expect_words("ceiling", "5 undisturbed pairs, 6 are needed");
}

static void what_a_run_needs_besides(void **state)
{
	struct fitness_facts facts = quiet();

	(void)state;
	facts.has_rsvg = 0;
	expect(&facts, "figures", FITNESS_FAIR, FITNESS_FIT);
	expect_words("figures", "rsvg-convert is missing");
	expect_words("figures", "librsvg2-bin");
	*facts.python = '\0';
	strcpy(facts.python_error, "gilbench-python: no such file");
	expect(&facts, "python", FITNESS_BAD, FITNESS_UNABLE);
}

/* No fact is so long that a text is cut. */
static void texts_are_whole(void **state)
{
	struct fitness_facts facts = quiet();

	(void)state;
	facts.foreign_share = 128;
	facts.busiest_share = 128;
	memset(facts.busiest, 'x', sizeof(facts.busiest) - 1);
	facts.busiest[sizeof(facts.busiest) - 1] = '\0';
	facts.boost = 1;
	facts.siblings = 1;
	facts.quota_cpus = .123456;
	facts.clock_read_s = 5e-6;
	facts.available_bytes = 1e6;
	facts.aa = .5;
	facts.ceiling_ci.low = 1;
	facts.ceiling_ci.high = 1.1;
	n_items = fitness_judge(&facts, items);
	for (unsigned i = 0; i < n_items; i++) {
		assert_true(strlen(items[i].value) <
			    sizeof(items[i].value) - 1);
		if (strlen(items[i].advice) >= sizeof(items[i].advice) - 1)
			fail_msg("%s: cut", items[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quiet_machine_is_fit),
		cmocka_unit_test(of_nothing_nothing_follows),
		cmocka_unit_test(cpus_and_quota),
		cmocka_unit_test(frequency),
		cmocka_unit_test(clocks_and_timers),
		cmocka_unit_test(memory),
		cmocka_unit_test(other_programs),
		cmocka_unit_test(noise_floor),
		cmocka_unit_test(ceiling),
		cmocka_unit_test(what_a_run_needs_besides),
		cmocka_unit_test(texts_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
