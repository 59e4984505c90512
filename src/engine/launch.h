/* The command line and environment that start a cell's process tree. */
#ifndef GILBENCH_ENGINE_LAUNCH_H
#define GILBENCH_ENGINE_LAUNCH_H

#include "engine/guardian.h"
#include "engine/session.h"

/*
 * Raise this process's limit of open files to what the tree and its server
 * need, and as far as is sensible; both inherit it. -1 with why, as "code:
 * words", if more is needed than is allowed.
 */
int launch_provide_files(const struct cell *cell, struct why *why);

/* Start it with `text` as its REQUEST (protocol.md). 0 or -1. */
int launch_tree(struct guardian *guardian,
		const struct session_request *request, char *text, int out_fd,
		int err_fd, struct why *why);

#endif
