/*
 * The culprit is found in /proc/PID/stat, whose CPU times are exact sums on
 * kernels with precise accounting and ticks of 10 ms elsewhere: good enough
 * to name a program, not to judge one.
 */
#include "machine/busy.h"

#include <ctype.h>
#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "machine/sysfile.h"

struct process {
	int pid;
	unsigned long long started; /* tells a reused pid */
	double cpu_s;
	char name[32];
};

struct crowd {
	struct process *processes; /* by pid */
	size_t n;
};

/* "42 (a name) S 1 ...": fields 14 and 15 are CPU times, 22 the start. */
static int read_process(struct process *process, int pid)
{
	char *line = sysfile_line("", "/proc/%d/stat", pid);
	char *open = line ? strchr(line, '(') : NULL;
	char *close = line ? strrchr(line, ')') : NULL;
	double user, system;
	int n = 0;

	process->pid = pid;
	if (open && close && open < close)
		n = sscanf(close + 1,
			   " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
			   "%lf %lf %*d %*d %*d %*d %*d %*d %llu",
			   &user, &system, &process->started);
	if (n == 3) {
		process->cpu_s = (user + system) / (double)sysconf(_SC_CLK_TCK);
		*close = '\0';
		snprintf(process->name, sizeof(process->name), "%s", open + 1);
		/* a program chooses its name: any byte may be in it */
		for (char *p = process->name; *p; p++)
			if (*p < ' ' || *p > '~')
				*p = '?';
	}
	free(line);
	return n == 3 ? 0 : -1;
}

static int compare_pids(const void *a, const void *b)
{
	return ((const struct process *)a)->pid -
	       ((const struct process *)b)->pid;
}

static void look(struct crowd *crowd)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;

	*crowd = (struct crowd){ NULL, 0 };
	while (dir && (entry = readdir(dir))) {
		struct process process;

		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    read_process(&process, atoi(entry->d_name)) < 0 ||
		    process.pid == (int)getpid())
			continue;
		crowd->processes =
			alloc_grow(crowd->processes, crowd->n, sizeof(process));
		crowd->processes[crowd->n++] = process;
	}
	if (dir)
		closedir(dir);
	qsort(crowd->processes, crowd->n, sizeof(*crowd->processes),
	      compare_pids);
}

/* One that ended meanwhile is not seen; one that started counts in full. */
static void find_culprit(struct busy *busy, const struct crowd *before,
			 const struct crowd *after)
{
	const struct process *worst = NULL;

	for (size_t i = 0; i < after->n; i++) {
		const struct process *now = &after->processes[i];
		const struct process *old =
			bsearch(now, before->processes, before->n, sizeof(*now),
				compare_pids);
		double cpu_s = now->cpu_s;

		if (old && old->started == now->started)
			cpu_s -= old->cpu_s;
		if (cpu_s > busy->program_s) {
			busy->program_s = cpu_s;
			worst = now;
		}
	}
	if (worst)
		snprintf(busy->program, sizeof(busy->program), "%s (pid %d)",
			 worst->name, worst->pid);
}

/* Since boot, all CPUs. */
static double count_too_hot(const cpu_set_t *cpus)
{
	double sum = NAN;

	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, cpus))
			continue;
		double n =
			sysfile_number("",
				       "/sys/devices/system/cpu/cpu%d/"
				       "thermal_throttle/core_throttle_count",
				       cpu);

		if (!isnan(n))
			sum = (isnan(sum) ? 0 : sum) + n;
	}
	return sum;
}

static double count_swaps(void)
{
	char *in = sysfile_value("", "/proc/vmstat", "pswpin", ' ');
	char *out = sysfile_value("", "/proc/vmstat", "pswpout", ' ');
	double n = in && out ? atof(in) + atof(out) : NAN;

	free(in);
	free(out);
	return n;
}

static void sleep_for(double seconds)
{
	struct timespec length = {
		.tv_sec = (time_t)seconds,
		.tv_nsec = (long)((seconds - floor(seconds)) * 1e9),
	};

	nanosleep(&length, NULL);
}

void busy_watch(struct busy *busy, const cpu_set_t *cpus, double seconds)
{
	struct noise_reading first, last;
	struct crowd before, after;
	double hot = count_too_hot(cpus), swaps = count_swaps();

	*busy = (struct busy){ .program_s = 0 };
	look(&before);
	noise_read(&first, cpus, NULL, 0);
	sleep_for(seconds);
	noise_read(&last, cpus, NULL, 0);
	look(&after);
	busy->noise = noise_between(&first, &last);
	busy->n_too_hot = count_too_hot(cpus) - hot;
	busy->n_swaps = count_swaps() - swaps;
	find_culprit(busy, &before, &after);
	free(before.processes);
	free(after.processes);
}

int busy_taints(const struct busy *busy, struct why *why)
{
	struct why taint;

	if (!noise_taints(&busy->noise, &taint))
		return 0;
	if (*busy->program &&
	    strncmp(taint.text, "foreign-load", strlen("foreign-load")) == 0)
		why_set(why, "%s; the busiest is %s", taint.text,
			busy->program);
	else
		why_set(why, "%s", taint.text);
	return 1;
}

void busy_facts(const struct busy *busy, struct fitness_facts *facts)
{
	const struct noise *noise = &busy->noise;
	double foreign_s, steal_s;

	noise_limits(noise, &foreign_s, &steal_s);
	facts->watched_s = noise->wall_s;
	facts->foreign_share = noise->foreign_s / noise->wall_s;
	facts->foreign_limit = foreign_s / noise->wall_s;
	facts->steal_share = noise->steal_s / noise->wall_s;
	facts->steal_limit = steal_s / noise->wall_s;
	facts->throttled_s = noise->throttled_s;
	facts->n_too_hot = busy->n_too_hot;
	facts->n_swaps = busy->n_swaps;
	snprintf(facts->busiest, sizeof(facts->busiest), "%s", busy->program);
	facts->busiest_share = busy->program_s / noise->wall_s;
}
