/* What an option's argument may be: from the registries, or a table. */
#include "completion.h"

#include <string.h>

#include "base/text_list.h"
#include "engine/select.h"
#include "machine/pin.h"
#include "output/figures.h"
#include "workloads/workload.h"

static void write_workloads(FILE *file)
{
	for (int i = 0; workload_registry[i]; i++)
		fprintf(file, " %s", workload_registry[i]->name);
}

static void write_kernels(FILE *file)
{
	for (int i = 0; i < N_KERNELS; i++)
		fprintf(file, " %s", kernel_names[i]);
}

static void write_executors(FILE *file)
{
	const struct executor *row = select_executor_rows;

	for (; row->name; row++)
		fprintf(file, " %s", row->name);
}

static void write_policies(FILE *file)
{
	for (const struct pin_policy *row = pin_policies; row->name; row++)
		fprintf(file, " %s", row->name);
}

static void write_figures(FILE *file)
{
	for (const char *const *name = figures_names(); *name; name++)
		fprintf(file, " %s", *name);
}

/* The names of all workloads, each once. */
static void write_params(FILE *file)
{
	struct text_list names = { 0 };

	for (int i = 0; workload_registry[i]; i++)
		for (const struct param *p = workload_registry[i]->params;
		     p->name; p++)
			text_list_add_new(&names, p->name);
	for (size_t i = 0; i < names.n; i++)
		fprintf(file, " %s=", names.items[i]);
	text_list_fini(&names);
}

/* An option; the command is NULL where it is the same in all that have it. */
static const struct {
	const char *command, *option;
	void (*write)(FILE *file); /* or */
	const char *words;
} known[] = {
	{ NULL, "workload", write_workloads, NULL },
	{ NULL, "kernel", write_kernels, NULL },
	{ NULL, "executor", write_executors, NULL },
	{ NULL, "pin", write_policies, NULL },
	{ NULL, "figure", write_figures, NULL },
	{ NULL, "param", write_params, NULL },
	{ NULL, "scaling", NULL, " strong weak" },
	{ NULL, "gil", NULL, " on off" },
	{ NULL, "mp-start", NULL, " fork forkserver spawn" },
	{ NULL, "progress", NULL, " auto bar plain json none" },
	{ "check", "format", NULL, " text json" },
	{ "compare", "format", NULL, " text csv markdown json" },
	{ "plot", "format", NULL, " svg pdf png" },
	{ "probe", "format", NULL, " text json" },
	{ "trace", "format", NULL, " text json csv perfetto" },
};

struct completion_words completion_words_of(const char *command,
					    const struct option_row *row)
{
	struct completion_words found = { .words = NULL };
	size_t n = 0;
	FILE *file = open_memstream(&found.words, &n);

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(known[i].option, row->name) ||
		    (known[i].command && strcmp(known[i].command, command)))
			continue;
		if (known[i].write)
			known[i].write(file);
		else
			fputs(known[i].words, file);
	}
	fclose(file);
	if (n) /* the first blank goes */
		memmove(found.words, found.words + 1, n);
	found.list = row->argument && (!strcmp(row->argument, "LIST") ||
				       !strcmp(row->argument, "STATES"));
	/* ./mine.py */
	found.or_file = !strcmp(row->name, "workload");
	found.goes_on = !strcmp(row->name, "param");
	return found;
}

bool completion_is_directory(const struct option_row *row)
{
	return row->argument && !strcmp(row->argument, "DIR");
}

bool completion_is_file(const struct option_row *row)
{
	return row->argument && (!strcmp(row->argument, "FILE") ||
				 !strcmp(row->argument, "PATH") ||
				 !strcmp(row->argument, "TARBALL"));
}
