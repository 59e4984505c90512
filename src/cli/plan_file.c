/*
 * inih finds keys and values; this counts its lines, watches for the sections,
 * which it does not announce, and looks up the keys. Here and not in inih: a
 * line that is longer than it takes would become two.
 */
#include "cli/plan_file.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/utf8.h"

/* What a Debian build of inih has room for. */
enum {
	MAX_LINE = 198,
	MAX_SECTION = 48
};

struct reading {
	struct plan_file *file;
	const char *path;
	const struct command_help *help;
	FILE *stream;
	unsigned line;
	struct why *why;
	bool failed;
};

static void fail(struct reading *reading)
{
	why_context(reading->why, "%s:%u", reading->path, reading->line);
	reading->failed = true;
}

static void add_section(struct plan_file *file, const char *name, size_t n,
			unsigned line)
{
	file->sections = alloc_grow(file->sections, file->n_sections,
				    sizeof(*file->sections));
	file->sections[file->n_sections++] = (struct plan_section){
		.name = alloc_printf("%.*s", (int)n, name),
		.line = line,
	};
}

static struct plan_section *find_section(struct plan_file *file,
					 const char *name, size_t n)
{
	for (size_t i = 0; i < file->n_sections; i++)
		if (strlen(file->sections[i].name) == n &&
		    strncmp(file->sections[i].name, name, n) == 0)
			return &file->sections[i];
	return NULL;
}

static int begin_section(struct reading *reading, const char *text)
{
	size_t n = strcspn(text, "]");
	struct plan_section *section = find_section(reading->file, text, n);

	if (!text[n])
		return why_set(reading->why, "no ] after the section's name");
	if (n == 0 || n > MAX_SECTION)
		return why_set(reading->why,
			       "a section's name has 1 to %d characters",
			       MAX_SECTION);
	if (section && section->line)
		return why_set(reading->why,
			       "section [%s] is there twice, first in line %u",
			       section->name, section->line);
	if (section)
		section->line = reading->line;
	else
		add_section(reading->file, text, n, reading->line);
	return 0;
}

/* inih asks for the next line: as fgets(). */
static char *next_line(char *line, int n_bytes, void *context)
{
	struct reading *reading = context;

	if (reading->failed || !fgets(line, n_bytes, reading->stream))
		return NULL;
	reading->line++;
	size_t n = strlen(line);
	const char *text = line;

	if (reading->line == 1 && strncmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	while (isspace((unsigned char)*text))
		text++;
	if (n > MAX_LINE && line[n - 1] != '\n')
		why_set(reading->why,
			"a line has at most %d characters; a list can go on "
			"in the next, indented",
			MAX_LINE);
	else if (!utf8_is_text(line))
		why_set(reading->why, "it is not in UTF-8");
	else if (*text != '[' || begin_section(reading, text + 1) == 0)
		return line;
	fail(reading);
	return NULL;
}

static bool is_no(const char *value)
{
	return !strcmp(value, "0") || !strcmp(value, "no") ||
	       !strcmp(value, "off") || !strcmp(value, "false");
}

static bool is_yes(const char *value)
{
	return !strcmp(value, "1") || !strcmp(value, "yes") ||
	       !strcmp(value, "on") || !strcmp(value, "true");
}

static int check_key(const struct reading *reading,
		     const struct plan_section *section, const char *key,
		     const char *value, int row)
{
	if (row < 0) {
		const char *near = options_nearest(reading->help->rows, key);

		return why_set(reading->why, "unknown key '%s'%s%s%s", key,
			       near ? "; did you mean " : "", near ? near : "",
			       near ? "?" : "");
	}
	enum option_scope scope = options_scope(reading->help, row);

	if (scope == OPTION_CALL)
		return why_set(reading->why,
			       "%s belongs to a call of gilbench, not into a "
			       "plan: give it as --%s",
			       key, key);
	if (!section)
		return why_set(reading->why,
			       "%s stands before the first section; [global] "
			       "holds for all",
			       key);
	if (scope == OPTION_RUN && section != reading->file->sections)
		return why_set(reading->why,
			       "%s holds for the whole plan: it belongs into "
			       "[global]",
			       key);
	if (!reading->help->rows[row].argument && !is_yes(value) &&
	    !is_no(value))
		return why_set(reading->why, "%s is yes or no, not '%s'", key,
			       value);
	return 0;
}

/* Is its value items and commas? Those of a parameter may be a path. */
static bool is_list(const struct option_row *row)
{
	return row->argument && (strcmp(row->argument, "LIST") == 0 ||
				 strcmp(row->argument, "STATES") == 0);
}

/* Blanks beside commas do not belong to items. */
static void join_items(char *list)
{
	char *to = list;

	for (const char *c = list; *c; c++) {
		const char *next = c + strspn(c, " \t");

		if (*next == ',' || (to > list && to[-1] == ','))
			c = next;
		if (*c)
			*to++ = *c;
		else
			break;
	}
	*to = '\0';
}

/* inih has found a key: 1 to go on. */
static int take_key(void *context, const char *name, const char *key,
		    const char *value)
{
	struct reading *reading = context;
	int row = options_find(reading->help->rows, key);
	struct plan_section *section =
		find_section(reading->file, name, strlen(name));

	if (reading->failed)
		return 0;
	if (check_key(reading, section, key, value, row) < 0) {
		fail(reading);
		return 0;
	}
	bool flag = !reading->help->rows[row].argument;
	char *copy = alloc_copy(value);

	if (is_list(&reading->help->rows[row]))
		join_items(copy);
	given_add(&section->given, row, flag && is_yes(value) ? NULL : copy,
		  reading->line);
	free(copy);
	return 1;
}

int plan_file_read(struct plan_file *file, const char *path,
		   const struct command_help *help, struct why *why)
{
	struct reading reading = {
		.file = file, .path = path, .help = help, .why = why
	};

	*file = (struct plan_file){ NULL, 0 };
	add_section(file, "global", strlen("global"), 0);
	reading.stream = fopen(path, "re");
	if (!reading.stream)
		return why_errno(why, "%s", path);
	int line = ini_parse_stream(next_line, &reading, take_key, &reading);
	bool unread = ferror(reading.stream);

	fclose(reading.stream);
	if (reading.failed)
		return -1;
	if (unread)
		return why_set(why, "%s: cannot be read", path);
	return line == 0 ? 0
			 : why_set(why,
				   "%s:%d: neither KEY = VALUE nor [SECTION]",
				   path, line);
}

void plan_file_fini(struct plan_file *file)
{
	for (size_t i = 0; i < file->n_sections; i++) {
		free(file->sections[i].name);
		given_fini(&file->sections[i].given);
	}
	free(file->sections);
	*file = (struct plan_file){ NULL, 0 };
}
