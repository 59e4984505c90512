/*
 * One question to one program. Invocations that are measured are not started
 * here: see engine/guardian.h.
 */
#include "machine/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"

#define MAX_BYTES (1u << 20)

struct stream {
	int fd; /* read end, -1 once it has ended */
	size_t n;
	char *text;
};

/* In the child: become the program. What fails is written to `failed`. */
static void become(char *const argv[], char *const environment[], int output,
		   int error, int failed, pid_t parent)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t none;

	/* whatever ends the asking program, this one does not live on */
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int i = 1; i < NSIG; i++)
		sigaction(i, &action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (getppid() == parent && null >= 0 && dup2(null, 0) == 0 &&
	    dup2(output, 1) == 1 && dup2(error, 2) == 2)
		execve(argv[0], argv, environment);
	int why = errno;

	/* the reader sees the end of the pipe if even this fails */
	if (write(failed, &why, sizeof(why)) < 0)
		_exit(126);
	_exit(127);
}

/*
 * Start it in a process group of its own. 0, or an errno. Not posix_spawn():
 * it cannot ask for the death signal.
 */
static int start(pid_t *pid, char *const argv[], char *const environment[],
		 int output, int error)
{
	pid_t parent = getpid();
	int failed[2], failure = 0;

	if (pipe2(failed, O_CLOEXEC) < 0)
		return errno;
	*pid = fork();
	if (*pid == 0)
		become(argv, environment, output, error, failed[1], parent);
	close(failed[1]);
	if (*pid < 0)
		failure = errno;
	else if (read(failed[0], &failure, sizeof(failure)) ==
		 sizeof(failure)) /* it did not become the program */
		waitpid(*pid, NULL, 0);
	close(failed[0]);
	return failure;
}

/* Take what has come. Returns false when it is too much. */
static bool take(struct stream *stream)
{
	ssize_t n = read(stream->fd, stream->text + stream->n,
			 MAX_BYTES - stream->n);

	if (n > 0)
		stream->n += (size_t)n;
	else if (n == 0 || errno != EINTR)
		stream->fd = -1;
	return stream->n < MAX_BYTES;
}

/* Read both to their ends, or until it takes too long or is too much. */
static void listen_to(struct stream streams[2], uint64_t deadline_ns,
		      struct answer *answer)
{
	while (streams[0].fd >= 0 || streams[1].fd >= 0) {
		struct pollfd polls[2] = { { streams[0].fd, POLLIN, 0 },
					   { streams[1].fd, POLLIN, 0 } };
		uint64_t now = clock_now_ns();

		if (now >= deadline_ns) {
			answer->timed_out = true;
			return;
		}
		poll(polls, 2, (int)((deadline_ns - now) / 1000000) + 1);
		for (int i = 0; i < 2; i++) {
			if (polls[i].revents && !take(&streams[i])) {
				answer->flooded = true;
				return;
			}
		}
	}
}

/* It may have closed its output and live on: wait no longer than allowed. */
static void reap(pid_t pid, uint64_t deadline_ns, struct answer *answer)
{
	const struct timespec pause = { 0, 1000000 };
	siginfo_t state = { 0 };
	int status = 0;

	while (!answer->timed_out && !answer->flooded &&
	       !waitid(P_PID, (id_t)pid, &state, WEXITED | WNOWAIT | WNOHANG) &&
	       !state.si_pid) {
		answer->timed_out = clock_now_ns() >= deadline_ns;
		nanosleep(&pause, NULL);
	}
	/* Not reaped yet, so the group's number cannot be anyone else's. */
	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		answer->signal = WTERMSIG(status);
	else
		answer->status = WEXITSTATUS(status);
}

int ask_program(struct answer *answer, char *const argv[],
		char *const environment[], double timeout_s, struct why *why)
{
	uint64_t deadline_ns = clock_now_ns() + (uint64_t)(timeout_s * 1e9);
	int output[2], error[2];
	pid_t pid = -1;

	*answer = (struct answer){ .output = alloc_zero(MAX_BYTES + 1, 1),
				   .error = alloc_zero(MAX_BYTES + 1, 1) };
	if (pipe2(output, O_CLOEXEC))
		return why_errno(why, "no pipe");
	if (pipe2(error, O_CLOEXEC)) {
		why_errno(why, "no pipe");
		close(output[0]);
		close(output[1]);
		return -1;
	}

	int failure = start(&pid, argv, environment, output[1], error[1]);

	close(output[1]);
	close(error[1]);
	if (!failure) {
		struct stream streams[2] = {
			{ output[0], 0, answer->output },
			{ error[0], 0, answer->error },
		};

		listen_to(streams, deadline_ns, answer);
		reap(pid, deadline_ns, answer);
	} else {
		errno = failure;
		why_errno(why, "%s cannot be run", argv[0]);
	}
	close(output[0]);
	close(error[0]);
	return failure ? -1 : 0;
}

void answer_fini(struct answer *answer)
{
	free(answer->output);
	free(answer->error);
	*answer = (struct answer){ 0 };
}
