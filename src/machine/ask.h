/*
 * Run a program and read what it prints, within a time. For programs that
 * may hang, flood or leave children behind: its process group is killed.
 */
#ifndef GILBENCH_MACHINE_ASK_H
#define GILBENCH_MACHINE_ASK_H

#include <stdbool.h>

#include "base/why.h"

struct answer {
	char *output, *error; /* standard output and error, never NULL */
	bool timed_out;
	bool flooded; /* more than 1 MiB on one of them */
	int status;   /* exit status */
	int signal;   /* that killed it, or 0 */
};

/*
 * argv[0] is the path. Standard input is empty. 0, or -1 if it could not be
 * started. answer_fini() in both cases.
 */
int ask_program(struct answer *answer, char *const argv[],
		char *const environment[], double timeout_s, struct why *why);
void answer_fini(struct answer *answer);

#endif
