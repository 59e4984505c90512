/*
 * gilbench list: what there is to choose from, and what cannot run here. The
 * table of an interpreter is printed by list_python.c.
 */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cli/list_python.h"
#include "cli/options.h"
#include "engine/select.h"
#include "machine/pin.h"
#include "machine/python.h"
#include "machine/topology.h"
#include "output/table_text.h"
#include "workloads/workload.h"

struct list_settings {
	struct text_list pythons;
};

static int set_python(void *target, const char *value, struct why *why)
{
	struct list_settings *settings = target;

	(void)why;
	text_list_add(&settings->pythons, value);
	return 0;
}

static const struct option_row rows[] = {
	{ "python", 0, "PATH", "an interpreter (repeatable) [embedded]",
	  set_python },
	{ 0 },
};

static const struct command_help help = {
	.synopsis = "gilbench list [options]",
	.summary = "Show what there is to measure, and what cannot run here.",
	.rows = rows,
};

/* The help, and the choices: spaced, so that a line can end between two. */
static char *words_of(const struct param *param)
{
	char *words = alloc_copy(param->help), *longer;

	for (const char *c = param->choices; c && *c; c += strcspn(c, ",")) {
		bool first = *c != ',';

		c += !first;
		longer = alloc_printf("%s%s%.*s", words, first ? " (" : ", ",
				      (int)strcspn(c, ","), c);
		free(words);
		words = longer;
	}
	if (!param->choices)
		return words;
	longer = alloc_printf("%s)", words);
	free(words);
	return longer;
}

static void print_param(const struct param *param)
{
	char *head = alloc_printf("    %s=%s", param->name, param->fallback);
	char *words = words_of(param);

	text_wrap(stdout, head, 32, words);
	free(words);
	free(head);
}

static void print_kernels_of(const struct workload *workload)
{
	const char *before = "kernels: ";

	printf("%17s", "");
	for (unsigned k = 0; k < N_KERNELS; k++)
		if (workload->kernels & 1u << k) {
			printf("%s%s", before, kernel_names[k]);
			before = ", ";
		}
	putchar('\n');
}

static void print_metrics_of(const struct workload *workload)
{
	for (const struct metric *m = workload->metrics; m && m->name; m++) {
		char *words = alloc_printf("counts %s: %s", m->name, m->help);

		text_wrap(stdout, "", 17, words);
		free(words);
	}
}

static void print_workloads(void)
{
	static const char *const classes[] = {
		[CLASS_CPU] = "CPU",
		[CLASS_IO] = "I/O",
		[CLASS_LATENCY] = "latency",
		[CLASS_CONTROL] = "control",
	};

	printf("WORKLOADS (-w), with their parameters (--param)\n");
	for (size_t i = 0; workload_registry[i]; i++) {
		const struct workload *w = workload_registry[i];
		char *head = alloc_printf("  %s", w->name);
		char *words = alloc_printf("%s; one unit: %s (%s)", w->summary,
					   w->unit, classes[w->class]);

		text_wrap(stdout, head, 17, words);
		print_kernels_of(w);
		for (const struct param *p = w->params; p->name; p++)
			print_param(p);
		print_metrics_of(w);
		free(words);
		free(head);
	}
}

static void print_kernels(void)
{
	static const char *const summaries[N_KERNELS] = {
		"pure Python",
		"C, the GIL released around each unit",
		"the same C, the GIL kept: the control",
		"NumPy, where the interpreter has it; only if asked for",
		"PyTorch on the CPU, likewise",
	};

	printf("\nKERNELS (-k)\n");
	for (unsigned k = 0; k < N_KERNELS; k++)
		printf("  %-14s %s\n", kernel_names[k], summaries[k]);
}

static void print_executors(void)
{
	printf("\nEXECUTORS (-x)\n");
	for (const struct executor *e = select_executor_rows; e->name; e++)
		printf("  %-14s %s\n", e->name, e->summary);
}

static void print_policies(hwloc_topology_t topology)
{
	unsigned n_cores = topology_n_cores(topology);

	printf("\nPIN POLICIES (--pin)\n");
	for (const struct pin_policy *p = pin_policies; p->name; p++)
		printf("  %-14s %s\n", p->name, p->help);
	printf("  %-14s %s\n", "0,2,4-7", "these CPUs, in this order");
	if (n_cores < 2)
		printf("  Here: %u core; nothing can run in parallel, and no "
		       "speed-up can be shown.\n",
		       n_cores);
}

/* Says in one line what is wrong with one that cannot be used. */
static int print_python(const char *name)
{
	struct python python;
	struct why why;

	if (python_describe(&python, name, cmd_libdir(), &why) < 0)
		return cmd_fail("list", EXIT_BROKEN, why.text);
	python_describe_blas(&python, cmd_libdir());
	python_describe_torch(&python, cmd_libdir());
	list_python(stdout, &python);
	python_fini(&python);
	return EXIT_DONE;
}

static int print_all(const struct list_settings *settings)
{
	hwloc_topology_t topology;
	struct why why;
	int status = EXIT_DONE;

	if (topology_load(&topology, NULL, &why) < 0)
		return cmd_fail("list", EXIT_BROKEN, why.text);
	print_workloads();
	print_kernels();
	print_executors();
	print_policies(topology);
	hwloc_topology_destroy(topology);
	printf("\nINTERPRETERS (--python)\n");
	if (settings->pythons.n == 0)
		status = print_python("embedded");
	for (size_t i = 0; i < settings->pythons.n; i++)
		if (print_python(settings->pythons.items[i]) != EXIT_DONE)
			status = EXIT_BROKEN;
	return status;
}

int cmd_list(int argc, char **argv)
{
	struct list_settings settings = { 0 };
	char **operands;
	int n_operands;
	bool done;
	struct why why;
	int status = EXIT_DONE;

	if (options_parse(&help, &settings, argc, argv, &operands, &n_operands,
			  &done, &why) < 0)
		status = cmd_fail("list", EXIT_USAGE, why.text);
	else if (n_operands > 0)
		status = cmd_fail("list", EXIT_USAGE, "takes no operand");
	else if (!done)
		status = print_all(&settings);
	free(operands);
	text_list_fini(&settings.pythons);
	return status;
}
