/*
 * The event loop: connections come in by a pipe, deadlines by a timerfd
 * (which has none of the slack of a timeout), everything else by
 * libmicrohttpd's epoll descriptors. The end of the pipe ends the thread.
 *
 * The connections are dealt out to several daemons of libmicrohttpd, because
 * one of them looks at all that are suspended to resume one, and answers all
 * that have come before it returns. With several, what is due comes first.
 */
#include "apiserver/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "apiserver/deadlines.h"
#include "base/alloc.h"
#include "base/clock.h"

/* libmicrohttpd's own limit is that of select(), 1020. */
#define MAX_CONNECTIONS 65536
/* The shortest turn on a CPU that Linux grants. */
#define TURN_NS 100000
/* Of a request's header and a piece of its body; cleared for each request. */
#define CONNECTION_BYTES 16384

enum {
	N_DAEMONS = 32,
	/* besides them, what epoll tells of */
	PIPE = N_DAEMONS,
	TIMER
};

struct loop {
	struct MHD_Daemon *daemons[N_DAEMONS];
	bool again[N_DAEMONS]; /* it has more to do, whatever epoll says */
	unsigned turn;         /* whose is the next connection */
	struct deadlines deadlines;
	uint64_t armed_ns; /* what the timer is set to; UINT64_MAX: nothing */
	int epoll, timer;
	int pipe[2]; /* accepted sockets, one int each */
	pthread_t thread;
};

void loop_suspend(struct loop *loop, struct MHD_Connection *connection,
		  uint64_t at_ns)
{
	MHD_suspend_connection(connection);
	deadlines_add(&loop->deadlines, at_ns, connection);
}

static void set_timer(struct loop *loop)
{
	uint64_t ns = deadlines_next_ns(&loop->deadlines);

	if (ns == loop->armed_ns)
		return;
	struct itimerspec when = { 0 };

	if (ns != UINT64_MAX) {
		when.it_value.tv_sec = (time_t)(ns / 1000000000);
		when.it_value.tv_nsec = (long)(ns % 1000000000);
	}
	timerfd_settime(loop->timer, TFD_TIMER_ABSTIME, &when, NULL);
	loop->armed_ns = ns;
}

/* Let a daemon do what there is to do. */
static void serve(struct loop *loop, unsigned i)
{
	MHD_UNSIGNED_LONG_LONG ms;

	MHD_run(loop->daemons[i]);
	/* no connection has a timeout: it is 0 if there is one */
	loop->again[i] = MHD_get_timeout(loop->daemons[i], &ms) == MHD_YES;
}

static unsigned daemon_of(const struct loop *loop,
			  struct MHD_Connection *connection)
{
	const struct MHD_Daemon *daemon =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_DAEMON)
			->daemon;
	unsigned i = 0;

	while (loop->daemons[i] != daemon)
		i++;
	return i;
}

static void serve_due(struct loop *loop)
{
	struct MHD_Connection *connection;

	while ((connection =
			deadlines_take(&loop->deadlines, clock_now_ns()))) {
		unsigned i = daemon_of(loop, connection);

		MHD_resume_connection(connection);
		serve(loop, i);
	}
}

/* Take over new connections. Returns 0 at the end of the pipe. */
static int accept_new(struct loop *loop)
{
	for (;;) {
		int fd;
		ssize_t n = read(loop->pipe[0], &fd, sizeof(fd));

		if (n == 0)
			return 0;
		if (n < 0)
			return 1; /* no more for now */
		/* it closes the socket if it cannot take it */
		unsigned i = loop->turn++ % N_DAEMONS;

		MHD_add_connection(loop->daemons[i], fd, NULL, 0);
		loop->again[i] = true;
	}
}

/* Wait; note in again[] who is ready. Returns 0 at the end of the pipe. */
static int wait_for_events(struct loop *loop)
{
	struct epoll_event events[N_DAEMONS + 2];
	bool more = memchr(loop->again, 1, sizeof(loop->again));
	int open = 1;

	set_timer(loop);
	int n = epoll_wait(loop->epoll, events, N_DAEMONS + 2, more ? 0 : -1);

	for (int i = 0; i < n; i++) {
		uint64_t expirations;
		unsigned who = events[i].data.u32;

		if (who < N_DAEMONS)
			loop->again[who] = true;
		else if (who == PIPE)
			open = accept_new(loop);
		else if (read(loop->timer, &expirations, sizeof(expirations)) >
			 0)
			loop->armed_ns = UINT64_MAX;
	}
	return open;
}

