/* Lists of options. What they mean is for their rows to say. */
#include "cli/given.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/shell.h"

void given_add(struct given_list *list, int row, const char *value,
	       unsigned line)
{
	list->items = alloc_grow(list->items, list->n, sizeof(*list->items));
	list->items[list->n++] = (struct given){
		.row = row,
		.value = value ? alloc_copy(value) : NULL,
		.line = line,
	};
}

void given_fini(struct given_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->items[i].value);
	free(list->items);
	*list = (struct given_list){ NULL, 0 };
}

/* Do both set the same thing? */
static bool same(const struct option_row *rows, const struct given *a,
		 const struct given *b)
{
	const char *argument = rows[a->row].argument;

	if (a->row != b->row)
		return false;
	if (!argument || !strchr(argument, '='))
		return true;
	size_t n = strcspn(a->value, "=");

	return n == strcspn(b->value, "=") &&
	       strncmp(a->value, b->value, n) == 0;
}

void given_merge(struct given_list *list, const struct command_help *help,
		 const struct given_list *weaker,
		 const struct given_list *stronger)
{
	for (size_t i = 0; i < weaker->n; i++) {
		const struct given *item = &weaker->items[i];
		size_t k = 0;

		while (k < stronger->n &&
		       !same(help->rows, item, &stronger->items[k]))
			k++;
		if (k == stronger->n)
			given_add(list, item->row, item->value, item->line);
	}
	for (size_t i = 0; i < stronger->n; i++)
		given_add(list, stronger->items[i].row,
			  stronger->items[i].value, stronger->items[i].line);
}

/* A plan file can take back what its [global] section says. */
static bool is_off(const struct option_row *row, const struct given *item)
{
	return !row->argument && item->value;
}

static bool is_of_plan(const struct command_help *help,
		       const struct given *item)
{
	return options_scope(help, item->row) != OPTION_CALL &&
	       !is_off(&help->rows[item->row], item);
}

int given_apply(const struct given_list *list, const struct command_help *help,
		enum option_scope low, enum option_scope high, const char *file,
		void *target, struct why *why)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct given *item = &list->items[i];
		const struct option_row *row = &help->rows[item->row];
		enum option_scope scope = options_scope(help, item->row);

		if (scope < low || scope > high || is_off(row, item) ||
		    row->set(target, item->value, why) >= 0)
			continue;
		if (item->line)
			return why_context(why, "%s:%u: %s", file, item->line,
					   row->name);
		return why_context(why, "--%s", row->name);
	}
	return 0;
}

json_t *given_save(const struct given_list *list,
		   const struct command_help *help)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->n; i++) {
		const struct given *item = &list->items[i];
		const struct option_row *row = &help->rows[item->row];

		if (is_of_plan(help, item))
			json_array_append_new(
				array,
				json_pack("[s, s?]", row->name, item->value));
	}
	return array;
}

int given_load(struct given_list *list, const struct command_help *help,
	       const json_t *json, struct why *why)
{
	size_t i;
	json_t *pair;

	if (!json_is_array(json))
		return why_set(why, "options: not an array");
	json_array_foreach(json, i, pair)
	{
		const char *name = json_string_value(json_array_get(pair, 0));
		const json_t *value = json_array_get(pair, 1);
		int row = name ? options_find(help->rows, name) : -1;

		if (row < 0 || options_scope(help, row) == OPTION_CALL ||
		    !help->rows[row].argument != json_is_null(value) ||
		    (help->rows[row].argument && !json_is_string(value)))
			return why_set(why,
				       "option %zu, '%s': this gilbench has "
				       "none like it",
				       i, name ? name : "");
		given_add(list, row, json_string_value(value), 0);
	}
	return 0;
}

char *given_words(const struct given_list *list,
		  const struct command_help *help)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	for (size_t i = 0; i < list->n; i++) {
		const struct given *item = &list->items[i];

		if (!is_of_plan(help, item))
			continue;
		fprintf(file, " --%s", help->rows[item->row].name);
		if (item->value) {
			fputc(' ', file);
			shell_put(file, item->value);
		}
	}
	fclose(file);
	return text;
}
