/*
 * Reading facts. CPUs are counted from the process's own mask and sysfs, so
 * that a copied or imagined machine can be looked at; runs ask hwloc.
 */
#include "machine/survey.h"

#include <hwloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "machine/ask.h"
#include "machine/cgroup.h"
#include "machine/host.h"
#include "machine/sysfile.h"

#define CPU_DIR "/sys/devices/system/cpu/"

/* Takes the text over; NULL leaves "". */
static void put(char *to, size_t n, char *text)
{
	snprintf(to, n, "%s", text ? text : "");
	free(text);
}

#define PUT(field, text) put(facts->field, sizeof(facts->field), text)

/* --- CPUs --------------------------------------------------------------- */

/* Takes the text over; an empty set for NULL. */
static hwloc_bitmap_t to_cpus(char *text)
{
	hwloc_bitmap_t cpus = hwloc_bitmap_alloc();

	if (text && hwloc_bitmap_list_sscanf(cpus, text) < 0)
		hwloc_bitmap_zero(cpus);
	free(text);
	return cpus;
}

/* Does the kernel say which hardware threads share the core of this CPU? */
static int count_siblings(const char *root, int cpu, hwloc_bitmap_t usable,
			  bool *first)
{
	hwloc_bitmap_t core = to_cpus(sysfile_line(
		root, CPU_DIR "cpu%d/topology/thread_siblings_list", cpu));
	int n = hwloc_bitmap_weight(core);

	hwloc_bitmap_and(core, core, usable);
	*first = n < 1 || hwloc_bitmap_first(core) == cpu;
	hwloc_bitmap_free(core);
	return n;
}

static void survey_cores(struct fitness_facts *facts, const char *root,
			 hwloc_bitmap_t usable)
{
	int cpu;

	facts->n_cores = 0;
	hwloc_bitmap_foreach_begin(cpu, usable)
	{
		bool first;
		int n = count_siblings(root, cpu, usable, &first);

		facts->n_cores += first;
		if (n > 0 && facts->siblings < 1)
			facts->siblings = n > 1;
	}
	hwloc_bitmap_foreach_end();
}

/* The same on all CPUs, or "mixed". */
static void survey_policy(const char *root, hwloc_bitmap_t usable,
			  const char *name, char *to, size_t n)
{
	int cpu;

	*to = '\0';
	hwloc_bitmap_foreach_begin(cpu, usable)
	{
		char *own = sysfile_line(root, CPU_DIR "cpu%d/cpufreq/%s", cpu,
					 name);

		if (own && *to && strcmp(own, to) != 0)
			snprintf(to, n, "mixed");
		else if (own)
			snprintf(to, n, "%s", own);
		free(own);
	}
	hwloc_bitmap_foreach_end();
}

static void survey_cpus(struct fitness_facts *facts, const char *root)
{
	hwloc_bitmap_t online = to_cpus(sysfile_line(root, CPU_DIR "online"));
	hwloc_bitmap_t usable = to_cpus(sysfile_value(
		root, "/proc/self/status", "Cpus_allowed_list", ':'));
	char *mask = NULL;

	/* the mask of a process may name CPUs that there are not */
	if (hwloc_bitmap_iszero(online))
		hwloc_bitmap_copy(online, usable);
	hwloc_bitmap_and(usable, usable, online);
	if (!hwloc_bitmap_iszero(usable) && hwloc_bitmap_weight(usable) > 0) {
		facts->n_online = hwloc_bitmap_weight(online);
		facts->n_usable = hwloc_bitmap_weight(usable);
		hwloc_bitmap_list_asprintf(&mask, usable);
		PUT(mask, mask);
		survey_cores(facts, root, usable);
		survey_policy(root, usable, "scaling_governor", facts->governor,
			      sizeof(facts->governor));
		survey_policy(root, usable, "scaling_driver", facts->driver,
			      sizeof(facts->driver));
	}
	hwloc_bitmap_free(online);
	hwloc_bitmap_free(usable);
}

