/*
 * A program in the foreground: it has our terminal, our input and output, and
 * the signals that are meant for it. Measured invocations run elsewhere: see
 * engine/guardian.h.
 */
#ifndef GILBENCH_CLI_FOREGROUND_H
#define GILBENCH_CLI_FOREGROUND_H

#include <sys/types.h>

#include "base/why.h"

struct foreground {
	pid_t pid;
	int status; /* exit status */
	int signal; /* that ended it, or 0 */
	int asked;  /* the last signal meanwhile that asks to end, or 0 */
	double elapsed_s;
};

/*
 * Run it to its end; argv[0] is the path. What is sent to our process group
 * reaches it anyway; signals to us alone are handed on (relay.h). Twice a
 * second watch(context, pid) is called, unless it is NULL. 0, or -1: it could
 * not be started.
 */
int foreground_run(struct foreground *end, char *const argv[],
		   char *const environment[],
		   void (*watch)(void *context, pid_t pid), void *context,
		   struct why *why);

/* End as it ended: its exit status, or by the same signal. */
int foreground_leave(const struct foreground *end);

#endif
