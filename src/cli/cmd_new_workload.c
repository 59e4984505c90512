/* gilbench new-workload: a template of a user's own workload. */
#include "cmd.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "cli/options.h"
#include "engine/own.h"

static const struct option_row rows[] = { { 0 } };

static const struct command_help help = {
	.synopsis = "gilbench new-workload NAME",
	.summary = "Write NAME.py, a workload of your own to change: it runs "
		   "at once.",
	.rows = rows,
	.epilogue = "See gilbench-workload(7).",
};

/* "%s" is the file. What it says is checked by tests/cli/own.bats. */
static const char template[] =
	"\"\"\"Counts primes: to be replaced by what you want to measure.\n"
	"\n"
	"    gilbench run -w ./%s\n"
	"\n"
	"gilbench-workload(7) says what else a workload may have.\n"
	"\"\"\"\n"
	"UNIT = \"block\"  # what one unit of work is called\n"
	"\n"
	"# Set with --param NAME=VALUE; params[NAME] has the type of the "
	"default.\n"
	"PARAMS = {\"width\": 400}\n"
	"\n"
	"\n"
	"def prepare(params):\n"
	"    \"\"\"The state of one worker, untimed: load data, build a "
	"model.\n"
	"\n"
	"    Each worker has its own. params also holds \"seed\" and "
	"\"workers\".\n"
	"    \"\"\"\n"
	"    return params[\"width\"]\n"
	"\n"
	"\n"
	"def run(state, first, count):\n"
	"    \"\"\"Timed: compute units first ... first + count - 1.\n"
	"\n"
	"    A unit depends on params and its number alone, so that the sum of "
	"their\n"
	"    checksums (any int) is the same whoever computes them: it proves "
	"that\n"
	"    threads and processes do the same work.\n"
	"    \"\"\"\n"
	"    checksum = 0\n"
	"    for unit in range(first, first + count):\n"
	"        for n in range(unit * state, (unit + 1) * state):\n"
	"            if n > 1 and all(n %% d for d in range(2, int(n ** 0.5) + "
	"1)):\n"
	"                checksum += n\n"
	"    return checksum\n";

/* Can `import` find a file of this name? */
static bool is_importable(const char *stem, size_t n)
{
	bool good = n > 0 && isalpha((unsigned char)*stem);

	for (size_t i = 0; i < n; i++)
		good = good &&
		       (isalnum((unsigned char)stem[i]) || stem[i] == '_');
	return good;
}

/* "mine" and "mine.py" are the same. The file's name: free(); NULL: see why. */
static char *file_name(const char *typed, struct why *why)
{
	size_t n = strlen(typed);

	if (n > 3 && strcmp(typed + n - 3, ".py") == 0)
		n -= 3;
	char *file = alloc_printf("%.*s.py", (int)n, typed);
	const char *slash = strrchr(file, '/');
	const char *stem = slash ? slash + 1 : file;
	char *name = own_name(file, why);

	if (name && !is_importable(stem, strlen(stem) - 3)) {
		why_set(why, "a name is letters, digits and '_', and begins "
			     "with a letter");
		free(name);
		name = NULL;
	}
	if (!name) {
		why_context(why, "%s", typed);
		free(file);
		return NULL;
	}
	free(name);
	return file;
}

/* Never overwrites. 0 or -1. */
static int write_file(const char *file, struct why *why)
{
	const char *slash = strrchr(file, '/');
	FILE *stream = fopen(file, "wxe"); /* x: it must not exist */

	if (!stream && errno == EEXIST)
		return why_set(why, "%s is there already; choose another name",
			       file);
	if (!stream)
		return why_errno(why, "%s", file);
	fprintf(stream, template, slash ? slash + 1 : file);
	int broken = ferror(stream);

	if (fclose(stream) || broken) {
		why_errno(why, "%s", file);
		unlink(file);
		return -1;
	}
	return 0;
}

int cmd_new_workload(int argc, char **argv)
{
	char **operands, *file = NULL;
	int n_operands, unused, status = EXIT_DONE;
	bool done;
	struct why why;

	if (options_parse(&help, &unused, argc, argv, &operands, &n_operands,
			  &done, &why) < 0)
		status = cmd_fail("new-workload", EXIT_USAGE, why.text);
	else if (!done && n_operands != 1)
		status = cmd_fail("new-workload", EXIT_USAGE,
				  "takes one name (see --help)");
	else if (!done && ((file = file_name(operands[0], &why)) == NULL ||
			   write_file(file, &why) < 0))
		status = cmd_fail("new-workload", EXIT_USAGE, why.text);
	else if (!done)
		printf("%s is written. Try it:\n  gilbench run -w %s%s\n", file,
		       strchr(file, '/') ? "" : "./", file);
	free(operands);
	free(file);
	return status;
}
