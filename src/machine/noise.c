/*
 * Reading how busy a machine is, and by whom. This says nothing about one
 * thread or one lock; it decides whether an invocation can be trusted.
 *
 * Busy time is what is left of the wall time when a CPU's idle, iowait and
 * steal columns are taken off. With NO_HZ the kernel measures idle time with
 * the clock, but user and system time by who is running when the tick comes.
 * Tried with known loads in 30 windows of 1 s, alternating with 30 windows
 * without (Linux 6.18, 250 Hz, 2 CPUs, medians, the difference of the two):
 *
 *   load of the window              30.0 ms     30 x 1.0 ms   in one thread
 *   wall - idle - iowait - steal    30.1 ms     30.2 ms
 *   user + nice + system + irqs     30   ms     40   ms
 *
 * Each column is cut to whole ticks of 10 ms, so a difference is off by up
 * to one tick; see reading_error_s(). With PARAVIRT_TIME_ACCOUNTING the CPU
 * clocks of processes leave steal out as well, as own_s must.
 */
#include "machine/noise.h"

#include <ctype.h>
#include <dirent.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "machine/cgroup.h"
#include "machine/sysfile.h"

#define FOREIGN_LIMIT .05 /* of wall */
#define STEAL_LIMIT .01
#define CLOCK_LIMIT .001
#define READING_S 20e-6 /* what three readings of the clock may take */

static double clock_s(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t))
		return 0;
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double tick_s(void)
{
	return 1. / (double)sysconf(_SC_CLK_TCK);
}

void noise_parse(struct noise_reading *reading, const cpu_set_t *cpus,
		 FILE *stat)
{
	double tick = tick_s(), unused_s = 0, steal_s = 0, irq_s = 0;
	char *line = NULL;
	size_t size = 0;

	reading->n_cpus = 0;
	while (getline(&line, &size, stat) > 0) {
		unsigned cpu;
		double idle, iowait, irq = 0, softirq = 0, steal = 0;

		if (sscanf(line, "cpu%u %*f %*f %*f %lf %lf %lf %lf %lf", &cpu,
			   &idle, &iowait, &irq, &softirq, &steal) < 3 ||
		    !CPU_ISSET(cpu, cpus))
			continue;
		reading->n_cpus++;
		unused_s += tick * (idle + iowait);
		steal_s += tick * steal;
		irq_s += tick * (irq + softirq);
	}
	free(line);
	reading->irq_s = irq_s;
	reading->steal_s = reading->n_cpus ? steal_s : NAN;
	reading->busy_s = reading->n_cpus ? reading->n_cpus * reading->time_s -
						    unused_s - steal_s
					  : NAN;
}

/*
 * With IRQ_TIME_ACCOUNTING the time of interrupts is in nobody's CPU clock, and
 * what arrives over loopback is handled in one. Else it is in the clock of whom
 * it interrupts, and the columns are guesses by ticks.
 */
static bool irqs_are_apart(void)
{
	static const char *const places[][2] = {
		{ "/boot/config-", "" },
		{ "/lib/modules/", "/config" },
	};
	static int apart = -1;
	struct utsname system;

	if (apart >= 0 || uname(&system) < 0)
		return apart > 0;
	apart = 0;
	char *options = sysfile_line("", "/proc/cmdline");
	bool off = options && strstr(options, "noirqtime");

	free(options);
	for (int i = 0; i < 2 && !apart && !off; i++) {
		char *path = alloc_printf("%s%s%s", places[i][0],
					  system.release, places[i][1]);
		char *value = sysfile_value("", path,
					    "CONFIG_IRQ_TIME_ACCOUNTING", '=');

		apart = value && strcmp(value, "y") == 0;
		free(value);
		free(path);
	}
	return apart;
}

double noise_process_cpu_s(pid_t pid)
{
	clockid_t clock;

	return clock_getcpuclockid(pid, &clock) ? 0 : clock_s(clock);
}

