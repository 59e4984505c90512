/*
 * gilbench submit: a plan onto many machines, by an engine that is there. The
 * scripts are written by output/batch_script.c, the engines started by
 * submit_slurm.c and submit_ssh.c.
 */
#include "cmd.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/units.h"
#include "cli/options.h"
#include "cli/submit.h"
#include "cli/submit_shards.h"
#include "output/batch_script.h"
#include "output/rundir.h"

#define MOST_SHARDS 10000 /* Slurm's MaxArraySize is 1001 by default */

static int set_path(char **target, const char *value, struct why *why)
{
	free(*target);
	*target = realpath(value, NULL);
	return *target ? 0 : why_errno(why, "%s", value);
}

#define SUBMIT ((struct submit *)target)
#define SETTER(name)                                                           \
	static int set_##name(void *target, const char *value, struct why *why)
#define TEXT_SETTER(name)                                                      \
	SETTER(name)                                                           \
	{                                                                      \
		(void)why;                                                     \
		free(SUBMIT->name);                                            \
		SUBMIT->name = alloc_copy(value);                              \
		return 0;                                                      \
	}
#define FLAG(name)                                                             \
	SETTER(name)                                                           \
	{                                                                      \
		(void)value;                                                   \
		(void)why;                                                     \
		SUBMIT->name = true;                                           \
		return 0;                                                      \
	}

TEXT_SETTER(partition)
TEXT_SETTER(time)
FLAG(dry_run)
FLAG(survey)
FLAG(shared)

/* Where a relative one begins differs: the home, or the run directory. */
SETTER(gilbench)
{
	if (!*value || (*value != '/' && strchr(value, '/')))
		return why_set(why,
			       "'%s' is neither an absolute path nor a name to "
			       "look up on the machines",
			       value);
	free(SUBMIT->gilbench);
	SUBMIT->gilbench = alloc_copy(value);
	return 0;
}

SETTER(hosts)
{
	return set_path(&SUBMIT->hosts, value, why);
}

SETTER(copy)
{
	return set_path(&SUBMIT->tarball, value, why);
}

SETTER(shards)
{
	uint64_t n;

	if (units_count(value, 1, MOST_SHARDS, &n, why) < 0)
		return -1;
	SUBMIT->n_shards = (unsigned)n;
	return 0;
}

SETTER(throttle)
{
	uint64_t n;

	if (units_count(value, 1, MOST_SHARDS, &n, why) < 0)
		return -1;
	SUBMIT->throttle = (unsigned)n;
	return 0;
}

SETTER(pass)
{
	if (*value != '-')
		return why_set(why, "'%s' is no option of sbatch or parallel",
			       value);
	text_list_add(&SUBMIT->passed, value);
	return 0;
}

static const struct option_row rows[] = {
	{ "shards", 'n', "N", "in how many parts [groups, at most 16]",
	  set_shards },
	{ "survey", 0, NULL, "the whole plan on each machine", set_survey },
	{ "dry-run", 0, NULL, "write the scripts and start nothing",
	  set_dry_run },
	{ "hosts", 0, "FILE", "of ssh: machines; of Slurm: nodes of a survey",
	  set_hosts },
	{ "throttle", 0, "N", "of Slurm: so many shards at a time",
	  set_throttle },
	{ "partition", 0, "NAME", "of Slurm", set_partition },
	{ "time", 0, "LIMIT", "of Slurm: of each shard", set_time },
	{ "shared", 0, NULL, "of Slurm: not a whole node for each shard",
	  set_shared },
	{ "pass", 0, "OPTION", "to sbatch or parallel as it is (repeatable)",
	  set_pass },
	{ "gilbench", 0, "PATH", "the program on the machines [this one]",
	  set_gilbench },
	{ "copy", 0, "TARBALL", "the program: a relocatable gilbench",
	  set_copy },
	{ 0 },
};

static const struct command_help help = {
	.synopsis = "gilbench submit [options] RUN slurm|ssh",
	.summary = "Measure the plan of a run directory on many machines: a "
		   "job array of Slurm,\nor GNU parallel over ssh.",
	.rows = rows,
	.epilogue = "The machines share the run directory. The scripts are in "
		    "its submit/ and can be\nstarted by hand. What is done "
		    "already is not submitted again.",
};

static int check(struct submit *submit, bool slurm, struct why *why)
{
	if (!slurm && !submit->hosts)
		return why_set(why, "ssh needs --hosts FILE, a machine on each "
				    "line");
	if (slurm && submit->hosts && !submit->survey)
		return why_set(why, "--hosts: Slurm chooses the nodes of "
				    "shards");
	if (!slurm && (submit->throttle || submit->partition || submit->time ||
		       submit->shared))
		return why_set(why, "--throttle, --partition, --time and "
				    "--shared are for Slurm");
	if (submit->survey && (submit->n_shards || submit->throttle))
		return why_set(why, "a survey has no shards: each machine "
				    "measures the whole plan");
	if (submit->tarball && submit->gilbench)
		return why_set(why, "--copy and --gilbench contradict each "
				    "other");
	return 0;
}

/* What parallel takes for a host: it knows no comments beside names. */
static int write_hosts(const struct submit *submit, struct why *why)
{
	const struct rundir dir = { .path = submit->run, .samples_fd = -1 };
	FILE *file = rundir_begin(&dir, "submit/hosts", why);

	if (!file)
		return -1;
	for (size_t i = 0; i < submit->nodes.n; i++)
		fprintf(file, "%s\n", submit->nodes.items[i]);
	return rundir_end(&dir, "submit/hosts", file, true, why);
}

