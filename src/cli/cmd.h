/* The commands, and what they share. Each takes argv[0] = its own name. */
#ifndef GILBENCH_CLI_CMD_H
#define GILBENCH_CLI_CMD_H

#include <stddef.h>

#include "base/why.h"

/* Exit statuses; several apply: the first of this list wins. */
enum exit_status {
	EXIT_DONE = 0,
	EXIT_BROKEN = 1,   /* the program failed */
	EXIT_USAGE = 2,    /* what was typed is wrong */
	EXIT_CELLS = 3,    /* some cells failed */
	EXIT_VERDICT = 4,  /* no verdict */
	EXIT_MISMATCH = 5, /* checksums or the GIL's state differ */
	EXIT_REFUSED = 6,
	EXIT_REGRESSION = 7,
	EXIT_BUSY = 75,    /* another run holds this machine */
	EXIT_SIGNAL = 128, /* + the signal */
};

struct command {
	const char *name, *summary;
	int (*run)(int argc, char **argv);
};

/* All commands, in the order of the help; ends with a NULL name. */
extern const struct command cmd_commands[];

int cmd_check(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_completion(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_merge(int argc, char **argv);
int cmd_new_workload(int argc, char **argv);
int cmd_plan(int argc, char **argv);
int cmd_plot(int argc, char **argv);
int cmd_probe(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_todo(int argc, char **argv);
int cmd_submit(int argc, char **argv);
int cmd_topo(int argc, char **argv);
int cmd_trace(int argc, char **argv);

/* Say "gilbench COMMAND: TEXT" on stderr and return `status`. */
int cmd_fail(const char *command, int status, const char *text);

/* Where the parts lie, relative to this program: absolute, never freed. */
const char *cmd_libdir(void); /* lib/gilbench */
const char *cmd_bindir(void);
/* ${XDG_CACHE_HOME:-~/.cache}/gilbench: free(). NULL: the user has no home. */
char *cmd_cachedir(void);

/* There are some, and each is a run directory: 0. Or -1, a usage error. */
int cmd_check_runs(const char *command, char *const *dirs, size_t n_dirs,
		   struct why *why);

/* How many CPUs this process may use. */
unsigned cmd_n_cpus(void);

#endif