/* CPU time of a process's children that have ended. */
static double ended_children_s(pid_t pid)
{
	char *line = sysfile_line("", "/proc/%d/stat", (int)pid);
	/* the name may hold anything, ')' included */
	const char *rest = line ? strrchr(line, ')') : NULL;
	double user, system;
	int n = rest ? sscanf(rest + 1,
			      " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
			      "%*u %*u %lf %lf",
			      &user, &system)
		     : 0;

	free(line);
	return n == 2 ? (user + system) * tick_s() : 0;
}

/*
 * The clock of all measurements, and beside it the same without corrections.
 * Between the two nothing may come.
 */
static void read_clocks(struct noise_reading *reading)
{
	char *source = sysfile_line("", "/sys/devices/system/clocksource/"
					"clocksource0/current_clocksource");
	double before, after;
	int tries = 0;

	do {
		before = clock_s(CLOCK_MONOTONIC);
		reading->raw_s = clock_s(CLOCK_MONOTONIC_RAW);
		after = clock_s(CLOCK_MONOTONIC);
	} while (after - before > READING_S && ++tries < 9);
	reading->time_s = (before + after) / 2;
	if (after - before > READING_S)
		reading->raw_s = NAN;
	snprintf(reading->clocksource, sizeof(reading->clocksource), "%s",
		 source ? source : "");
	free(source);
}

void noise_read(struct noise_reading *reading, const cpu_set_t *cpus,
		const pid_t *pids, unsigned n_pids)
{
	FILE *stat = fopen("/proc/stat", "re");

	*reading = (struct noise_reading){ .busy_s = NAN, .steal_s = NAN };
	read_clocks(reading);
	if (stat) {
		noise_parse(reading, cpus, stat);
		fclose(stat);
	}
	if (!irqs_are_apart())
		reading->irq_s = 0;
	reading->own_s = clock_s(CLOCK_PROCESS_CPUTIME_ID);
	for (unsigned i = 0; i < n_pids; i++)
		if (pids[i] != getpid())
			reading->own_s += noise_process_cpu_s(pids[i]) +
					  ended_children_s(pids[i]);
	reading->throttled_s = cgroup_throttled_s("");
}

struct noise noise_between(const struct noise_reading *before,
			   const struct noise_reading *after)
{
	double busy_s = after->busy_s - before->busy_s;
	double own_s = after->own_s - before->own_s;
	double irq_s = after->irq_s - before->irq_s;
	double foreign_s = busy_s - irq_s - own_s;
	double wall_s = after->time_s - before->time_s;
	struct noise noise = {
		.wall_s = wall_s,
		.n_cpus = after->n_cpus,
		.foreign_s = foreign_s < 0 ? 0 : foreign_s,
		.steal_s = after->steal_s - before->steal_s,
		.throttled_s = after->throttled_s - before->throttled_s,
		.clock_gain_s = wall_s - (after->raw_s - before->raw_s),
	};

	if (strcmp(before->clocksource, after->clocksource) != 0)
		strcpy(noise.clocksource, after->clocksource);
	return noise;
}

/*
 * What a CPU does between a thread's going to sleep and its idle time, and from
 * there to the next thread, is busy and nobody's: for each sleep 1.1 to 2.0 us
 * of two processes that hand a byte on through pipes, 1.3 to 2.1 of 16 threads
 * that hand on the GIL (Linux 6.18, KVM).
 */
#define SLEEP_S 2e-6

/*
 * Three standard deviations of a sum over n_cpus x n_columns differences of
 * counters cut to whole ticks. One such difference has the error of the
 * difference of two uniform numbers: variance 2 x tick^2 / 12.
 */
static double reading_error_s(unsigned n_cpus, unsigned n_columns)
{
	return 3 * tick_s() * sqrt(n_cpus * n_columns / 6.);
}

void noise_limits(const struct noise *noise, double *foreign_s, double *steal_s)
{
	/* idle, iowait, steal; and where they are taken off, the two of irqs */
	*foreign_s =
		fmax(FOREIGN_LIMIT * noise->wall_s,
		     reading_error_s(noise->n_cpus, irqs_are_apart() ? 5 : 3)) +
		SLEEP_S * noise->n_sleeps;
	*steal_s = fmax(STEAL_LIMIT * noise->wall_s,
			reading_error_s(noise->n_cpus, 1));
}

