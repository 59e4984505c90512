/*
 * Paths stand in single quotes in the scripts, once each, and in no comment and
 * no #SBATCH line: none can end what it stands in.
 */
#include "output/batch_script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/shell.h"
#include "output/rundir.h"

static void put_assignment(FILE *file, const char *name, const char *value)
{
	fprintf(file, "%s=", name);
	shell_put(file, value);
	fputc('\n', file);
}

static void put_sbatch(FILE *file, const struct batch_script *script)
{
	fprintf(file, "#SBATCH --job-name=gilbench\n"
		      "#SBATCH --open-mode=append\n");
	fprintf(file, "#SBATCH --output=submit/%s.log\n",
		script->survey ? "survey-%j" : "shard-%A_%a");
	if (!script->shared)
		fputs("#SBATCH --exclusive\n", file);
	fputs("# a node that is lost: the shard goes on elsewhere\n"
	      "#SBATCH --requeue\n"
	      "# a minute before its time is up: what was measured is kept\n"
	      "#SBATCH --signal=B:USR1@60\n",
	      file);
}

/* Once on each machine, under a name that only the same files have. */
static void put_unpacking(FILE *file)
{
	fputs("\n"
	      "# The relocatable gilbench, unpacked in this user's cache.\n"
	      "set -e\n"
	      "sum=$(cksum <\"$tarball\" | tr ' ' '-')\n"
	      "cache=${XDG_CACHE_HOME:-$HOME/.cache}/gilbench\n"
	      "gilbench=$cache/copy-$sum/bin/gilbench\n"
	      "if [ ! -x \"$gilbench\" ]; then\n"
	      "\tmkdir -p \"$cache\"\n"
	      "\tnew=\n"
	      "\t# dash runs no EXIT trap on a signal\n"
	      "\ttrap 'rm -rf \"$new\"' EXIT\n"
	      "\ttrap 'exit 129' HUP\n"
	      "\ttrap 'exit 130' INT\n"
	      "\ttrap 'exit 143' TERM\n"
	      "\ttrap 'exit 138' USR1\n"
	      "\tnew=$(mktemp -d \"$cache/new-XXXXXX\")\n"
	      "\ttar -xzf \"$tarball\" -C \"$new\" --strip-components=1\n"
	      "\t# another may have been as fast\n"
	      "\tmv -T \"$new\" \"$cache/copy-$sum\" ||\n"
	      "\t\t[ -x \"$gilbench\" ]\n"
	      "\trm -rf \"$new\"\n"
	      "\ttrap - EXIT HUP INT TERM USR1\n"
	      "fi\n"
	      "set +e\n",
	      file);
}

static void put_paths(FILE *file, const struct batch_script *script)
{
	put_assignment(file, "run", script->run);
	if (script->gilbench)
		put_assignment(file, "gilbench", script->gilbench);
	else
		put_assignment(file, "tarball", script->tarball);
}

static void put_command(FILE *file, const struct batch_script *script)
{
	fprintf(file, "%s\"$gilbench\" run --resume \"$run\" ",
		script->slurm ? "exec " : "");
	if (script->survey)
		fputs("--survey", file);
	else
		fprintf(file, "--shard \"$shard/%u\"", script->n_shards);
	/* where other jobs may run, other shards may: one after the other */
	fprintf(file, " \\\n\t%s --no-plot --progress plain\n",
		script->shared ? "--wait" : "--require-exclusive");
}

static void put_shard(FILE *file, const struct batch_script *script)
{
	fputs("#!/bin/sh\n", file);
	if (script->survey)
		fputs("# The whole plan, on the machine where this runs.\n",
		      file);
	else
		fprintf(file,
			"# Shard %s of the %u of this plan, on the machine "
			"where this runs.\n",
			script->slurm ? "SLURM_ARRAY_TASK_ID" : "$1",
			script->n_shards);
	fputs("# Written by gilbench submit; submit.sh beside it starts "
	      "this.\n",
	      file);
	if (script->slurm)
		put_sbatch(file, script);
	fputc('\n', file);
	put_paths(file, script);
	if (!script->survey)
		fprintf(file, "shard=${%s:?}\n",
			script->slurm ? "SLURM_ARRAY_TASK_ID" : "1");
	if (!script->gilbench)
		put_unpacking(file);
	fputs(script->slurm ? "\n# in place of this shell: signals reach it\n"
			    : "\n",
	      file);
	put_command(file, script);
	if (!script->slurm)
		fputs("status=$?\n\n"
		      "# Cells that failed, or no verdict: no other machine "
		      "need try.\n"
		      "case $status in\n"
		      "3 | 4) exit 0 ;;\n"
		      "esac\n"
		      "exit $status\n",
		      file);
}

static void put_merge(FILE *file, const struct batch_script *script)
{
	fputs("#!/bin/sh\n"
	      "# What all shards have measured, as tables, figures, report.\n"
	      "#SBATCH --job-name=gilbench-merge\n"
	      "#SBATCH --open-mode=append\n"
	      "#SBATCH --output=submit/merge-%j.log\n"
	      "#SBATCH --requeue\n\n",
	      file);
	put_paths(file, script);
	if (!script->gilbench)
		put_unpacking(file);
	fputs("\nexec \"$gilbench\" merge \"$run\"\n", file);
}

static int write_one(const struct batch_script *script, const char *name,
		     void (*put)(FILE *, const struct batch_script *),
		     struct why *why)
{
	const struct rundir dir = { .path = (char *)script->run,
				    .samples_fd = -1 };
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	put(file, script);
	fclose(file);
	int status = rundir_write(&dir, name, text, n_bytes, why);

	free(text);
	return status;
}

int batch_script_write(const struct batch_script *script, struct why *why)
{
	const char *paths[] = { script->run, script->gilbench,
				script->tarball };

	/* Slurm puts numbers for these into the names of logs */
	if (script->slurm && strpbrk(script->run, "%\\"))
		return why_set(why,
			       "%s: Slurm cannot take a run directory with %% "
			       "or \\ in its path",
			       script->run);
	for (unsigned i = 0; i < 3; i++)
		if (paths[i] && strchr(paths[i], '\n'))
			return why_set(why, "a line end in a path: %s",
				       paths[i]);
	char *folder = alloc_printf("%s/submit", script->run);
	int status = rundir_make_path(folder, why);

	free(folder);
	if (status == 0)
		status = write_one(script, "submit/shard.sh", put_shard, why);
	if (status < 0 || !script->slurm)
		return status;
	return write_one(script, "submit/merge.sh", put_merge, why);
}
