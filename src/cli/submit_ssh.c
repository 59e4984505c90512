/*
 * Machines reached by ssh, one shard at a time on each: GNU parallel. The
 * script and the shards are its arguments, which it quotes, and not its
 * command, in which it would look for braces. Nothing is cleaned up on the
 * machines, because the run directory is shared.
 */
#include "cli/submit.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cli/cmd.h"
#include "cli/submit_shards.h"

/* A shard fails on a machine that is dead, and goes to another. */
#define LEAST_RETRIES 3

enum {
	NO_ENGINE = 255 /* parallel: anything but jobs that failed */
};

static void add(struct text_list *argv, char *word)
{
	text_list_add(argv, word);
	free(word);
}

static void add_words(struct text_list *argv, const char *const *words)
{
	for (; *words; words++)
		text_list_add(argv, *words);
}

static void make_argv(const struct submit *submit, struct text_list *argv)
{
	static const char *const first[] = { "parallel", "--will-cite",
					     "--line-buffer", "--sshloginfile",
					     NULL };
	static const char *const shards[] = { "--jobs", "1", "--tagstring",
					      "shard {2}", NULL };
	static const char *const command[] = { "sh", "{1}", "{2}",
					       ":::", NULL };
	static const char *const everywhere[] = { "--onall", "--jobs", "0",
						  "--tag", NULL };
	size_t n_hosts = submit->nodes.n;
	size_t n_retries = n_hosts > LEAST_RETRIES ? n_hosts : LEAST_RETRIES;

	add_words(argv, first);
	add(argv, alloc_printf("%s/submit/hosts", submit->run));
	add(argv, alloc_printf("--joblog=%s/submit/joblog", submit->run));
	if (submit->survey) {
		add_words(argv, everywhere);
	} else {
		add_words(argv, shards);
		add(argv, alloc_printf("--retries=%zu", n_retries));
	}
	for (size_t i = 0; i < submit->passed.n; i++)
		text_list_add(argv, submit->passed.items[i]);
	if (submit->survey) {
		static const char *const alone[] = { "sh", "{1}", ":::", NULL };

		add_words(argv, alone);
		add(argv, alloc_printf("%s/submit/shard.sh", submit->run));
		return;
	}
	add_words(argv, command);
	add(argv, alloc_printf("%s/submit/shard.sh", submit->run));
	text_list_add(argv, ":::");
	for (size_t i = 0; i < submit->missing.n; i++)
		text_list_add(argv, submit->missing.items[i]);
}

/* An exit status; that of `before`, if merging goes well. */
static int merge(struct submit *submit, int before)
{
	struct text_list argv = { NULL, 0 };
	struct why why;

	add(&argv, alloc_printf("%s/gilbench", cmd_bindir()));
	text_list_add(&argv, "merge");
	text_list_add(&argv, submit->run);
	fputc('\n', submit->script);
	submit_note(submit, &argv);
	fputc('\n', submit->script);
	fflush(stdout);
	int status = submit->dry_run ? 0 : submit_run(&argv, &why);

	text_list_fini(&argv);
	if (before >= EXIT_SIGNAL)
		return before;
	if (status < 0)
		return cmd_fail("submit", EXIT_BROKEN, why.text);
	return status ? status : before;
}

/* Whatever parallel says: of a survey nobody knows which hosts there are. */
static bool is_complete(struct submit *submit)
{
	struct why why;

	if (submit->survey)
		return true;
	text_list_fini(&submit->missing);
	if (submit_find_shards(submit, &why) == 0)
		return submit->missing.n == 0;
	cmd_fail("submit", EXIT_BROKEN, why.text);
	return false;
}

int submit_ssh(struct submit *submit)
{
	struct text_list argv = { NULL, 0 };
	struct why why;
	int failed = 0;

	make_argv(submit, &argv);
	submit_note(submit, &argv);
	if (!submit->dry_run)
		failed = submit_run(&argv, &why);
	text_list_fini(&argv);
	if (failed < 0)
		return cmd_fail("submit", EXIT_BROKEN, why.text);
	if (submit->dry_run || (!failed && is_complete(submit)))
		return merge(submit, EXIT_DONE);
	why_set(&why,
		"%s did not end well (submit/joblog in %s says which): "
		"submit again for what is missing",
		submit->survey ? "some hosts" : "some shards", submit->run);
	cmd_fail("submit", EXIT_CELLS, why.text);
	return merge(submit, failed > EXIT_SIGNAL && failed < NO_ENGINE
				     ? failed
				     : EXIT_CELLS);
}
