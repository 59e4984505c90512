/* gilbench: choosing the command, and closing stdout with care. */
#include "cmd.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <pwd.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/units.h"
#include "config.h"

const struct command cmd_commands[] = {
	{ "run", "measure, and say what the GIL costs here", cmd_run },
	{ "check", "is this machine quiet and able?", cmd_check },
	{ "list", "workloads, kernels, executors, pin policies", cmd_list },
	{ "topo", "draw this machine and where workers would be put",
	  cmd_topo },
	{ "plot", "draw the figures of a run again", cmd_plot },
	{ "compare", "did anything change between runs?", cmd_compare },
	{ "report", "write the report of a run: markdown, HTML, LaTeX",
	  cmd_report },
	{ "plan", "write the plan of a run, for later or elsewhere", cmd_plan },
	{ "todo", "which shards of a plan are missing", cmd_todo },
	{ "status", "how far a run is, by host", cmd_status },
	{ "merge", "one result of all shards and hosts", cmd_merge },
	{ "submit", "measure a plan on many machines: Slurm or ssh",
	  cmd_submit },
	{ "trace", "run a Python program under the GIL meter", cmd_trace },
	{ "probe", "does a Python statement release the GIL?", cmd_probe },
	{ "completion", "print what completes options in bash or zsh",
	  cmd_completion },
	{ "new-workload", "write a workload of your own, to be changed",
	  cmd_new_workload },
	{ NULL, NULL, NULL },
};

int cmd_fail(const char *command, int status, const char *text)
{
	fflush(stdout);
	fprintf(stderr, "gilbench %s: %s\n", command, text);
	return status;
}

const char *cmd_bindir(void)
{
	static char path[PATH_MAX];

	if (!*path) {
		ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

		if (n < 0) {
			fputs("gilbench: /proc is not mounted\n", stderr);
			exit(EXIT_BROKEN);
		}
		path[n] = '\0';
		*strrchr(path, '/') = '\0';
	}
	return path;
}

const char *cmd_libdir(void)
{
	static char *path;

	if (!path) {
		char *prefix = alloc_copy(cmd_bindir());

		path = alloc_printf("%s/lib/gilbench", dirname(prefix));
		free(prefix);
	}
	return path;
}

char *cmd_cachedir(void)
{
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	const struct passwd *user;

	if (cache && *cache == '/')
		return alloc_printf("%s/gilbench", cache);
	if (home && *home == '/')
		return alloc_printf("%s/.cache/gilbench", home);
	/* not in /tmp: whoever makes a known name there first owns it */
	user = getpwuid(getuid());
	if (user && user->pw_dir && *user->pw_dir == '/')
		return alloc_printf("%s/.cache/gilbench", user->pw_dir);
	return NULL;
}

int cmd_check_runs(const char *command, char *const *dirs, size_t n_dirs,
		   struct why *why)
{
	if (n_dirs == 0)
		return why_set(why,
			       "which run directory? (see gilbench %s --help)",
			       command);
	for (size_t i = 0; i < n_dirs; i++) {
		char *path = alloc_printf("%s/run.json", dirs[i]);
		bool there = access(path, F_OK) == 0;

		free(path);
		if (!there)
			return why_set(why,
				       "%s: not a run directory (no run.json "
				       "in it)",
				       dirs[i]);
	}
	return 0;
}

unsigned cmd_n_cpus(void)
{
	cpu_set_t cpus;

	if (sched_getaffinity(0, sizeof(cpus), &cpus) == 0)
		return (unsigned)CPU_COUNT(&cpus);
	return (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
}

static void print_help(FILE *file)
{
	fputs("Usage: gilbench COMMAND [options]\n"
	      "Does Python's GIL hold AI/ML jobs back on this machine? "
	      "Measured "
	      "with threads,\nprocesses and native code.\n\n",
	      file);
	for (const struct command *c = cmd_commands; c->name; c++)
		fprintf(file, "  %-12s %s\n", c->name, c->summary);
	fputs("\n  gilbench run --fast         the answer in a few minutes\n"
	      "  gilbench COMMAND --help     the options of a command\n"
	      "  man gilbench                the manual\n",
	      file);
}

static int unknown_command(const char *name)
{
	const char *names[sizeof(cmd_commands) / sizeof(*cmd_commands)];
	size_t n = 0;

	while (cmd_commands[n].name) {
		names[n] = cmd_commands[n].name;
		n++;
	}
	names[n] = NULL;
	const char *near = units_nearest(name, names);

	fprintf(stderr,
		"gilbench: unknown command '%s'%s%s%s (see gilbench "
		"--help)\n",
		name, near ? "; did you mean " : "", near ? near : "",
		near ? "?" : "");
	return EXIT_USAGE;
}

static int dispatch(int argc, char **argv)
{
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return EXIT_DONE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts(PACKAGE_STRING);
		return EXIT_DONE;
	}
	for (const struct command *c = cmd_commands; c->name; c++)
		if (strcmp(c->name, argv[1]) == 0)
			return c->run(argc - 1, argv + 1);
	return unknown_command(argv[1]);
}

int main(int argc, char **argv)
{
	int status = dispatch(argc, argv);

	/* a full disk or a closed pipe behind stdout is a failure */
	if (fclose(stdout) != 0 && errno != EPIPE && status == EXIT_DONE) {
		fprintf(stderr, "gilbench: standard output: %s\n",
			strerror(errno));
		return EXIT_BROKEN;
	}
	return status;
}
