/*
 * The machine as a person needs it to place workers: what shares a package,
 * memory or a cache, which CPUs are one core, and which cores are fast.
 * Objects around the very same cores are one line; what belongs to a single
 * core is left out. lstopo(1) shows everything else.
 */
#include "cli/topo_draw.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "machine/topology.h"

#define COLUMNS 79
#define STEP 2 /* columns a level is moved in */

void topo_wrap(FILE *file, const char *items, int at, int indent)
{
	bool first = true;

	while (*items) {
		int n = (int)strcspn(items, " ");

		if (!first && at + 1 + n > COLUMNS) {
			fprintf(file, "\n%*s", indent, "");
			at = indent;
		} else if (!first) {
			fputc(' ', file);
			at++;
		}
		fprintf(file, "%.*s", n, items);
		at += n;
		items += n + (items[n] == ' ');
		first = false;
	}
	fputc('\n', file);
}

/* Appends, with a separator unless it is the first. Takes `piece` over. */
static void append(char **text, const char *separator, char *piece)
{
	char *old = *text;

	*text = old ? alloc_printf("%s%s%s", old, separator, piece)
		    : alloc_copy(piece);
	free(old);
	free(piece);
}

static hwloc_obj_t next_pu(hwloc_topology_t topology, hwloc_obj_t in,
			   hwloc_obj_t pu)
{
	return hwloc_get_next_obj_inside_cpuset_by_type(topology, in->cpuset,
							HWLOC_OBJ_PU, pu);
}

static unsigned n_cores_in(hwloc_topology_t topology, hwloc_obj_t in)
{
	unsigned n = 0;
	hwloc_obj_t pu = NULL;

	while ((pu = next_pu(topology, in, pu)))
		n += topology_starts_core(pu);
	return n;
}

static char *with_size(const char *name, uint64_t bytes)
{
	char size[32];

	return alloc_printf(
		"%s %s", name,
		units_show_bytes((double)bytes, size, sizeof(size)));
}

/* NUMA nodes hang at the side of the tree, perhaps behind a memory cache. */
static void name_memory(hwloc_obj_t memory, char **label)
{
	for (; memory; memory = memory->next_sibling) {
		if (memory->type == HWLOC_OBJ_NUMANODE) {
			uint64_t bytes = memory->attr->numanode.local_memory;
			char *name =
				alloc_printf("NUMA node %u", memory->os_index);

			append(label, ", ",
			       bytes ? with_size(name, bytes)
				     : alloc_copy(name));
			free(name);
		}
		name_memory(memory->memory_first_child, label);
	}
}

static void name_object(hwloc_obj_t object, char **label)
{
	char name[64];

	if (object->type == HWLOC_OBJ_PACKAGE ||
	    object->type == HWLOC_OBJ_DIE) {
		snprintf(name, sizeof(name), "%s %u",
			 object->type == HWLOC_OBJ_DIE ? "die" : "package",
			 object->logical_index);
		append(label, ", ", alloc_copy(name));
	} else if (hwloc_obj_type_is_dcache(object->type)) {
		hwloc_obj_type_snprintf(name, sizeof(name), object, 0);
		append(label, ", ",
		       object->attr->cache.size
			       ? with_size(name, object->attr->cache.size)
			       : alloc_copy(name));
	}
	name_memory(object->memory_first_child, label);
}

/* The kind of all CPUs in the object, or -1. */
static int kind_of(hwloc_topology_t topology, hwloc_obj_t object)
{
	if (hwloc_cpukinds_get_nr(topology, 0) < 2)
		return -1;
	return hwloc_cpukinds_get_by_cpuset(topology, object->cpuset, 0);
}

/* Cores on one line: the CPUs of each, "0+8 1+9". */
struct row {
	char *cores;
	int kind;
};

static void add_core(hwloc_topology_t topology, struct row *row,
		     hwloc_obj_t core)
{
	char *cpus = NULL;
	hwloc_obj_t pu = NULL;

	while ((pu = next_pu(topology, core, pu)))
		append(&cpus, "+", alloc_printf("%u", pu->os_index));
	if (cpus)
		append(&row->cores, " ", cpus);
	row->kind = kind_of(topology, core);
}

static void print_row(FILE *file, struct row *row, int at, int indent)
{
	if (!row->cores)
		return;
	if (row->kind >= 0) {
		fprintf(file, "%*skind %d: ", at < indent ? indent - at : 0, "",
			row->kind);
		at = (at < indent ? indent : at) + 8;
	} else if (at < indent) {
		fprintf(file, "%*s", indent, "");
		at = indent;
	}
	topo_wrap(file, row->cores, at, indent + STEP);
	free(row->cores);
	row->cores = NULL;
}

static void draw(FILE *file, hwloc_topology_t topology, hwloc_obj_t object,
		 int indent);

/* Children that are one core gather in rows; the others are drawn. */
static void draw_children(FILE *file, hwloc_topology_t topology,
			  hwloc_obj_t object, int at, int indent)
{
	struct row row = { NULL, -1 };

	for (unsigned i = 0; i < object->arity; i++) {
		hwloc_obj_t child = object->children[i];
		unsigned n = n_cores_in(topology, child);
		bool same_kind = row.kind == kind_of(topology, child);

		if (row.cores && (n > 1 || !same_kind)) {
			print_row(file, &row, at, indent);
			at = 0;
		}
		if (n > 1) {
			draw(file, topology, child, indent);
			at = 0;
		} else {
			add_core(topology, &row, child);
		}
	}
	print_row(file, &row, at, indent);
}

/* Do all children fit into one row? */
static bool is_row(hwloc_topology_t topology, hwloc_obj_t object)
{
	for (unsigned i = 0; i < object->arity; i++) {
		hwloc_obj_t child = object->children[i];

		if (n_cores_in(topology, child) > 1 ||
		    kind_of(topology, child) !=
			    kind_of(topology, object->children[0]))
			return false;
	}
	return true;
}
