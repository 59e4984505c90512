/*
 * Rules about the machine as it is: CPUs, frequency, clocks, memory, and the
 * programs that a run needs.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/units.h"
#include "model/fitness_rules.h"

/* A slice longer than the GIL's switch interval hides how threads wait. */
#define SWITCH_INTERVAL_S 5e-3
/* A worker of the default plan, and what the rest needs. */
#define WORKER_BYTES (64 * 0x1p20)
#define RUN_BYTES (256 * 0x1p20)
/* The meter reads the clock at every switch of the GIL. */
#define CHEAP_READ_S 100e-9
#define DEAR_READ_S 1e-6
#define COARSE_STEP_S 1e-6

static void judge_cpus(const struct fitness_facts *facts,
		       struct fitness_item *item)
{
	if (facts->n_usable < 1)
		return;
	fitness_say(item, facts->n_cores >= 2 ? FITNESS_GOOD : FITNESS_BAD,
		    "%d of %d CPUs (%s), %d core%s", facts->n_usable,
		    facts->n_online, facts->mask, facts->n_cores,
		    facts->n_cores == 1 ? "" : "s");
	if (facts->n_usable < 2)
		fitness_advise(item, "Nothing can run in parallel on one CPU. "
				     "Let this process use more: taskset -c, "
				     "docker run --cpuset-cpus, sbatch -c.");
	else if (facts->n_cores < 2)
		fitness_advise(item, "They are hardware threads of one core. "
				     "Choose a mask with CPUs of several "
				     "cores: gilbench topo shows them.");
}

static void judge_quota(const struct fitness_facts *facts,
			struct fitness_item *item)
{
	if (!isfinite(facts->quota_cpus)) {
		bool none = isinf(facts->quota_cpus);

		fitness_say(item, none ? FITNESS_GOOD : FITNESS_UNKNOWN, "%s",
			    none ? "none" : "no control groups here");
		return;
	}
	/* the driver and the API server run beside the workers */
	fitness_say(item,
		    facts->quota_cpus < facts->n_cores    ? FITNESS_BAD
		    : facts->quota_cpus < facts->n_usable ? FITNESS_FAIR
							  : FITNESS_GOOD,
		    "%.3g CPUs, of %d visible", facts->quota_cpus,
		    facts->n_usable);
	if (item->grade != FITNESS_GOOD)
		fitness_advise(item,
			       "It stops workers in the middle of a job. Raise "
			       "it (docker run --cpus, systemd CPUQuota=, "
			       "Kubernetes limits), or use fewer CPUs than it "
			       "allows: taskset -c.");
}

static void judge_smt(const struct fitness_facts *facts,
		      struct fitness_item *item)
{
	if (facts->siblings < 0)
		return;
	if (!facts->siblings) {
		fitness_say(item, FITNESS_GOOD,
			    "a core for each CPU that can be seen");
		return;
	}
	fitness_say(item, FITNESS_FAIR,
		    "on; --pin core uses one hardware thread of each core");
	fitness_advise(item, "What runs on the other one slows a worker, "
			     "unseen: keep them idle, or switch them off: "
			     "echo off >/sys/devices/system/cpu/smt/control");
}

static void judge_governor(const struct fitness_facts *facts,
			   struct fitness_item *item)
{
	if (!*facts->governor) {
		fitness_say(item, FITNESS_UNKNOWN, "%s",
			    strcmp(facts->virtualization, "none") == 0
				    ? "the kernel shows none"
				    : "the host decides");
		return;
	}
	bool fixed = strcmp(facts->governor, "performance") == 0;

	fitness_say(item, fixed ? FITNESS_GOOD : FITNESS_FAIR, "%s%s%s",
		    facts->governor, *facts->driver ? ", by " : "",
		    facts->driver);
	if (!fixed)
		fitness_advise(item, "The frequency follows the load, so short "
				     "jobs run slower than long ones: "
				     "cpupower frequency-set -g performance");
}

static void judge_boost(const struct fitness_facts *facts,
			struct fitness_item *item)
{
	bool intel = strncmp(facts->driver, "intel", 5) == 0;

	if (facts->boost < 0) {
		fitness_say(item, FITNESS_UNKNOWN, "the kernel does not say");
		return;
	}
	fitness_say(item, facts->boost ? FITNESS_FAIR : FITNESS_GOOD,
		    facts->boost ? "on" : "off");
	if (facts->boost)
		fitness_advise(
			item,
			"One busy core runs faster than all of them, so "
			"speed-ups look smaller; the ceiling shows by how "
			"much. Off: echo %d >/sys/devices/system/cpu/%s",
			intel,
			intel ? "intel_pstate/no_turbo" : "cpufreq/boost");
}

static void judge_virtualization(const struct fitness_facts *facts,
				 struct fitness_item *item)
{
	bool none = strcmp(facts->virtualization, "none") == 0;

	if (!*facts->virtualization)
		return;
	fitness_say(item, none ? FITNESS_GOOD : FITNESS_FAIR, "%s",
		    facts->virtualization);
	if (!none)
		fitness_advise(item, "Neighbours share caches and memory "
				     "without a trace. Compare runs of several "
				     "hours, and say so beside the numbers.");
}

static void judge_clock(const struct fitness_facts *facts,
			struct fitness_item *item)
{
	double read_s = facts->clock_read_s, step_s = facts->clock_step_s;
	char cost[32], step[32];

