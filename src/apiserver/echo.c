/*
 * The echo: an epoll loop over sockets that do not block. It keeps nothing:
 * what a connection does not take at once closes it, since who asks for a byte
 * reads it.
 */
#include "apiserver/echo.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "apiserver/listener.h"
#include "base/alloc.h"

struct echo {
	int listener, epoll;
	int stop[2]; /* a pipe: its end stops the thread */
	pthread_t thread;
};

static int watch(struct echo *echo, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	return epoll_ctl(echo->epoll, EPOLL_CTL_ADD, fd, &event);
}

static void accept_one(struct echo *echo)
{
	int fd = accept4(echo->listener, NULL, NULL,
			 SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0 && (errno == EMFILE || errno == ENFILE))
		usleep(10000); /* until one is closed */
	if (fd < 0)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	if (watch(echo, fd) < 0)
		close(fd);
}

static void answer(int fd)
{
	char bytes[4096];
	ssize_t n = recv(fd, bytes, sizeof(bytes), 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	/* closing takes it out of the epoll, too */
	if (n <= 0 || send(fd, bytes, (size_t)n, MSG_NOSIGNAL) != n)
		close(fd);
}

static void *run(void *argument)
{
	struct echo *echo = argument;
	struct epoll_event events[64];

	for (;;) {
		int n = epoll_wait(echo->epoll, events, 64, -1);

		for (int i = 0; i < n; i++) {
			int fd = events[i].data.fd;

			if (fd == echo->stop[0])
				return NULL;
			if (fd == echo->listener)
				accept_one(echo);
			else
				answer(fd);
		}
	}
}

struct echo *echo_new(uint64_t *port, struct why *why)
{
	int listener = listener_open(port, why);

	if (listener < 0)
		return NULL;
	struct echo *echo = alloc_zero(1, sizeof(*echo));

	echo->listener = listener;
	echo->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (echo->epoll < 0 || pipe2(echo->stop, O_CLOEXEC) < 0 ||
	    watch(echo, listener) < 0 || watch(echo, echo->stop[0]) < 0 ||
	    (errno = pthread_create(&echo->thread, NULL, run, echo))) {
		why_errno(why, "cannot start the echo");
		/* the program ends: descriptors close with it */
		free(echo);
		return NULL;
	}
	return echo;
}

void echo_free(struct echo *echo)
{
	close(echo->stop[1]);
	pthread_join(echo->thread, NULL);
	close(echo->stop[0]);
	close(echo->epoll);
	close(echo->listener);
	free(echo);
}
