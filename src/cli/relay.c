/*
 * Telling signals to us from signals to our process group. siginfo_t does not
 * say, so a witness does: a child in the same group that blocks the same
 * signals gets the latter, too, and never the former.
 */
#include "relay.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int passed_on[] = { SIGHUP,  SIGINT,  SIGQUIT,
				 SIGTERM, SIGUSR1, SIGUSR2 };

enum {
	N_PASSED_ON = sizeof(passed_on) / sizeof(*passed_on),
	/* kill(2) reaches a group's members one after the other, in no time;
	 * and timeout(1) first signals its child, then its group */
	GRACE_NS = 10000000,
	PATIENCE_MS = 1000
};

static uint64_t bit(int number)
{
	return 1ull << number;
}

static void wait_a_moment(void)
{
	const struct timespec moment = { 0, GRACE_NS };

	nanosleep(&moment, NULL);
}

/* --- the witness -------------------------------------------------------- */

/* Until we close our end, or end in whatever way. */
static _Noreturn void testify(int fd, const sigset_t *signals)
{
	const struct timespec at_once = { 0, 0 };
	char question;

	while (recv(fd, &question, 1, 0) == 1) {
		uint64_t seen = 0;
		int number;

		while ((number = sigtimedwait(signals, NULL, &at_once)) > 0)
			seen |= bit(number);
		send(fd, &seen, sizeof(seen), MSG_NOSIGNAL);
	}
	_exit(0);
}

/* Without a witness all are handed on. The signals are blocked already. */
static void call_witness(struct relay *relay, const sigset_t *signals)
{
	int ends[2];

	relay->witness_fd = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return;
	relay->witness = fork();
	if (relay->witness == 0) {
		close(ends[0]);
		testify(ends[1], signals);
	}
	close(ends[1]);
	if (relay->witness < 0)
		close(ends[0]);
	else
		relay->witness_fd = ends[0];
}

static void dismiss_witness(struct relay *relay)
{
	if (relay->witness_fd < 0)
		return;
	close(relay->witness_fd);
	relay->witness_fd = -1;
	/* it may be stopped */
	kill(relay->witness, SIGKILL);
	waitpid(relay->witness, NULL, 0);
}

/* What came to the group since it was asked last. */
static uint64_t ask_witness(struct relay *relay)
{
	struct pollfd answer = { relay->witness_fd, POLLIN, 0 };
	uint64_t seen;

	if (relay->witness_fd < 0)
		return 0;
	if (send(relay->witness_fd, "?", 1, MSG_NOSIGNAL) == 1 &&
	    poll(&answer, 1, PATIENCE_MS) == 1 &&
	    recv(relay->witness_fd, &seen, sizeof(seen), 0) == sizeof(seen))
		return seen;
	dismiss_witness(relay);
	return 0;
}

/* --- the relay ---------------------------------------------------------- */

void relay_start(struct relay *relay)
{
	sigset_t signals;

	*relay = (struct relay){ .fd = -1 };
	sigemptyset(&signals);
	for (int i = 0; i < N_PASSED_ON; i++)
		sigaddset(&signals, passed_on[i]);
	sigprocmask(SIG_BLOCK, &signals, &relay->before);
	relay->fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	call_witness(relay, &signals);
}

/* The next that came. False: there is none. */
static bool next(struct relay *relay, struct signalfd_siginfo *from)
{
	if (read(relay->fd, from, sizeof(*from)) != sizeof(*from))
		return false;
	if (from->ssi_signo != SIGUSR1 && from->ssi_signo != SIGUSR2)
		relay->ending = (int)from->ssi_signo;
	return true;
}

void relay_pass(struct relay *relay, pid_t program)
{
	struct signalfd_siginfo from;
	uint64_t read_now = 0, sent = 0;

	wait_a_moment();
	while (next(relay, &from)) {
		read_now |= bit((int)from.ssi_signo);
		/* not by the kernel: a terminal's go to the group, too */
		if (from.ssi_code <= 0 && (pid_t)from.ssi_pid != program)
			sent |= bit((int)from.ssi_signo);
	}
	relay->group |= ask_witness(relay);
	sent &= ~relay->group;
	/* others may have come since the reading */
	relay->group &= ~read_now;
	for (int i = 0; i < N_PASSED_ON; i++)
		if (sent & bit(passed_on[i]))
			kill(program, passed_on[i]);
}

void relay_end(struct relay *relay)
{
	struct signalfd_siginfo from;

	/* the one that ended the program may be about to reach us */
	wait_a_moment();
	while (next(relay, &from))
		;
	if (relay->fd >= 0)
		close(relay->fd);
	dismiss_witness(relay);
	sigprocmask(SIG_SETMASK, &relay->before, NULL);
}