/* The tarball's name in submit/, with a copy of it there. NULL: see why. */
static char *copy_tarball(const struct submit *submit, struct why *why)
{
	const struct rundir dir = { .path = submit->run, .samples_fd = -1 };
	FILE *from = fopen(submit->tarball, "re");
	FILE *to =
		from ? rundir_begin(&dir, "submit/gilbench.tar.gz", why) : NULL;
	char part[65536];
	size_t n;

	if (!from)
		why_errno(why, "%s", submit->tarball);
	while (to && (n = fread(part, 1, sizeof(part), from)) > 0)
		fwrite(part, 1, n, to);
	bool broken = from && ferror(from);

	if (broken)
		why_errno(why, "%s", submit->tarball);
	if (from)
		fclose(from);
	if (!to ||
	    rundir_end(&dir, "submit/gilbench.tar.gz", to, !broken, why) < 0)
		return NULL;
	return alloc_printf("%s/submit/gilbench.tar.gz", submit->run);
}

static int write_scripts(struct submit *submit, bool slurm, struct why *why)
{
	char *own = alloc_printf("%s/gilbench", cmd_bindir());
	char *folder = alloc_printf("%s/submit", submit->run);
	char *tarball = NULL;
	int status = rundir_make_path(folder, why);

	if (status == 0 && submit->tarball) {
		tarball = copy_tarball(submit, why);
		status = tarball ? 0 : -1;
	}
	const struct batch_script script = {
		.run = submit->run,
		.gilbench = tarball            ? NULL
			    : submit->gilbench ? submit->gilbench
					       : own,
		.tarball = tarball,
		.n_shards = submit->n_shards,
		.slurm = slurm,
		.survey = submit->survey,
		.shared = submit->shared,
	};
	if (status == 0)
		status = batch_script_write(&script, why);
	if (status == 0 && !slurm)
		status = write_hosts(submit, why);
	free(tarball);
	free(folder);
	free(own);
	return status;
}

/*
 * The engine twice: first only to write down what it would start. The script
 * is in the directory before anything is started.
 */
static int start(struct submit *submit, bool slurm)
{
	const struct rundir dir = { .path = submit->run, .samples_fd = -1 };
	int (*engine)(struct submit *) = slurm ? submit_slurm : submit_ssh;
	bool dry_run = submit->dry_run;
	char *text = NULL;
	size_t n_bytes = 0;
	struct why why;

	submit->dry_run = true;
	submit->script = open_memstream(&text, &n_bytes);
	fputs("#!/bin/sh\n# Started by gilbench submit, and by hand: sh "
	      "submit.sh\n\n",
	      submit->script);
	int status = engine(submit);

	fclose(submit->script);
	if (status == 0 &&
	    rundir_write(&dir, "submit/submit.sh", text, n_bytes, &why) < 0)
		status = cmd_fail("submit", EXIT_BROKEN, why.text);
	if (status == 0 && dry_run)
		fputs(text, stdout);
	free(text);
	if (status || dry_run)
		return status;
	submit->dry_run = false;
	submit->script = fopen("/dev/null", "we");
	if (!submit->script)
		return cmd_fail("submit", EXIT_BROKEN, "no /dev/null");
	status = engine(submit);
	fclose(submit->script);
	return status;
}

/* Slurm's names; ranges of them would be one job on many nodes. */
static bool is_node(const char *name)
{
	return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-_"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(name);
}

static int read_hosts(struct submit *submit, bool slurm, struct why *why)
{
	struct text_list *nodes = &submit->nodes;

	if (!submit->hosts)
		return 0;
	if (submit_read_hosts(submit->hosts, nodes, why) < 0)
		return -1;
	for (size_t i = 0; slurm && i < nodes->n; i++)
		if (!is_node(nodes->items[i]))
			return why_set(why, "%s: '%s' is no name of one node",
				       submit->hosts, nodes->items[i]);
	return 0;
}

static int submit_to(struct submit *submit, const char *dir, const char *name)
{
	bool slurm = strcmp(name, "slurm") == 0;
	struct why why;

	if (!slurm && strcmp(name, "ssh") != 0) {
		why_set(&why, "'%s' is neither slurm nor ssh", name);
		return cmd_fail("submit", EXIT_USAGE, why.text);
	}
	if (cmd_check_runs("submit", (char *const[]){ (char *)dir }, 1, &why) <
		    0 ||
	    check(submit, slurm, &why) < 0 ||
	    read_hosts(submit, slurm, &why) < 0 ||
	    set_path(&submit->run, dir, &why) < 0 ||
	    submit_find_shards(submit, &why) < 0)
		return cmd_fail("submit", EXIT_USAGE, why.text);
	if (!submit->survey && submit->missing.n == 0) {
		puts("nothing is left to be measured");
		return EXIT_DONE;
	}
	if (write_scripts(submit, slurm, &why) < 0)
		return cmd_fail("submit", EXIT_BROKEN, why.text);
	return start(submit, slurm);
}

int cmd_submit(int argc, char **argv)
{
	struct submit submit = { 0 };
	char **operands = NULL;
	int n_operands = 0, status = EXIT_DONE;
	bool done = false;
	struct why why;

	if (options_parse(&help, &submit, argc, argv, &operands, &n_operands,
			  &done, &why) < 0)
		status = cmd_fail("submit", EXIT_USAGE, why.text);
	else if (!done && n_operands != 2)
		status = cmd_fail("submit", EXIT_USAGE,
				  "say which run directory, and slurm or ssh "
				  "(see gilbench submit --help)");
	else if (!done)
		status = submit_to(&submit, operands[0], operands[1]);
	free(operands);
	free(submit.run);
	free(submit.hosts);
	free(submit.tarball);
	free(submit.gilbench);
	free(submit.partition);
	free(submit.time);
	text_list_fini(&submit.passed);
	text_list_fini(&submit.missing);
	text_list_fini(&submit.nodes);
	return status;
}
