/* Starting it, waiting for it, and ending like it. */
#include "foreground.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/relay.h"
#include "cmd.h"

enum {
	WATCH_MS = 500,
	BLIND_MS = 20 /* how often to look where its end wakes nobody */
};

/* It gets our mask, and ignores what we ignore ("&", nohup). An errno. */
static int start(pid_t *program, char *const argv[], char *const environment[],
		 const sigset_t *mask)
{
	posix_spawnattr_t attributes;

	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attributes, mask);
	int error = posix_spawn(program, argv[0], NULL, &attributes, argv,
				environment);

	posix_spawnattr_destroy(&attributes);
	return error;
}

/* Its wait status. */
static int wait_for_end(struct relay *relay, pid_t program,
			void (*watch)(void *context, pid_t pid), void *context)
{
	/* glibc has a function for it from 2.36 on */
	int pidfd = (int)syscall(SYS_pidfd_open, program, 0);
	struct pollfd fds[] = { { relay->fd, POLLIN, 0 },
				{ pidfd, POLLIN, 0 } };
	/* there are no pidfds before Linux 5.3 */
	int patience_ms = fds[1].fd < 0 ? BLIND_MS : WATCH_MS;
	uint64_t watched_ns = clock_now_ns();
	int state = 0;

	while (waitpid(program, &state, WNOHANG) == 0) {
		if (poll(fds, 2, patience_ms) > 0 && fds[0].revents)
			relay_pass(relay, program);
		if (watch &&
		    clock_now_ns() - watched_ns >= WATCH_MS * 1000000ull) {
			watch(context, program);
			watched_ns = clock_now_ns();
		}
	}
	if (fds[1].fd >= 0)
		close(fds[1].fd);
	return state;
}

int foreground_run(struct foreground *end, char *const argv[],
		   char *const environment[],
		   void (*watch)(void *context, pid_t pid), void *context,
		   struct why *why)
{
	uint64_t started_ns = clock_now_ns();
	struct relay relay;
	int state = 0;

	*end = (struct foreground){ 0 };
	fflush(NULL);
	relay_start(&relay);
	int error = start(&end->pid, argv, environment, &relay.before);

	if (!error)
		state = wait_for_end(&relay, end->pid, watch, context);
	end->elapsed_s = (double)(clock_now_ns() - started_ns) / 1e9;
	relay_end(&relay);
	end->asked = relay.ending;
	if (error) {
		errno = error;
		return why_errno(why, "%s cannot be run", argv[0]);
	}
	if (WIFSIGNALED(state))
		end->signal = WTERMSIG(state);
	else
		end->status = WEXITSTATUS(state);
	return 0;
}

int foreground_leave(const struct foreground *end)
{
	const struct rlimit none = { 0, 0 };
	sigset_t one;

	if (!end->signal)
		return end->status;
	/* its core is the one that is of use */
	setrlimit(RLIMIT_CORE, &none);
	fflush(NULL);
	sigemptyset(&one);
	sigaddset(&one, end->signal);
	signal(end->signal, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	raise(end->signal);
	return EXIT_SIGNAL + end->signal;
}