/*
 * Who asks for short turns comes before those whose turn is longer, once it
 * has something to do: Linux 6.12 and later. Others ignore it.
 */
static void ask_for_short_turns(void)
{
	struct {
		uint32_t size, policy;
		uint64_t flags;
		int32_t nice;
		uint32_t priority;
		uint64_t runtime_ns, deadline_ns, period_ns;
	} turns;

	if (syscall(SYS_sched_getattr, 0, &turns, sizeof(turns), 0) < 0 ||
	    turns.policy != SCHED_OTHER)
		return;
	turns.runtime_ns = TURN_NS;
	syscall(SYS_sched_setattr, 0, &turns, 0);
}

static void *run(void *argument)
{
	struct loop *loop = argument;
	struct MHD_Connection *connection;

	ask_for_short_turns();
	while (wait_for_events(loop)) {
		for (unsigned i = 0; i < N_DAEMONS; i++) {
			serve_due(loop);
			if (loop->again[i])
				serve(loop, i);
		}
	}
	/* a daemon must not be stopped while a connection is suspended */
	while ((connection = deadlines_take(&loop->deadlines, UINT64_MAX)))
		MHD_resume_connection(connection);
	for (unsigned i = 0; i < N_DAEMONS; i++)
		MHD_stop_daemon(loop->daemons[i]);
	return NULL;
}

static int watch(struct loop *loop, int fd, unsigned who)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u32 = who };

	return epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event);
}

static int open_descriptors(struct loop *loop)
{
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	loop->timer =
		timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (loop->epoll < 0 || loop->timer < 0 ||
	    pipe2(loop->pipe, O_CLOEXEC) < 0)
		return -1;
	/* the writing end blocks: a connection is never lost */
	if (fcntl(loop->pipe[0], F_SETFL, O_NONBLOCK) < 0 ||
	    watch(loop, loop->timer, TIMER) < 0 ||
	    watch(loop, loop->pipe[0], PIPE) < 0)
		return -1;
	for (unsigned i = 0; i < N_DAEMONS; i++) {
		const union MHD_DaemonInfo *mhd = MHD_get_daemon_info(
			loop->daemons[i], MHD_DAEMON_INFO_EPOLL_FD);

		if (watch(loop, mhd->epoll_fd, i) < 0)
			return -1;
	}
	return 0;
}

static int start_daemons(struct loop *loop, MHD_AccessHandlerCallback answer,
			 MHD_RequestCompletedCallback completed, void *context)
{
	for (unsigned i = 0; i < N_DAEMONS; i++) {
		loop->daemons[i] = MHD_start_daemon(
			MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET |
				MHD_ALLOW_SUSPEND_RESUME |
				MHD_USE_SUPPRESS_DATE_NO_CLOCK,
			0, NULL, NULL, answer, context,
			MHD_OPTION_NOTIFY_COMPLETED, completed, context,
			MHD_OPTION_CONNECTION_LIMIT, (unsigned)MAX_CONNECTIONS,
			MHD_OPTION_CONNECTION_MEMORY_LIMIT,
			(size_t)CONNECTION_BYTES, MHD_OPTION_END);
		if (!loop->daemons[i])
			return -1;
	}
	return 0;
}

struct loop *loop_new(MHD_AccessHandlerCallback answer,
		      MHD_RequestCompletedCallback completed, void *context,
		      struct why *why)
{
	struct loop *loop = alloc_zero(1, sizeof(*loop));

	loop->armed_ns = UINT64_MAX;
	if (start_daemons(loop, answer, completed, context) < 0) {
		why_set(why, "libmicrohttpd cannot be started");
	} else if (open_descriptors(loop) < 0) {
		why_errno(why, "cannot open the event loop's descriptors");
	} else {
		errno = pthread_create(&loop->thread, NULL, run, loop);
		if (!errno)
			return loop;
		why_errno(why, "cannot start a thread");
	}
	/* the program ends: descriptors close with it */
	free(loop);
	return NULL;
}

void loop_add(struct loop *loop, int fd)
{
	ssize_t n;

	do
		n = write(loop->pipe[1], &fd, sizeof(fd));
	while (n < 0 && errno == EINTR);
}

void loop_free(struct loop *loop)
{
	close(loop->pipe[1]);
	pthread_join(loop->thread, NULL);
	close(loop->pipe[0]);
	close(loop->timer);
	close(loop->epoll);
	deadlines_fini(&loop->deadlines);
	free(loop);
}