	if (isnan(read_s)) {
		if (*facts->clocksource)
			fitness_say(item, FITNESS_UNKNOWN, "%s",
				    facts->clocksource);
		return;
	}
	fitness_say(item,
		    read_s > DEAR_READ_S || step_s > 10 * COARSE_STEP_S
			    ? FITNESS_BAD
		    : read_s > CHEAP_READ_S || step_s > COARSE_STEP_S
			    ? FITNESS_FAIR
			    : FITNESS_GOOD,
		    "%s%s a reading costs %s, its step is %s",
		    facts->clocksource, *facts->clocksource ? ";" : "",
		    units_show_seconds(read_s, cost, sizeof(cost)),
		    units_show_seconds(step_s, step, sizeof(step)));
	if (item->grade != FITNESS_GOOD)
		fitness_advise(item,
			       "The GIL meter reads it at every switch, and "
			       "disturbs what it measures. A clock source that "
			       "is cheap is tsc; why the kernel does not use "
			       "it: dmesg | grep -i tsc");
}

static void judge_timers(const struct fitness_facts *facts,
			 struct fitness_item *item)
{
	double over_s = facts->oversleep_s;
	char text[32];

	if (isnan(over_s)) {
		fitness_say(item, FITNESS_UNKNOWN, "not measured");
		return;
	}
	fitness_say(item, over_s <= 2e-4 ? FITNESS_GOOD : FITNESS_FAIR,
		    "a sleep of 1 ms takes %s more",
		    units_show_seconds(over_s, text, sizeof(text)));
	if (item->grade != FITNESS_GOOD)
		fitness_advise(item,
			       "Waits of api-call last as much longer: "
			       "choose long ones (--param latency=50ms).");
}

/* Memory at hand; swapping while it watched is noise. */
static void judge_memory(const struct fitness_facts *facts,
			 struct fitness_item *item)
{
	double need = RUN_BYTES + WORKER_BYTES * fmax(facts->n_cores, 1);
	char have[32], want[32];

	if (isnan(facts->available_bytes))
		return;
	bool swaps = facts->n_swaps > 0 || facts->memory_stall > .01;
	bool short_of = facts->available_bytes < need;

	if (swaps)
		item->weight = WEIGHT_NOW;
	fitness_say(
		item,
		swaps || facts->available_bytes < need / 2 ? FITNESS_BAD
		: short_of                                 ? FITNESS_FAIR
							   : FITNESS_GOOD,
		"%s available%s",
		units_show_bytes(facts->available_bytes, have, sizeof(have)),
		swaps ? ", and programs wait for memory" : "");
	if (swaps || short_of)
		fitness_advise(item,
			       "The default plan needs about %s: end "
			       "other programs, or use fewer workers.",
			       units_show_bytes(need, want, sizeof(want)));
}

static void judge_scheduler(const struct fitness_facts *facts,
			    struct fitness_item *item)
{
	char text[32];

	if (isnan(facts->slice_s)) {
		fitness_say(item, FITNESS_UNKNOWN,
			    "the kernel does not show its time slice");
		return;
	}
	fitness_say(item,
		    facts->slice_s <= SWITCH_INTERVAL_S ? FITNESS_GOOD
							: FITNESS_FAIR,
		    "time slices of %s",
		    units_show_seconds(facts->slice_s, text, sizeof(text)));
	if (item->grade != FITNESS_GOOD)
		fitness_advise(item, "More workers than CPUs take turns more "
				     "slowly than threads with the GIL do.");
}

static void judge_figures(const struct fitness_facts *facts,
			  struct fitness_item *item)
{
	if (facts->has_gnuplot < 0) {
		fitness_say(item, FITNESS_UNKNOWN, "not looked for");
		return;
	}
	bool all = facts->has_gnuplot && facts->has_rsvg && facts->has_font;

	fitness_say(item, all ? FITNESS_GOOD : FITNESS_FAIR,
		    "gnuplot%s, rsvg-convert%s, Liberation Sans%s",
		    facts->has_gnuplot ? "" : " is missing",
		    facts->has_rsvg ? "" : " is missing",
		    facts->has_font ? "" : " is missing");
	if (!all)
		fitness_advise(item,
			       "Debian: apt install gnuplot-nox librsvg2-bin "
			       "fonts-liberation");
}

static void judge_python(const struct fitness_facts *facts,
			 struct fitness_item *item)
{
	if (*facts->python_error) {
		fitness_say(item, FITNESS_BAD, "%s", facts->python_error);
		fitness_advise(item, "Build gilbench again, or name another "
				     "one with --python.");
	} else if (*facts->python) {
		fitness_say(item, FITNESS_GOOD, "CPython %s embedded",
			    facts->python);
	} else {
		fitness_say(item, FITNESS_UNKNOWN, "not asked");
	}
}

const struct fitness_rule fitness_machine_rules[] = {
	{ "cpus", WEIGHT_ABLE, judge_cpus },
	{ "quota", WEIGHT_ABLE, judge_quota },
	{ "smt", WEIGHT_NONE, judge_smt },
	{ "governor", WEIGHT_NONE, judge_governor },
	{ "boost", WEIGHT_NONE, judge_boost },
	{ "virtualization", WEIGHT_NONE, judge_virtualization },
	{ "clock", WEIGHT_ABLE, judge_clock },
	{ "timers", WEIGHT_NONE, judge_timers },
	{ "scheduler", WEIGHT_NONE, judge_scheduler },
	{ "memory", WEIGHT_ABLE, judge_memory },
	{ "figures", WEIGHT_NONE, judge_figures },
	{ "python", WEIGHT_ABLE, judge_python },
	{ 0 },
};
