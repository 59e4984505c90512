/* Noise: captured counters, the limits, and processes of our own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "machine/noise.h"

/* A machine with CPUs 0, 1 and 10; guest time, and a long interrupt line. */
static const char before_text[] =
	"cpu  4755 34 5000 290500 552 1 200 3457 9 0\n"
	"cpu0 1013 0 1152 114777 15 0 7 778 9 0\n"
	"cpu1 1655 0 1776 112869 437 0 92 879 0 0\n"
	"cpu10 2087 34 2072 62854 100 1 101 1800 0 0\n"
	"intr 150004 0 0 0 39132\n"
	"ctxt 1990473\nbtime 1700000000\n";
/* 2 s later: CPU 0 idle for 1.5 s, waiting for 0.1 s, stolen for 0.05 s. */
static const char after_text[] =
	"cpu  4755 34 5000 290500 552 1 200 3457 9 0\n"
	"cpu0 1014 0 1152 114927 25 0 7 783 9 0\n"
	"cpu1 1855 0 1776 112869 437 0 92 879 0 0\n"
	"cpu10 2087 34 2072 63054 100 1 101 1800 0 0\n";

static void parse(struct noise_reading *reading, double time_s,
		  const char *text, const cpu_set_t *cpus)
{
	FILE *file = fmemopen((char *)text, strlen(text), "r");

	*reading = (struct noise_reading){ .time_s = time_s, .raw_s = time_s };
	noise_parse(reading, cpus, file);
	fclose(file);
}

static void assert_near(double a, double b)
{
	if (!(fabs(a - b) < 1e-6))
		fail_msg("%.9g is not %.9g", a, b);
}

/* What the noise is on `first` ... `last` of the captured CPUs. */
static struct noise captured(int first, int last)
{
	struct noise_reading before, after;
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	for (int cpu = first; cpu <= last; cpu++)
		CPU_SET(cpu, &cpus);
	parse(&before, 5000, before_text, &cpus);
	parse(&after, 5002, after_text, &cpus);
	return noise_between(&before, &after);
}

/* The user column of CPU 0 grew by 0.01 s only: it is not what counts. */
static void busy_is_what_is_not_idle(void **state)
{
	struct noise noise = captured(0, 0);

	(void)state;
	if (sysconf(_SC_CLK_TCK) != 100)
		skip();
	assert_near(noise.wall_s, 2);
	assert_int_equal(noise.n_cpus, 1);
	assert_near(noise.steal_s, .05);
	assert_near(noise.foreign_s, 2 - 1.5 - .1 - .05);
	assert_near(captured(1, 1).foreign_s, 2);
	/* CPU 10 is not CPU 1, and the first line is none */
	assert_near(captured(10, 10).foreign_s, 0);
	assert_near(captured(0, 10).foreign_s, 2.35);
	assert_int_equal(captured(0, 10).n_cpus, 3);
}

static void no_such_cpu(void **state)
{
	struct noise noise = captured(5, 7);
	struct why why;

	(void)state;
	assert_int_equal(noise.n_cpus, 0);
	assert_true(isnan(noise.foreign_s));
	assert_true(isnan(noise.steal_s));
	assert_int_equal(noise_taints(&noise, &why), 0);
}

static void own_time_is_not_foreign(void **state)
{
	struct noise_reading before = { .n_cpus = 2, .busy_s = 10 };
	struct noise_reading after = { .n_cpus = 2, .busy_s = 13 };

	(void)state;
	before.own_s = 4;
	after.own_s = 6.5;
	assert_near(noise_between(&before, &after).foreign_s, .5);
	after.own_s = 7.01; /* the counters' error */
	assert_near(noise_between(&before, &after).foreign_s, 0);
}

