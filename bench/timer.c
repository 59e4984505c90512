/*
 * How late a timer is that has nothing else to do:
 *
 *   timer SECONDS RATE    s, at the 99th percentile
 *
 * A loop of timerfd and epoll, as gilbench-apiserver has one, that only looks
 * at the clock: nobody's answers can be more punctual by waiting so. The gaps
 * are exponential, as those of many clients, and do not depend on how late it
 * was.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "apiserver/lateness.h"
#include "base/clock.h"
#include "base/rng.h"

#define SEED 20871

struct timer {
	int epoll, fd;
};

static int open_timer(struct timer *timer)
{
	struct epoll_event event = { .events = EPOLLIN };

	timer->epoll = epoll_create1(0);
	timer->fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	return epoll_ctl(timer->epoll, EPOLL_CTL_ADD, timer->fd, &event);
}

static void wait_until(struct timer *timer, uint64_t at_ns)
{
	const struct itimerspec when = {
		.it_value = { .tv_sec = (time_t)(at_ns / 1000000000),
			      .tv_nsec = (long)(at_ns % 1000000000) },
	};
	struct epoll_event event;
	uint64_t expirations = 0;

	timerfd_settime(timer->fd, TFD_TIMER_ABSTIME, &when, NULL);
	while (read(timer->fd, &expirations, sizeof(expirations)) < 0)
		epoll_wait(timer->epoll, &event, 1, -1);
}

int main(int argc, char **argv)
{
	double length_s = argc > 2 ? atof(argv[1]) : 0;
	double rate = argc > 2 ? atof(argv[2]) : 0;
	static struct lateness lateness;
	struct timer timer;
	struct rng rng;

	if (!(length_s > 0 && rate > 0)) {
		fputs("usage: timer SECONDS RATE\n", stderr);
		return 2;
	}
	if (open_timer(&timer) < 0) {
		perror("timer");
		return 1;
	}
	rng_init(&rng, SEED, 0);
	uint64_t due_ns = clock_now_ns();
	uint64_t end_ns = due_ns + (uint64_t)(length_s * 1e9);

	while (due_ns < end_ns) {
		due_ns += (uint64_t)(-log1p(-rng_unit(&rng)) / rate * 1e9);
		wait_until(&timer, due_ns);
		lateness_count(&lateness, due_ns, clock_now_ns());
	}
	printf("%.9f\n", (double)lateness_permille_ns(&lateness, 990) * 1e-9);
	return 0;
}
