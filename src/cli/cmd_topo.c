/*
 * gilbench topo: what the machine looks like, and where each pin policy puts
 * how many workers. Nothing is started and nothing is bound.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/units.h"
#include "cli/cmd.h"
#include "cli/options.h"
#include "cli/topo_draw.h"
#include "machine/host.h"
#include "machine/pin.h"
#include "machine/topology.h"

/* What was typed; borrowed from argv. */
struct topo {
	const char *workers, *pins, *source, *xml;
};

static int set_workers(void *target, const char *value, struct why *why)
{
	(void)why;
	((struct topo *)target)->workers = value;
	return 0;
}

static int set_pins(void *target, const char *value, struct why *why)
{
	(void)why;
	((struct topo *)target)->pins = value;
	return 0;
}

static int set_source(void *target, const char *value, struct why *why)
{
	(void)why;
	((struct topo *)target)->source = value;
	return 0;
}

static int set_xml(void *target, const char *value, struct why *why)
{
	(void)why;
	((struct topo *)target)->xml = value;
	return 0;
}

static const struct option_row rows[] = {
	{ "workers", 't', "LIST", "how many workers [1,2,4 ... all CPUs]",
	  set_workers },
	{ "pin", 0, "LIST", "policies, or CPUs like 0,2,4-7 [all policies]",
	  set_pins },
	{ "topology", 0, "SOURCE", "xml:FILE or synthetic:DESCRIPTION",
	  set_source },
	{ "xml", 0, "FILE", "write the topology as hwloc's XML", set_xml },
	{ NULL, 0, NULL, NULL, NULL },
};

static const struct command_help topo_help = {
	.synopsis = "gilbench topo [options]",
	.summary = "Draw this machine, and say where each pin policy puts N "
		   "workers.",
	.rows = rows,
	.epilogue = "Example: gilbench topo --topology 'synthetic:package:2 "
		    "core:4 pu:2'",
};

/* 1, 2, 4 ... cores, and all CPUs where a core has several. */
static void default_workers(hwloc_topology_t topology, unsigned **list,
			    size_t *n)
{
	unsigned n_cores = topology_n_cores(topology);
	unsigned n_pus = topology_n_pus(topology);

	*list = NULL;
	*n = 0;
	for (unsigned w = 1; w <= n_pus;) {
		*list = alloc_grow(*list, *n, sizeof(**list));
		(*list)[(*n)++] = w;
		if (w >= n_cores)
			w = w < n_pus ? n_pus : n_pus + 1;
		else
			w = 2 * w < n_cores ? 2 * w : n_cores;
	}
}

static void print_machine(hwloc_topology_t topology)
{
	char *cpus = NULL;
	hwloc_bitmap_t excluded = topology_excluded(topology);

	if (hwloc_topology_is_thissystem(topology)) {
		json_t *facts = host_facts(topology);
		char *line = host_line(facts);

		printf("this machine: %s\n\n", line);
		free(line);
		json_decref(facts);
	} else {
		unsigned n_cores = topology_n_cores(topology);
		unsigned n_pus = topology_n_pus(topology);

		printf("imagined machine: %u core%s, %u CPU%s\n\n", n_cores,
		       n_cores == 1 ? "" : "s", n_pus, n_pus == 1 ? "" : "s");
	}
	topo_draw(stdout, topology);
	if (!hwloc_bitmap_iszero(excluded) &&
	    hwloc_bitmap_list_asprintf(&cpus, excluded) >= 0)
		printf("not usable: CPU %s\n", cpus);
	if (topology_n_pus(topology) > topology_n_cores(topology))
		puts("(CPUs joined by + are hardware threads of one core)");
	if (hwloc_cpukinds_get_nr(topology, 0) > 1)
		puts("(kinds of cores: a higher number is faster)");
	hwloc_bitmap_free(excluded);
	free(cpus);
}

