/* Resolved parameters by name; which there may be is the workload's affair. */
#include "workloads/workload.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"

static struct setting *find(const struct settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->n; i++)
		if (strcmp(settings->items[i].name, name) == 0)
			return &settings->items[i];
	return NULL;
}

const char *settings_get(const struct settings *settings, const char *name)
{
	const struct setting *setting = find(settings, name);

	return setting ? setting->value : NULL;
}

bool settings_is(const struct settings *settings, const char *name,
		 const char *value)
{
	return strcmp(settings_get(settings, name), value) == 0;
}

double settings_number(const struct settings *settings, const char *name)
{
	const char *value = settings_get(settings, name);
	double number = 0;

	assert(value);
	/* not strtod: the point is a point in any locale */
	const char *end = units_scan_real(value, &number);

	assert(end && *end == '\0');
	(void)end;
	return number;
}

uint64_t settings_count(const struct settings *settings, const char *name)
{
	const char *value = settings_get(settings, name);
	char *end;

	assert(value && *value);
	uint64_t count = strtoull(value, &end, 10);

	assert(*end == '\0');
	return count;
}

void settings_set(struct settings *settings, const char *name,
		  const char *value)
{
	struct setting *setting = find(settings, name);
	char *copy = alloc_copy(value);

	if (setting) {
		free(setting->value);
		setting->value = copy;
		return;
	}
	settings->items = alloc_grow(settings->items, settings->n,
				     sizeof(*settings->items));
	settings->items[settings->n].name = alloc_copy(name);
	settings->items[settings->n++].value = copy;
}

void settings_copy(struct settings *to, const struct settings *from)
{
	for (size_t i = 0; i < from->n; i++)
		settings_set(to, from->items[i].name, from->items[i].value);
}

void settings_fini(struct settings *settings)
{
	for (size_t i = 0; i < settings->n; i++) {
		free(settings->items[i].name);
		free(settings->items[i].value);
	}
	free(settings->items);
	*settings = (struct settings){ NULL, 0 };
}
