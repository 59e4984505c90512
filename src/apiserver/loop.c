/*
 * The event loop: connections come in by a pipe, deadlines by a timerfd
 * (which has none of the slack of a timeout), everything else is
 * libmicrohttpd's epoll descriptor. The end of the pipe ends the thread.
 */
#include "apiserver/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "apiserver/deadlines.h"
#include "base/alloc.h"
#include "base/clock.h"

/* libmicrohttpd's own limit is that of select(), 1020. */
#define MAX_CONNECTIONS 65536
/* Of a request's header and a piece of its body; cleared for each request. */
#define CONNECTION_BYTES 16384

struct loop {
	struct MHD_Daemon *daemon;
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

static void resume_due(struct loop *loop, uint64_t now_ns)
{
	struct MHD_Connection *connection;

	while ((connection = deadlines_take(&loop->deadlines, now_ns)))
		MHD_resume_connection(connection);
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
		MHD_add_connection(loop->daemon, fd, NULL, 0);
	}
}

static int timeout_ms(struct loop *loop)
{
	MHD_UNSIGNED_LONG_LONG ms;

	if (MHD_get_timeout(loop->daemon, &ms) != MHD_YES)
		return -1;
	return ms > INT_MAX ? INT_MAX : (int)ms;
}

static void *run(void *argument)
{
	struct loop *loop = argument;
	int open = 1;

	while (open) {
		struct epoll_event events[3];
		uint64_t expirations;

		set_timer(loop);
		int n = epoll_wait(loop->epoll, events, 3, timeout_ms(loop));

		for (int i = 0; i < n; i++) {
			if (events[i].data.fd == loop->pipe[0])
				open = accept_new(loop);
			else if (events[i].data.fd == loop->timer &&
				 read(loop->timer, &expirations,
				      sizeof(expirations)) > 0)
				loop->armed_ns = UINT64_MAX;
		}
		resume_due(loop, clock_now_ns());
		MHD_run(loop->daemon);
	}
	/* a daemon must not be stopped while a connection is suspended */
	resume_due(loop, UINT64_MAX);
	MHD_stop_daemon(loop->daemon);
	return NULL;
}

static int watch(struct loop *loop, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

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
	    watch(loop, loop->timer) < 0 || watch(loop, loop->pipe[0]) < 0)
		return -1;
	const union MHD_DaemonInfo *mhd =
		MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD);

	return watch(loop, mhd->epoll_fd);
}

struct loop *loop_new(MHD_AccessHandlerCallback answer,
		      MHD_RequestCompletedCallback completed, void *context,
		      struct why *why)
{
	struct loop *loop = alloc_zero(1, sizeof(*loop));

	loop->armed_ns = UINT64_MAX;
	loop->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET |
			MHD_ALLOW_SUSPEND_RESUME |
			MHD_USE_SUPPRESS_DATE_NO_CLOCK,
		0, NULL, NULL, answer, context, MHD_OPTION_NOTIFY_COMPLETED,
		completed, context, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)MAX_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)CONNECTION_BYTES, MHD_OPTION_END);
	if (!loop->daemon) {
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
