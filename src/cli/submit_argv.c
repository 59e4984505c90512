/* Starting sbatch, sinfo and parallel. No shell has a part in it. */
#include "cli/submit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/shell.h"
#include "cli/cmd.h"
#include "cli/foreground.h"
#include "machine/ask.h"

#define PATIENCE_S 60. /* a controller that is busy */
#define ENV "/usr/bin/env"

enum {
	NOT_FOUND = 127 /* env(1) */
};

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
	/* env looks it up, and would take a path with a = for a variable */
	const char *first = strchr(argv->items[0], '/') ? NULL : ENV;
	char **items = vector(first, argv);
	struct foreground end;
	int status = foreground_run(&end, items, environ, NULL, NULL, why);

	free(items);
	if (status < 0)
		return -1;
	if (first && end.status == NOT_FOUND)
		return why_set(why, "%s cannot be run", argv->items[0]);
	/* parallel has one status for all signals */
	if (!end.signal && end.status)
		end.signal = end.asked;
	return end.signal ? EXIT_SIGNAL + end.signal : end.status;
}

char *submit_ask(const struct text_list *argv, struct why *why)
{
	char **items = vector(ENV, argv);
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

/* A # inside a word is none. */
static void cut_comment(char *line)
{
	for (char *p = strchr(line, '#'); p; p = strchr(p + 1, '#')) {
		if (p > line && p[-1] != ' ' && p[-1] != '\t')
			continue;
		*p = '\0';
		return;
	}
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

		from[strcspn(from, "\r\n")] = '\0';
		cut_comment(from);
		for (size_t n = strlen(from); n && strchr(" \t", from[n - 1]);
		     n--)
			from[n - 1] = '\0';
		if (*from)
			text_list_add_new(hosts, from);
	}
	int failed = ferror(file);

	fclose(file);
	free(line);
	if (failed)
		return why_set(why, "cannot read %s", path);
	return hosts->n ? 0 : why_set(why, "%s names no host", path);
}