/* CPU 1 spends 0.5 of the 2 s in interrupts, which are in no clock. */
static void interrupts_are_not_foreign(void **state)
{
	static const char before_irqs[] = "cpu1 0 0 0 100 0 10 20 0 0 0\n";
	static const char after_irqs[] = "cpu1 0 0 0 150 0 20 60 0 0 0\n";
	struct noise_reading before, after;
	cpu_set_t cpus;

	(void)state;
	if (sysconf(_SC_CLK_TCK) != 100)
		skip();
	CPU_ZERO(&cpus);
	CPU_SET(1, &cpus);
	parse(&before, 5000, before_irqs, &cpus);
	parse(&after, 5002, after_irqs, &cpus);
	after.own_s = .75;
	assert_near(noise_between(&before, &after).foreign_s, .25);
	/* noise_read() says so where they are in a clock after all */
	before.irq_s = after.irq_s = 0;
	assert_near(noise_between(&before, &after).foreign_s, .75);
}

static int taints(struct noise noise, const char *code)
{
	struct why why = { "" };
	int answer = noise_taints(&noise, &why);

	if (answer && strncmp(why.text, code, strlen(code)))
		fail_msg("'%s' is not %s", why.text, code);
	return answer;
}

static void limits(void **state)
{
	struct noise quiet = { .wall_s = 10, .n_cpus = 2 }, noise = quiet;

	(void)state;
	quiet.throttled_s = NAN;
	assert_int_equal(taints(quiet, ""), 0);
	noise.foreign_s = .49;
	noise.steal_s = .099;
	assert_int_equal(taints(noise, ""), 0);
	noise.foreign_s = .51;
	assert_int_equal(taints(noise, "foreign-load: "), 1);
	/* the kernel's way to sleep and back is nobody's */
	noise.n_sleeps = 1e5;
	assert_int_equal(taints(noise, ""), 0);
	noise.foreign_s = .71;
	assert_int_equal(taints(noise, "foreign-load: "), 1);
	noise = quiet;
	noise.steal_s = .101;
	assert_int_equal(taints(noise, "steal: "), 1);
	noise = quiet;
	noise.throttled_s = 1e-6;
	assert_int_equal(taints(noise, "throttled: "), 1);
}

/* Another source, or a clock that chases the right time. */
static void a_changed_clock(void **state)
{
	struct noise_reading before = { .n_cpus = 2 }, after = before;

	(void)state;
	strcpy(before.clocksource, "tsc");
	strcpy(after.clocksource, "tsc");
	after.time_s = 10.005;
	after.raw_s = 10;
	assert_int_equal(taints(noise_between(&before, &after), ""), 0);
	strcpy(after.clocksource, "hpet");
	assert_int_equal(taints(noise_between(&before, &after),
				"clock: the kernel changed its source to hpet"),
			 1);
	strcpy(after.clocksource, "tsc");
	after.time_s = 10.02;
	assert_int_equal(taints(noise_between(&before, &after),
				"clock: it was being set, and ran 0.2 % fast"),
			 1);
	after.time_s = 9.98;
	assert_int_equal(taints(noise_between(&before, &after),
				"clock: it was being set, and ran 0.2 % slow"),
			 1);
	/* so much is the error of reading, whatever the time */
	before.time_s = 10;
	before.raw_s = 10;
	after.time_s = 10.001;
	after.raw_s = 10.00098;
	assert_int_equal(taints(noise_between(&before, &after), ""), 0);
	after.raw_s = NAN;
	assert_int_equal(taints(noise_between(&before, &after), ""), 0);
}

/* A tick of 10 ms is 10 % of 0.1 s, and says nothing. */
static void short_intervals_need_more_than_a_tick(void **state)
{
	struct noise noise = { .wall_s = .1, .n_cpus = 2 };
	double tick_s = 1. / (double)sysconf(_SC_CLK_TCK);

	(void)state;
	noise.steal_s = tick_s;
	noise.foreign_s = 2 * tick_s;
	assert_int_equal(taints(noise, ""), 0);
	noise.foreign_s = 5 * tick_s;
	assert_int_equal(taints(noise, "foreign-load: "), 1);
	noise.steal_s = 3 * tick_s;
	assert_int_equal(taints(noise, "steal: "), 1);
}

