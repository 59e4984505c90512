/* Starting, placing and stopping the local API server. */
#include "server.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "machine/noise.h"

enum {
	START_TIMEOUT_MS = 10000
};

/* The line "port N echo M", within the time limit. */
static int read_ports(int fd, struct server *server, struct why *why)
{
	char line[64];
	size_t n = 0;

	while (n < sizeof(line) - 1) {
		struct pollfd poll_fd = { fd, POLLIN, 0 };

		if (poll(&poll_fd, 1, START_TIMEOUT_MS) <= 0)
			return why_set(why, "does not answer");
		ssize_t got = read(fd, line + n, sizeof(line) - 1 - n);

		if (got <= 0)
			break;
		n += (size_t)got;
		line[n] = '\0';
		if (memchr(line, '\n', n) &&
		    sscanf(line, "port %u echo %u", &server->port,
			   &server->echo_port) == 2)
			return 0;
	}
	return why_set(why, "ended before it listened");
}

int server_start(struct server *server, const char *bindir,
		 const char *shards_dir, struct why *why)
{
	char *path = alloc_printf("%s/gilbench-apiserver", bindir);
	char shards_flag[] = "--shards";
	char *argv[] = { path, *shards_dir ? shards_flag : NULL,
			 (char *)shards_dir, NULL };
	int in[2] = { -1, -1 }, out[2] = { -1, -1 };
	int status = -1;

	*server = (struct server){ .in_fd = -1 };
	if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0)
		why_errno(why, "pipe");
	else
		status = guardian_start(&server->guardian, argv, environ, in[0],
					out[1], STDERR_FILENO, why);
	close(in[0]);
	close(out[1]);
	if (status == 0) {
		server->in_fd = in[1];
		status = read_ports(out[0], server, why);
	} else {
		close(in[1]);
	}
	close(out[0]);
	if (status == 0) {
		pid_t *pids;
		unsigned n = noise_tree(server->guardian.pid, &pids);

		server->pid = n > 1 ? pids[n - 1] : 0;
		free(pids);
	} else {
		why_context(why, "%s", path);
		server_stop(server);
	}
	free(path);
	return status;
}

void server_stop(struct server *server)
{
	if (server->in_fd >= 0)
		close(server->in_fd);
	guardian_end(&server->guardian);
	*server = (struct server){ .in_fd = -1 };
}

bool server_place(const struct server *server, const cpu_set_t *usable,
		  const cpu_set_t *workers)
{
	cpu_set_t rest;
	char path[64];

	CPU_XOR(&rest, usable, workers);
	CPU_AND(&rest, &rest, usable);
	bool shares = CPU_COUNT(&rest) == 0;

	snprintf(path, sizeof(path), "/proc/%d/task", server->pid);
	DIR *tasks = opendir(path);
	struct dirent *entry;

	while (tasks && (entry = readdir(tasks))) {
		pid_t tid = (pid_t)atoi(entry->d_name);

		/* a thread that ends meanwhile is no error */
		if (tid > 0)
			sched_setaffinity(tid, sizeof(rest),
					  shares ? usable : &rest);
	}
	if (tasks)
		closedir(tasks);
	return shares;
}