/* Freed with free(). */
static char *placement_words(const struct placement *placement)
{
	unsigned same = 1;

	if (placement->cpu[0] < 0)
		return alloc_copy("any");
	while (same < placement->n_workers &&
	       placement->cpu[same] == placement->cpu[0])
		same++;
	if (same > 1 && same == placement->n_workers)
		return alloc_printf("all on %d", placement->cpu[0]);
	return placement_text(placement);
}

/* Returns 1 if oversubscribed, 0, or -1 with why. */
static int print_placement(hwloc_topology_t topology, const char *pin,
			   unsigned n_workers, int width, struct why *why)
{
	struct placement placement;

	if (pin_place(topology, pin, n_workers, 0, &placement, why))
		return -1;

	int oversubscribed = placement.oversubscribed;
	char *text = placement_words(&placement);
	int at = printf("%-*s %7u%c  ", width, pin, n_workers,
			oversubscribed ? '*' : ' ');

	topo_wrap(stdout, text, at, at);
	free(text);
	placement_fini(&placement);
	return oversubscribed;
}

static int print_table(hwloc_topology_t topology, char **pins,
		       const unsigned *workers, size_t n_workers,
		       struct why *why)
{
	int width = (int)strlen("policy");
	int any_oversubscribed = 0;

	for (char **pin = pins; *pin; pin++)
		if ((int)strlen(*pin) > width)
			width = (int)strlen(*pin);
	printf("\n%-*s %7s   CPU of worker 0, 1, ...\n", width, "policy",
	       "workers");
	for (char **pin = pins; *pin; pin++) {
		for (size_t i = 0; i < n_workers; i++) {
			int status = print_placement(topology, *pin, workers[i],
						     width, why);

			if (status < 0)
				return -1;
			any_oversubscribed |= status;
		}
	}
	if (any_oversubscribed)
		puts("* oversubscribed: workers share a CPU");
	return 0;
}

/* All policies, in the order of their table: "none,compact,...". */
static char *all_policies(void)
{
	char *all = alloc_copy(pin_policies[0].name);

	for (const struct pin_policy *p = pin_policies + 1; p->name; p++) {
		char *longer = alloc_printf("%s,%s", all, p->name);

		free(all);
		all = longer;
	}
	return all;
}

/* Everything is checked before anything is printed. */
static int show(const struct topo *topo, hwloc_topology_t topology,
		struct why *why)
{
	char *all = all_policies();
	char **pins = NULL;
	unsigned *workers = NULL;
	size_t n_workers;
	int status = -1;

	if (pin_split(topology, topo->pins ? topo->pins : all, &pins, why)) {
		why_context(why, "--pin");
	} else if (topo->workers &&
		   units_list(topo->workers, 1, ARENA_MAX_WORKERS, &workers,
			      &n_workers, why)) {
		why_context(why, "--workers");
	} else if (topo->xml && topology_export(topology, topo->xml, why)) {
		why_context(why, "--xml");
	} else {
		if (!workers)
			default_workers(topology, &workers, &n_workers);
		print_machine(topology);
		status = print_table(topology, pins, workers, n_workers, why);
	}
	free(workers);
	free(pins);
	free(all);
	return status;
}

int cmd_topo(int argc, char **argv)
{
	struct topo topo = { NULL, NULL, NULL, NULL };
	hwloc_topology_t topology;
	char **operands;
	int n_operands;
	bool done;
	struct why why;

	if (options_parse(&topo_help, &topo, argc, argv, &operands, &n_operands,
			  &done, &why))
		return cmd_fail("topo", EXIT_USAGE, why.text);
	if (n_operands)
		why_set(&why, "unexpected argument '%s'", operands[0]);
	free(operands);
	if (done)
		return EXIT_DONE;
	if (n_operands)
		return cmd_fail("topo", EXIT_USAGE, why.text);
	if (topology_load(&topology, topo.source, &why))
		return cmd_fail("topo", EXIT_USAGE, why.text);

	int status = show(&topo, topology, &why);

	hwloc_topology_destroy(topology);
	return status ? cmd_fail("topo", EXIT_USAGE, why.text) : EXIT_DONE;
}