/* A child with a child, both asleep; *end: they live while it is open. */
static pid_t family(int *end)
{
	int fds[2], ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		close(fds[1]);
		if (fork() == 0) {
			if (write(ready[1], "x", 1) == 1)
				_exit((int)read(fds[0], &byte, 1));
			_exit(1);
		}
		_exit((int)read(fds[0], &byte, 1) || wait(NULL) < 0);
	}
	close(fds[0]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	*end = fds[1];
	return pid;
}

static void tree_and_memory(void **state)
{
	int end, status;
	pid_t pid = family(&end), *pids;
	unsigned n = noise_tree(pid, &pids);

	(void)state;
	assert_int_equal(n, 2);
	assert_int_equal(pids[0], pid);
	assert_true(noise_pss_bytes(pids, n) > 4096);
	assert_true(noise_pss_bytes(pids, n) > noise_pss_bytes(pids, 1));
	close(end);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_true(isnan(noise_pss_bytes(pids, n)));
	assert_true(noise_process_cpu_s(pid) == 0);
	free(pids);
}

static void spin(double cpu_s)
{
	double end = noise_process_cpu_s(getpid()) + cpu_s;

	while (noise_process_cpu_s(getpid()) < end)
		;
}

/*
 * On one CPU, because each of its three columns may be a tick short. This
 * process counts once, whether it is among the pids or not.
 */
static void live_reading(void **state)
{
	struct noise_reading before, after;
	cpu_set_t cpus;
	pid_t self = getpid();
	int cpu = sched_getcpu();

	(void)state;
	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	assert_int_equal(sched_setaffinity(0, sizeof(cpus), &cpus), 0);
	noise_read(&before, &cpus, &self, 1);
	spin(.1);
	noise_read(&after, &cpus, NULL, 0);
	assert_int_equal(after.n_cpus, 1);
	assert_true(!(fabs(noise_between(&before, &after).clock_gain_s) > .1));

	double own_s = after.own_s - before.own_s;
	double wall_s = after.time_s - before.time_s;

	assert_true(own_s >= .1 && own_s < 1.1 * wall_s);
	/* whether own time holds stolen time depends on the kernel */
	assert_true(after.busy_s - before.busy_s + after.steal_s -
			    before.steal_s >
		    .1 - .03);
}

/* A child that lets one of its own spin and end, says so and waits. */
static void raise_a_spinner(int say, int hear)
{
	pid_t pid = fork();
	char byte = 0;

	if (pid == 0) {
		spin(.1);
		_exit(0);
	}
	if (waitpid(pid, NULL, 0) == pid && write(say, &byte, 1) == 1 &&
	    read(hear, &byte, 1) == 0)
		_exit(0);
	_exit(1);
}

/* What came and went between two readings is not foreign. */
static void ended_children_count(void **state)
{
	struct noise_reading before, after;
	int said[2], end[2], status;
	cpu_set_t cpus;
	char byte;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(cpus), &cpus), 0);
	assert_int_equal(pipe(said) + pipe(end), 0);
	noise_read(&before, &cpus, NULL, 0);
	pid_t pid = fork();

	if (pid == 0) {
		close(end[1]);
		raise_a_spinner(said[1], end[0]);
	}
	assert_int_equal(read(said[0], &byte, 1), 1);
	noise_read(&after, &cpus, &pid, 1);
	/* user and system time are each cut to a tick */
	assert_true(after.own_s - before.own_s > .1 - .02);
	close(end[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(end[0]);
	close(said[0]);
	close(said[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(busy_is_what_is_not_idle),
		cmocka_unit_test(no_such_cpu),
		cmocka_unit_test(own_time_is_not_foreign),
		cmocka_unit_test(interrupts_are_not_foreign),
		cmocka_unit_test(limits),
		cmocka_unit_test(a_changed_clock),
		cmocka_unit_test(short_intervals_need_more_than_a_tick),
		cmocka_unit_test(tree_and_memory),
		cmocka_unit_test(live_reading),
		cmocka_unit_test(ended_children_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
