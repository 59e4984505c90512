/* Starting sbatch, sinfo and parallel. No shell has a part in it. */
#include "cli/submit.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/shell.h"
#include "cli/options.h"
#include "machine/ask.h"

#define PATIENCE_S 60. /* a controller that is busy */

void submit_note(struct submit *submit, const struct text_list *argv)
{
	for (size_t i = 0; i < argv->n; i++) {
		if (i)
			fputc(' ', submit->script);
		shell_put(submit->script, argv->items[i]);
	}
}

/* NULL at its end, and something in front. Borrows. free(). */
static char **vector(const char *first, const struct text_list *argv)
{
	char **items = alloc_zero(argv->n + 2, sizeof(*items));
	size_t n = 0;

	if (first)
		items[n++] = (char *)first;
	for (size_t i = 0; i < argv->n; i++)
		items[n++] = argv->items[i];
	return items;
}

int submit_run(const struct text_list *argv, struct why *why)
{
	char **items = vector(NULL, argv);
	void (*before)(int) = signal(SIGINT, SIG_IGN);
	posix_spawnattr_t attributes;
	sigset_t all;
	pid_t pid;
	int status = 0;

	/* an interrupt is for the program: this one merges what is there */
	sigemptyset(&all);
	sigaddset(&all, SIGINT);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	int failure =
		posix_spawnp(&pid, items[0], NULL, &attributes, items, environ);

	posix_spawnattr_destroy(&attributes);
	free(items);
	while (!failure && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	signal(SIGINT, before);
	if (failure) {
		errno = failure;
		return why_errno(why, "%s cannot be run", argv->items[0]);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

char *submit_ask(const struct text_list *argv, struct why *why)
{
	char **items = vector("/usr/bin/env", argv);
	struct answer answer;
	char *output = NULL;

	if (ask_program(&answer, items, environ, PATIENCE_S, why) < 0)
		;
	else if (answer.timed_out)
		why_set(why, "%s says nothing for a minute", argv->items[0]);
	else if (answer.status || answer.signal)
		why_set(why, "%s: %.*s", argv->items[0],
			(int)strcspn(answer.error, "\n"), answer.error);
	else
		output = alloc_copy(answer.output);
	free(items);
	answer_fini(&answer);
	return output;
}

int submit_read_hosts(const char *path, struct text_list *hosts,
		      struct why *why)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;

	if (!file)
		return why_errno(why, "%s", path);
	while (getline(&line, &room, file) > 0) {
		char *from = line + strspn(line, " \t");

		from[strcspn(from, "#\r\n")] = '\0';
		for (size_t n = strlen(from); n && strchr(" \t", from[n - 1]);
		     n--)
			from[n - 1] = '\0';
		if (*from)
			text_list_add(hosts, from);
	}
	int failed = ferror(file);

	fclose(file);
	free(line);
	if (failed)
		return why_set(why, "cannot read %s", path);
	return hosts->n ? 0 : why_set(why, "%s names no host", path);
}
