/* Starting it, waiting for it, and ending like it. */
#include "foreground.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "cmd.h"

static const int passed_on[] = { SIGHUP,  SIGINT,  SIGQUIT,
				 SIGTERM, SIGUSR1, SIGUSR2 };

enum {
	N_PASSED_ON = sizeof(passed_on) / sizeof(*passed_on)
};

static volatile pid_t program;

/* The terminal's signals go to its whole process group: it has them. */
static void hand_on(int number, siginfo_t *from, void *context)
{
	int error = errno;

	(void)context;
	if (from->si_code <= 0 && program > 0)
		kill(program, number);
	errno = error;
}

static void catch_signals(struct sigaction *old)
{
	struct sigaction action = { .sa_sigaction = hand_on,
				    .sa_flags = SA_SIGINFO | SA_RESTART };

	sigemptyset(&action.sa_mask);
	for (int i = 0; i < N_PASSED_ON; i++)
		sigaction(passed_on[i], &action, &old[i]);
}

/*
 * It gets our mask, and ignores what we ignore ("&", nohup); only then are
 * the signals caught, of which none gets lost. 0, or an errno.
 */
static int start(char *const argv[], char *const environment[],
		 struct sigaction *old)
{
	posix_spawnattr_t attributes;
	sigset_t blocked, before;
	pid_t pid;

	sigemptyset(&blocked);
	for (int i = 0; i < N_PASSED_ON; i++)
		sigaddset(&blocked, passed_on[i]);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attributes, &before);
	int error = posix_spawn(&pid, argv[0], NULL, &attributes, argv,
				environment);

	posix_spawnattr_destroy(&attributes);
	program = error ? 0 : pid;
	catch_signals(old);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return error;
}

/* Until the end, or at once where there are no pidfds (before Linux 5.3). */
static void watch_program(void (*watch)(void *context, pid_t pid),
			  void *context)
{
	struct pollfd ended = { pidfd_open(program, 0), POLLIN, 0 };

	if (ended.fd < 0)
		return;
	while (!ended.revents)
		if (poll(&ended, 1, 500) <= 0 && !ended.revents)
			watch(context, program);
	close(ended.fd);
}

int foreground_run(struct foreground *end, char *const argv[],
		   char *const environment[],
		   void (*watch)(void *context, pid_t pid), void *context,
		   struct why *why)
{
	struct sigaction old[N_PASSED_ON];
	uint64_t started_ns = clock_now_ns();
	int state = 0;

	*end = (struct foreground){ 0 };
	fflush(NULL);
	int error = start(argv, environment, old);

	end->pid = program;
	if (!error && watch)
		watch_program(watch, context);
	if (!error)
		while (waitpid(end->pid, &state, 0) < 0 && errno == EINTR)
			;
	program = 0;
	for (int i = 0; i < N_PASSED_ON; i++)
		sigaction(passed_on[i], &old[i], NULL);
	if (error) {
		errno = error;
		return why_errno(why, "%s cannot be run", argv[0]);
	}
	end->elapsed_s = (double)(clock_now_ns() - started_ns) / 1e9;
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
