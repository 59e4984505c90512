/*
 * Slurm: a job array with an element for each shard, or in a survey a job for
 * each node; and a job that merges, after all of these however they end.
 * Nothing of Slurm's accounting is needed.
 */
#include "cli/submit.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cli/cmd.h"

static void add(struct text_list *argv, char *word)
{
	text_list_add(argv, word);
	free(word);
}

static void begin(const struct submit *submit, struct text_list *argv)
{
	text_list_add(argv, "sbatch");
	text_list_add(argv, "--parsable");
	add(argv, alloc_printf("--chdir=%s", submit->run));
	if (submit->partition)
		add(argv, alloc_printf("--partition=%s", submit->partition));
}

static void end(const struct submit *submit, struct text_list *argv,
		const char *name)
{
	for (size_t i = 0; i < submit->passed.n; i++)
		text_list_add(argv, submit->passed.items[i]);
	add(argv, alloc_printf("%s/submit/%s", submit->run, name));
}

/* "0-3,7%2". free(). */
static char *array_text(const struct submit *submit)
{
	const struct text_list *missing = &submit->missing;
	char *text = alloc_copy("");

	for (size_t i = 0; i < missing->n; i++) {
		size_t last = i;

		while (last + 1 < missing->n &&
		       atoi(missing->items[last + 1]) ==
			       atoi(missing->items[last]) + 1)
			last++;
		char *longer =
			alloc_printf("%s%s%s%s%s", text, *text ? "," : "",
				     missing->items[i], last > i ? "-" : "",
				     last > i ? missing->items[last] : "");

		free(text);
		text = longer;
		i = last;
	}
	if (submit->throttle) {
		char *longer = alloc_printf("%s%%%u", text, submit->throttle);

		free(text);
		text = longer;
	}
	return text;
}

/* The job's number is added to `jobs`: ":17". 0 or -1. */
static int submit_job(struct submit *submit, const struct text_list *argv,
		      char **jobs, struct why *why)
{
	fputs("job=$(", submit->script);
	submit_note(submit, argv);
	fputs(") || exit\njobs=$jobs:${job%%;*}\n", submit->script);
	if (submit->dry_run)
		return 0;
	char *said = submit_ask(argv, why);
	size_t n = said ? strspn(said, "0123456789") : 0;

	if (said && !n)
		why_set(why, "sbatch names no job: %.80s", said);
	if (n) {
		char *longer = alloc_printf("%s:%.*s", *jobs, (int)n, said);

		printf("job %.*s\n", (int)n, said);
		free(*jobs);
		*jobs = longer;
	}
	free(said);
	return n ? 0 : -1;
}

static int submit_merge(struct submit *submit, const char *jobs,
			struct why *why)
{
	struct text_list argv = { NULL, 0 }, rest = { NULL, 0 };

	begin(submit, &argv);
	end(submit, &rest, "merge.sh");
	submit_note(submit, &argv);
	fputs(" --dependency=\"afterany$jobs\" ", submit->script);
	submit_note(submit, &rest);
	fputc('\n', submit->script);
	add(&argv, alloc_printf("--dependency=afterany%s", jobs));
	for (size_t i = 0; i < rest.n; i++)
		text_list_add(&argv, rest.items[i]);
	char *said = submit->dry_run ? NULL : submit_ask(&argv, why);
	int status = submit->dry_run || said ? 0 : -1;

	if (said)
		printf("job %.*s merges, after all others\n",
		       (int)strcspn(said, ";\n"), said);
	free(said);
	text_list_fini(&argv);
	text_list_fini(&rest);
	return status;
}

static int submit_shards(struct submit *submit, char **jobs, struct why *why)
{
	struct text_list argv = { NULL, 0 };
	char *array = array_text(submit);

	begin(submit, &argv);
	if (submit->time)
		add(&argv, alloc_printf("--time=%s", submit->time));
	add(&argv, alloc_printf("--array=%s", array));
	free(array);
	end(submit, &argv, "shard.sh");
	int status = submit_job(submit, &argv, jobs, why);

	text_list_fini(&argv);
	return status;
}

/* Nodes that are up, each once. 0 or -1. */
static int ask_nodes(struct submit *submit, struct why *why)
{
	static const char *const words[] = {
		"sinfo",        "--noheader",  "--Node",
		"--responding", "--format=%N", "--states=idle,alloc,mix,comp"
	};
	struct text_list argv = { NULL, 0 };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		text_list_add(&argv, words[i]);
	if (submit->partition)
		add(&argv, alloc_printf("--partition=%s", submit->partition));
	char *said = submit_ask(&argv, why), *rest = said, *line;

	text_list_fini(&argv);
	if (!said)
		return -1;
	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, " ")] = '\0';
		if (*line)
			text_list_add_new(&submit->nodes, line);
	}
	free(said);
	return submit->nodes.n ? 0
			       : why_set(why, "sinfo knows no node that is up");
}

static int submit_survey(struct submit *submit, char **jobs, struct why *why)
{
	int status = submit->nodes.n ? 0 : ask_nodes(submit, why);

	for (size_t i = 0; i < submit->nodes.n && status == 0; i++) {
		struct text_list argv = { NULL, 0 };

		begin(submit, &argv);
		if (submit->time)
			add(&argv, alloc_printf("--time=%s", submit->time));
		add(&argv,
		    alloc_printf("--nodelist=%s", submit->nodes.items[i]));
		end(submit, &argv, "shard.sh");
		status = submit_job(submit, &argv, jobs, why);
		text_list_fini(&argv);
	}
	return status;
}

int submit_slurm(struct submit *submit)
{
	char *jobs = alloc_copy("");
	struct why why;

	fputs("jobs=\n", submit->script);
	int status = submit->survey ? submit_survey(submit, &jobs, &why)
				    : submit_shards(submit, &jobs, &why);

	if (status < 0)
		cmd_fail("submit", EXIT_BROKEN, why.text);
	/* those that were taken are merged, even if one was refused */
	if ((status == 0 || *jobs) && submit_merge(submit, jobs, &why) < 0)
		status = cmd_fail("submit", EXIT_BROKEN, why.text);
	free(jobs);
	return status ? EXIT_BROKEN : EXIT_DONE;
}