/* --- the rest ----------------------------------------------------------- */

/* CPUID tells of this machine; of another one, what its kernel saw. */
static char *virtualization(const char *root)
{
	if (!*root)
		return host_virtualization();
	char *flags = sysfile_value(root, "/proc/cpuinfo", "flags", ':');
	bool known = flags != NULL;
	bool guest = known && strstr(flags, " hypervisor");

	free(flags);
	return known ? alloc_copy(guest ? "unknown hypervisor" : "none") : NULL;
}

/* Takes the text, "123 kB", over. */
static double to_bytes(char *text)
{
	double kib = text ? atof(text) : NAN;

	free(text);
	return 1024 * kib;
}

static void survey_memory(struct fitness_facts *facts, const char *root)
{
	const char *file = "/proc/meminfo";
	char *pressure = sysfile_line(root, "/proc/pressure/memory");
	double percent;

	facts->available_bytes =
		to_bytes(sysfile_value(root, file, "MemAvailable", ':'));
	facts->swapped_bytes =
		to_bytes(sysfile_value(root, file, "SwapTotal", ':')) -
		to_bytes(sysfile_value(root, file, "SwapFree", ':'));
	if (pressure && sscanf(pressure, "some avg10=%lf", &percent) == 1)
		facts->memory_stall = percent / 100;
	free(pressure);
}

/* Before Linux 5.13 in /proc, then in debugfs; 6.6 renamed it. */
static double slice_s(const char *root)
{
	static const char *const names[] = {
		"/sys/kernel/debug/sched/base_slice_ns",
		"/sys/kernel/debug/sched/min_granularity_ns",
		"/proc/sys/kernel/sched_min_granularity_ns",
	};
	double ns = NAN;

	for (unsigned i = 0; i < 3 && isnan(ns); i++)
		ns = sysfile_number(root, "%s", names[i]);
	return ns * 1e-9;
}

static double quota_cpus(const char *root)
{
	double quota = cgroup_quota_cpus(root);
	char *group = sysfile_line(root, "/proc/self/cgroup");

	if (isnan(quota) && group)
		quota = INFINITY;
	free(group);
	return quota;
}

void survey_files(struct fitness_facts *facts, const char *root)
{
	survey_cpus(facts, root);
	survey_memory(facts, root);
	facts->quota_cpus = quota_cpus(root);
	facts->boost = host_boost(root);
	PUT(virtualization, virtualization(root));
	PUT(clocksource, sysfile_line(root, "/sys/devices/system/clocksource/"
					    "clocksource0/"
					    "current_clocksource"));
	facts->slice_s = slice_s(root);
	facts->load = sysfile_number(root, "/proc/loadavg");
}

static int is_in_path(const char *name)
{
	char *path = alloc_copy(getenv("PATH") ? getenv("PATH") : "");
	char *rest = path, *dir;
	int found = 0;

	while (!found && (dir = strsep(&rest, ":"))) {
		char *file = alloc_printf("%s/%s", *dir ? dir : ".", name);

		found = access(file, X_OK) == 0;
		free(file);
	}
	free(path);
	return found;
}

/* fontconfig answers with the nearest font: is it the one asked for? */
static int has_font(const char *family)
{
	char *argv[] = { "/usr/bin/fc-match", "-f", "%{family}", (char *)family,
			 NULL };
	struct answer answer;
	struct why why;
	int found = -1;

	if (access(argv[0], X_OK) == 0 &&
	    ask_program(&answer, argv, environ, 5, &why) == 0) {
		if (!answer.timed_out && answer.status == 0 && !answer.signal)
			found = strstr(answer.output, family) != NULL;
		answer_fini(&answer);
	}
	return found;
}

void survey_tools(struct fitness_facts *facts)
{
	facts->has_gnuplot = is_in_path("gnuplot");
	facts->has_rsvg = is_in_path("rsvg-convert");
	facts->has_font = has_font("Liberation Sans");
}
