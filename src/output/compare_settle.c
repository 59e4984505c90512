/*
 * The commands that would settle what is unclear: more runs like those that
 * are there, in turns, under names that are free.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/shell.h"
#include "output/compare_notes.h"

static void append(char **text, const char *more)
{
	char *longer = alloc_printf("%s%s", *text, more);

	free(*text);
	*text = longer;
}

/* A word as a shell reads it. */
static void append_quoted(char **text, const char *word)
{
	char *quoted = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&quoted, &n_bytes);

	shell_put(file, word);
	fclose(file);
	append(text, quoted);
	free(quoted);
}

/* How many words "-o DIR" in any spelling takes; 0: it is none. */
static size_t output_words(const char *word)
{
	size_t n = strcspn(word, "=");

	if (strncmp(word, "-o", 2) == 0)
		return word[2] ? 1 : 2;
	if (n > 2 && strncmp(word, "--output", n) == 0)
		return word[n] ? 1 : 2;
	return 0;
}

/* A run of the same plan; without --seed it would be one of other work. */
static char *run_command(const struct comparison_run *run, const char *dir)
{
	const json_t *words = json_object_get(run->json, "command");
	size_t n = json_array_size(words);
	char *text = alloc_copy("gilbench run");
	bool seeded = false;

	/* "gilbench", "run", ... */
	for (size_t i = 2; i < n; i++) {
		const char *word = json_string_value(json_array_get(words, i));
		size_t skip = word ? output_words(word) : 1;

		seeded |= word && strncmp(word, "--seed", 6) == 0;
		if (skip) {
			i += skip - 1;
			continue;
		}
		append(&text, " ");
		append_quoted(&text, word);
	}
	if (!seeded) {
		char *seed = alloc_printf(
			" --seed %lld",
			(long long)json_integer_value(
				json_object_get(run->json, "seed")));

		append(&text, seed);
		free(seed);
	}
	append(&text, " -o ");
	append_quoted(&text, dir);
	return text;
}

/* DIR-2, DIR-3 ...: the next one that is not there. free(). */
static char *free_name(const char *dir, unsigned *number)
{
	for (;;) {
		char *name = alloc_printf("%s-%u", dir, ++*number);

		if (access(name, F_OK) < 0)
			return name;
		free(name);
	}
}

/* "a,a-2,a-3": what a side is called with the new runs. */
static void append_dir(char **list, const char *dir)
{
	if (**list)
		append(list, ",");
	append(list, dir);
}

void compare_settle(struct comparison *comparison)
{
	char *lists[2] = { alloc_copy(""), alloc_copy("") };
	unsigned numbers[2] = { 1, 1 }, most = 0;
	bool twins = strcmp(comparison->sides[0].runs[0].dir,
			    comparison->sides[1].runs[0].dir) == 0;

	if (!comparison->result.few_runs ||
	    !comparison->result.n_verdicts[COMPARE_UNCLEAR]) {
		free(lists[0]);
		free(lists[1]);
		return;
	}
	for (int s = 0; s < 2; s++)
		for (unsigned i = 0; i < comparison->sides[s].n_runs; i++)
			append_dir(&lists[s], comparison->sides[s].runs[i].dir);
	while (most++ < COMPARE_MIN_RUNS)
		for (int s = 0; s < 2; s++) {
			const struct comparison_side *side =
				&comparison->sides[s];

			if (side->n_runs + most > COMPARE_MIN_RUNS)
				continue;
			/* a name that is promised is not free any more */
			char *dir = free_name(side->runs[0].dir,
					      &numbers[s && !twins]);
			char *command = run_command(&side->runs[0], dir);

			lines_add(&comparison->settle, "%s", command);
			append_dir(&lists[s], dir);
			free(command);
			free(dir);
		}
	char *command = alloc_copy("gilbench compare");

	for (int s = 0; s < 2; s++) {
		append(&command, " ");
		append_quoted(&command, lists[s]);
		free(lists[s]);
	}
	lines_add(&comparison->settle, "%s", command);
	free(command);
}
