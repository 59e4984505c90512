/* Lists are short: they are searched from end to end. */
#include "base/text_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

void text_list_add(struct text_list *list, const char *text)
{
	list->items = alloc_grow(list->items, list->n, sizeof(*list->items));
	list->items[list->n++] = alloc_copy(text);
}

void text_list_add_new(struct text_list *list, const char *text)
{
	if (!text_list_has(list, text))
		text_list_add(list, text);
}

bool text_list_has(const struct text_list *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i], text) == 0)
			return true;
	return false;
}

void text_list_fini(struct text_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct text_list){ NULL, 0 };
}