int noise_taints(const struct noise *noise, struct why *why)
{
	double foreign, steal, percent = 100 / noise->wall_s;

	noise_limits(noise, &foreign, &steal);
	if (noise->throttled_s > 0)
		why_set(why, "throttled: a CPU quota stopped it for %.3g s",
			noise->throttled_s);
	else if (noise->steal_s > steal)
		why_set(why, "steal: the hypervisor took %.1f %% of its time",
			percent * noise->steal_s);
	else if (noise->foreign_s > foreign)
		why_set(why,
			"foreign-load: other programs used a CPU for %.0f %% "
			"of its time",
			percent * noise->foreign_s);
	else if (*noise->clocksource)
		why_set(why, "clock: the kernel changed its source to %s",
			noise->clocksource);
	else if (fabs(noise->clock_gain_s) >
		 CLOCK_LIMIT * noise->wall_s + 2 * READING_S)
		why_set(why, "clock: it was being set, and ran %.2g %% %s",
			percent * fabs(noise->clock_gain_s),
			noise->clock_gain_s > 0 ? "fast" : "slow");
	else
		return 0;
	return 1;
}

struct tree {
	pid_t *pids;
	unsigned n;
};

static void tree_add(struct tree *tree, pid_t pid)
{
	tree->pids = alloc_grow(tree->pids, tree->n, sizeof(pid));
	tree->pids[tree->n++] = pid;
}

/* The next entry of a /proc directory that is a number, or 0. */
static pid_t next_number(DIR *dir)
{
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]))
			return (pid_t)strtol(entry->d_name, NULL, 10);
	return 0;
}

/* Children as the kernel lists them, by the thread that forked them. */
static void add_listed(struct tree *tree, pid_t pid)
{
	char *path = alloc_printf("/proc/%d/task", (int)pid);
	DIR *dir = opendir(path);
	pid_t tid;

	free(path);
	while ((tid = next_number(dir))) {
		path = alloc_printf("/proc/%d/task/%d/children", (int)pid,
				    (int)tid);
		FILE *file = fopen(path, "re");
		int child;

		while (file && fscanf(file, "%d", &child) == 1)
			tree_add(tree, child);
		if (file)
			fclose(file);
		free(path);
	}
	if (dir)
		closedir(dir);
}

/* The number after "KEY:" in a file of a process; NAN: there is none. */
static double number_of(pid_t pid, const char *name, const char *key)
{
	char *path = alloc_printf("/proc/%d/%s", (int)pid, name);
	char *text = sysfile_value("", path, key, ':');
	double number = NAN;

	if (text && sscanf(text, "%lf", &number) != 1)
		number = NAN;
	free(text);
	free(path);
	return number;
}

/* The same without CONFIG_PROC_CHILDREN, by looking at every process. */
static void add_searched(struct tree *tree, pid_t pid)
{
	DIR *dir = opendir("/proc");
	pid_t other;

	while ((other = next_number(dir)))
		if (number_of(other, "status", "PPid") == pid)
			tree_add(tree, other);
	if (dir)
		closedir(dir);
}

unsigned noise_tree(pid_t pid, pid_t **pids)
{
	bool listed = !access("/proc/thread-self/children", R_OK);
	struct tree tree = { NULL, 0 };

	tree_add(&tree, pid);
	for (unsigned i = 0; i < tree.n; i++)
		(listed ? add_listed : add_searched)(&tree, tree.pids[i]);
	*pids = tree.pids;
	return tree.n;
}

double noise_pss_bytes(const pid_t *pids, unsigned n_pids)
{
	double sum = NAN;

	for (unsigned i = 0; i < n_pids; i++) {
		double kib = number_of(pids[i], "smaps_rollup", "Pss");

		if (!isnan(kib))
			sum = (isnan(sum) ? 0 : sum) + kib * 1024;
	}
	return sum;
}
