/* From the log's entries, which may name a type twice, to a list. */
#include "model/trace_types.h"

#include <stdlib.h>
#include <string.h>

static struct trace_type *entry_of(struct trace_types *types, const char *name)
{
	for (unsigned i = 0; i < types->n; i++)
		if (strcmp(types->of[i].name, name) == 0)
			return &types->of[i];
	struct trace_type *entry = &types->of[types->n++];

	strcpy(entry->name, name);
	return entry;
}

static int by_time(const void *a, const void *b)
{
	const struct trace_type *x = a, *y = b;

	if (x->park_s != y->park_s)
		return x->park_s < y->park_s ? 1 : -1;
	return strcmp(x->name, y->name);
}

void trace_types_read(struct trace_types *types, const struct gil_log *log,
		      double tick_s)
{
	*types = (struct trace_types){ 0 };
	for (unsigned i = 0; i < GIL_LOG_MAX_TYPES; i++) {
		const struct gil_log_type *from = &log->types[i];
		char name[sizeof(from->name)];

		memcpy(name, from->name, sizeof(name));
		name[sizeof(name) - 1] = '\0';
		if (from->state != GIL_TYPE_NAMED || !from->n_parks)
			continue;
		struct trace_type *entry = entry_of(types, name);

		entry->n_parks += from->n_parks;
		entry->park_s += (double)from->park * tick_s;
	}
	qsort(types->of, types->n, sizeof(*types->of), by_time);
}
