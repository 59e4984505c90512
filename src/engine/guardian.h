/*
 * The guardian: a small process between the driver and what it starts. It
 * is the subreaper of everything below it, and it kills and reaps all of it
 * when the program ends, when the driver asks, and when the driver is gone,
 * however that happened: the kernel closes the driver's end of a pipe, and
 * the guardian sees it.
 *
 * A parent-death signal alone would not do: it reaches the child, but not
 * the children of a multiprocessing fork server.
 */
#ifndef GILBENCH_ENGINE_GUARDIAN_H
#define GILBENCH_ENGINE_GUARDIAN_H

#include <sys/types.h>

#include "base/why.h"

struct guardian {
	pid_t pid;     /* the guardian's own; 0: none */
	int life_fd;   /* the driver's end of the pipe; closing it kills all */
	int status_fd; /* readable when the program has ended */
};

/*
 * Start argv[0] with argv and envp, with standard input from in_fd (-1: from
 * /dev/null), output to out_fd and error to err_fd. All other descriptors
 * stay behind. 0, or -1 when no process could be made; a program that cannot
 * be executed ends with status 127 and says why on err_fd.
 */
int guardian_start(struct guardian *guardian, char *const argv[],
		   char *const envp[], int in_fd, int out_fd, int err_fd,
		   struct why *why);

/* Kill what is left, reap the guardian and close its pipes. */
void guardian_end(struct guardian *guardian);

#endif
