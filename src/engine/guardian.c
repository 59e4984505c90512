/*
 * The guardian process. It runs in a session of its own, so that a Ctrl-C
 * on the terminal reaches the driver alone, which then ends things in order.
 */
#include "guardian.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* Descriptors of the guardian, below everything it inherited. */
enum {
	LIFE_FD = 3,
	STATUS_FD,
	SIGNAL_FD,
	FIRST_FREE_FD
};

static pid_t parent_of(pid_t pid)
{
	char path[64], text[512];

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	ssize_t n = read(fd, text, sizeof(text) - 1);

	close(fd);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	/* "pid (name) state ppid": the name may hold anything but the end */
	char *after_name = strrchr(text, ')');
	int parent = 0;

	if (!after_name || sscanf(after_name, ") %*c %d", &parent) != 1)
		return 0;
	return parent;
}

static int descends_from(pid_t pid, pid_t ancestor)
{
	for (int depth = 0; pid > 1 && depth < 64; depth++) {
		pid = parent_of(pid);
		if (pid == ancestor)
			return 1;
	}
	return 0;
}

static void kill_descendants(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	if (!proc)
		return;
	while ((entry = readdir(proc))) {
		pid_t pid = (pid_t)atoi(entry->d_name);

		if (pid > 1 && descends_from(pid, getpid()))
			kill(pid, SIGKILL);
	}
	closedir(proc);
}

/*
 * Kill and reap until no child is left. Orphans of a killed child become
 * ours, so the loop ends when the whole tree is gone. Records the status of
 * `program` if it is reaped here.
 */
static void reap_everything(pid_t program, int *status)
{
	for (;;) {
		int s;
		pid_t pid = waitpid(-1, &s, WNOHANG);

		if (pid == 0) {
			kill_descendants();
			pid = waitpid(-1, &s, 0);
		}
		if (pid < 0 && errno == ECHILD)
			return;
		if (pid == program)
			*status = s;
	}
}

/* Wait until the program ended (1) or the driver hung up (0). */
static int watch(pid_t program, int *status)
{
	struct pollfd fds[] = { { LIFE_FD, POLLIN, 0 },
				{ SIGNAL_FD, POLLIN, 0 } };

	for (;;) {
		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[0].revents)
			return 0;
		struct signalfd_siginfo ignored;

		if (read(SIGNAL_FD, &ignored, sizeof(ignored)) < 0)
			continue;
		int s;
		pid_t pid;

		while ((pid = waitpid(-1, &s, WNOHANG)) > 0) {
			if (pid != program)
				continue;
			*status = s;
			return 1;
		}
	}
}

static _Noreturn void become_program(char *const argv[], char *const envp[],
				     const sigset_t *signals)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigprocmask(SIG_SETMASK, signals, NULL);
	execve(argv[0], argv, envp);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static _Noreturn void guard(char *const argv[], char *const envp[])
{
	sigset_t all, none, child;

	setsid();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	prctl(PR_SET_NAME, "gilbench-guard");
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	sigemptyset(&none);
	for (int s = 1; s < NSIG; s++)
		signal(s, SIG_DFL);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	int fd = signalfd(-1, &child, SFD_CLOEXEC);

	if (fd != SIGNAL_FD) {
		dup3(fd, SIGNAL_FD, O_CLOEXEC);
		close(fd);
	}
	int status = -1;
	pid_t program = fork();

	if (program == 0)
		become_program(argv, envp, &none);
	if (program > 0)
		watch(program, &status);
	reap_everything(program, &status);
	if (write(STATUS_FD, &status, sizeof(status)) < 0)
		_exit(1);
	_exit(0);
}

/* In the guardian: arrange descriptors and close all others. */
static void arrange(int in_fd, int out_fd, int err_fd, int life_fd,
		    int status_fd)
{
	/* first out of the way of the low numbers, then into place */
	int moved[] = { in_fd, out_fd, err_fd, life_fd, status_fd };

	for (int i = 0; i < 5; i++)
		moved[i] = fcntl(moved[i], F_DUPFD, 64);
	for (int i = 0; i < 3; i++)
		dup2(moved[i], i);
	dup3(moved[3], LIFE_FD, O_CLOEXEC);
	dup3(moved[4], STATUS_FD, O_CLOEXEC);
	/* also where the kernel, or a container, has no close_range(2) */
	closefrom(SIGNAL_FD);
}

int guardian_start(struct guardian *guardian, char *const argv[],
		   char *const envp[], int in_fd, int out_fd, int err_fd,
		   struct why *why)
{
	int life[2] = { -1, -1 }, status[2] = { -1, -1 };
	int null_fd = -1;

	*guardian = (struct guardian){ 0, -1, -1 };
	if (in_fd < 0)
		in_fd = null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (in_fd < 0 || pipe2(life, O_CLOEXEC) < 0 ||
	    pipe2(status, O_CLOEXEC) < 0)
		goto failed;
	fflush(NULL);
	pid_t pid = fork();

	if (pid < 0)
		goto failed;
	if (pid == 0) {
		arrange(in_fd, out_fd, err_fd, life[0], status[1]);
		guard(argv, envp);
	}
	close(life[0]);
	close(status[1]);
	if (null_fd >= 0)
		close(null_fd);
	*guardian = (struct guardian){ pid, life[1], status[0] };
	return 0;
failed:
	why_errno(why, "cannot start %s", argv[0]);
	for (int i = 0; i < 2; i++) {
		if (life[i] >= 0)
			close(life[i]);
		if (status[i] >= 0)
			close(status[i]);
	}
	if (null_fd >= 0)
		close(null_fd);
	return -1;
}

void guardian_end(struct guardian *guardian)
{
	int status;

	if (guardian->pid <= 0)
		return;
	close(guardian->life_fd);
	while (read(guardian->status_fd, &status, sizeof(status)) < 0 &&
	       errno == EINTR)
		;
	close(guardian->status_fd);
	while (waitpid(guardian->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*guardian = (struct guardian){ 0, -1, -1 };
}
