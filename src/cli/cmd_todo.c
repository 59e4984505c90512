/* gilbench todo: which shards are missing, as Slurm's --array takes them. */
#include "cmd.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/units.h"
#include "cli/batch.h"
#include "cli/options.h"

struct todo {
	uint64_t n_shards;
};

static int set_shards(void *target, const char *value, struct why *why)
{
	struct todo *todo = target;

	return units_count(value, 1, 1000000, &todo->n_shards, why);
}

static const struct option_row rows[] = {
	{ "shards", 'n', "N", "parts that the plan is measured in [1]",
	  set_shards },
	{ 0 },
};

static const struct command_help help = {
	.synopsis = "gilbench todo [-n N] RUN",
	.summary = "Print the shards that are missing: 0,3-5. Nothing: none.",
	.rows = rows,
};

/* "0,3-5" and the end of the line; nothing if there are none. */
static void print_list(const bool *missing, unsigned n)
{
	const char *before = "";

	for (unsigned i = 0; i < n; i++) {
		unsigned first = i;

		if (!missing[i])
			continue;
		while (i + 1 < n && missing[i + 1])
			i++;
		printf(i > first ? "%s%u-%u" : "%s%u", before, first, i);
		before = ",";
	}
	if (*before)
		putchar('\n');
}

static int print_todo(const char *dir, unsigned n_shards)
{
	struct batch batch;
	struct why why;

	if (batch_open(&batch, dir, &why) < 0) {
		batch_fini(&batch);
		return cmd_fail("todo", EXIT_BROKEN, why.text);
	}
	bool *missing = batch_missing(&batch, n_shards);

	print_list(missing, n_shards);
	free(missing);
	batch_fini(&batch);
	return EXIT_DONE;
}

int cmd_todo(int argc, char **argv)
{
	struct todo todo = { 1 };
	char **dirs;
	int n_dirs, status = EXIT_DONE;
	bool done;
	struct why why;

	if (options_parse(&help, &todo, argc, argv, &dirs, &n_dirs, &done,
			  &why) < 0)
		status = cmd_fail("todo", EXIT_USAGE, why.text);
	else if (!done && n_dirs != 1)
		status = cmd_fail("todo", EXIT_USAGE,
				  "takes one run "
				  "directory");
	else if (!done && cmd_check_runs("todo", dirs, 1, &why) < 0)
		status = cmd_fail("todo", EXIT_USAGE, why.text);
	else if (!done)
		status = print_todo(dirs[0], (unsigned)todo.n_shards);
	free(dirs);
	return status;
}
