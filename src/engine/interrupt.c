/* A flag to ask for and a descriptor to wait for. */
#include "interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

static volatile sig_atomic_t caught;
static int event_fd = -1;

static void note(int signal_number)
{
	int saved = errno;
	uint64_t one = 1;

	caught = signal_number;
	if (write(event_fd, &one, sizeof(one)) < 0)
		errno = saved;
	errno = saved;
}

void interrupt_catch(void)
{
	struct sigaction action = { .sa_handler = note }, before;

	event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	/* nohup(1) means it; a shell's "&" ignores SIGINT whatever is meant */
	if (sigaction(SIGHUP, NULL, &before) < 0 ||
	    before.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &action, NULL);
	sigaction(SIGUSR1, &action, NULL); /* a batch system: time is up */
	signal(SIGPIPE, SIG_IGN);
}

int interrupt_signal(void)
{
	return caught;
}

int interrupt_fd(void)
{
	return event_fd;
}
