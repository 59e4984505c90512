/* A list of texts that grows. { NULL, 0 } is an empty one. */
#ifndef GILBENCH_BASE_TEXT_LIST_H
#define GILBENCH_BASE_TEXT_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct text_list {
	char **items;
	size_t n;
};

/* Appends a copy. */
void text_list_add(struct text_list *list, const char *text);
/* The same, unless it is there. */
void text_list_add_new(struct text_list *list, const char *text);
bool text_list_has(const struct text_list *list, const char *text);
/* Frees the texts, too: the list is empty. */
void text_list_fini(struct text_list *list);

#endif
