/*
 * gilbench-apiserver, started once a run where a workload needs it, and kept
 * off the CPUs that the cell's workers use.
 */
#ifndef GILBENCH_ENGINE_SERVER_H
#define GILBENCH_ENGINE_SERVER_H

#include <sched.h>
#include <stdbool.h>

#include "base/why.h"
#include "engine/guardian.h"

struct server {
	struct guardian guardian; /* pid 0: not started */
	pid_t pid;                /* the server's own */
	int in_fd;                /* it ends when this closes */
	unsigned port, echo_port;
};

/*
 * Start BINDIR/gilbench-apiserver, serving files of `shards_dir` ("" none),
 * and wait until it listens. 0 or -1.
 */
int server_start(struct server *server, const char *bindir,
		 const char *shards_dir, struct why *why);
void server_stop(struct server *server);

/*
 * Let it run on `usable` without `workers`, or on all of `usable` if nothing
 * is left. Returns true if it shares CPUs with the workers.
 */
bool server_place(const struct server *server, const cpu_set_t *usable,
		  const cpu_set_t *workers);

#endif
