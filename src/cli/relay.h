/*
 * Signals that reach us and are meant for a program that we run: it stays in
 * our process group, as the shell's job control and the other programs of a
 * pipeline want it. So what is sent to the group, by the terminal or by
 * kill(2), it has already, and only what is sent to us alone is handed on.
 */
#ifndef GILBENCH_CLI_RELAY_H
#define GILBENCH_CLI_RELAY_H

#include <signal.h>
#include <stdint.h>
#include <sys/types.h>

struct relay {
	sigset_t before; /* the mask that the program is to get */
	int fd;          /* readable: signals came. For poll() */
	/* a process of our group that does nothing but to get its signals */
	pid_t witness;
	int witness_fd;
	uint64_t group; /* sent to the group, and not read from fd yet */
	int ending;     /* the last that asks to end, to whomever; or 0 */
};

/* Before the program starts: from now on none is lost. */
void relay_start(struct relay *relay);
/* Hand on those that came. */
void relay_pass(struct relay *relay, pid_t program);
/* When it has ended: what came for it is dropped. */
void relay_end(struct relay *relay);

#endif
