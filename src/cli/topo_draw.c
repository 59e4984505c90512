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

/* The PUs of an object follow each other: the first one, or the next. */
static hwloc_obj_t next_pu(hwloc_obj_t in, hwloc_obj_t pu)
{
	if (pu)
		pu = pu->next_cousin;
	else
		for (pu = in; pu->type != HWLOC_OBJ_PU; pu = pu->first_child)
			;
	return pu && hwloc_bitmap_isset(in->cpuset, pu->os_index) ? pu : NULL;
}

static unsigned n_cores_in(hwloc_obj_t in)
{
	unsigned n = 0;
	hwloc_obj_t pu = NULL;

	while ((pu = next_pu(in, pu)))
		n += topology_starts_core(pu);
	return n;
}

/* "L3 (32 MiB)"; imagined machines may not say how large it is. */
static char *with_size(const char *name, uint64_t bytes)
{
	char size[32];

	if (!bytes)
		return alloc_copy(name);
	units_show_bytes((double)bytes, size, sizeof(size));
	return alloc_printf("%s (%s)", name, size);
}

/* NUMA nodes hang at the side of the tree, perhaps behind a memory cache. */
static void name_memory(hwloc_obj_t memory, char **label)
{
	for (; memory; memory = memory->next_sibling) {
		if (memory->type == HWLOC_OBJ_NUMANODE) {
			char name[32];

			snprintf(name, sizeof(name), "NUMA node %u",
				 memory->os_index);
			append(label, ", ",
			       with_size(name,
					 memory->attr->numanode.local_memory));
		}
		name_memory(memory->memory_first_child, label);
	}
}

static void name_object(hwloc_obj_t object, char **label)
{
	char name[64];

	if (object->type == HWLOC_OBJ_PACKAGE) {
		append(label, ", ",
		       alloc_printf("package %u", object->logical_index));
	} else if (object->type == HWLOC_OBJ_DIE) {
		append(label, ", ",
		       alloc_printf("die %u", object->logical_index));
	} else if (hwloc_obj_type_is_dcache(object->type)) {
		hwloc_obj_type_snprintf(name, sizeof(name), object, 0);
		append(label, ", ", with_size(name, object->attr->cache.size));
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

/* The CPUs of a core, "0+8", appended to a list of cores. */
static void add_core(hwloc_obj_t core, char **cores)
{
	char *cpus = NULL;
	hwloc_obj_t pu = NULL;

	while ((pu = next_pu(core, pu)))
		append(&cpus, "+", alloc_printf("%u", pu->os_index));
	if (cpus)
		append(cores, " ", cpus);
}

/* One line: the label or "", and cores of one kind. Frees *cores. */
static void print_row(FILE *file, int indent, const char *label, int kind,
		      char **cores)
{
	char of_kind[32] = "";

	if (kind >= 0)
		snprintf(of_kind, sizeof(of_kind), "kind %d: ", kind);

	int at = fprintf(file, "%*s%s%s%s", indent, "", label,
			 *label ? ": " : "", of_kind);

	topo_wrap(file, *cores, at, indent + STEP);
	free(*cores);
	*cores = NULL;
}

/* Are all children of an object one core each, and of one kind? */
static bool is_row(hwloc_topology_t topology, hwloc_obj_t object)
{
	for (unsigned i = 0; i < object->arity; i++) {
		hwloc_obj_t child = object->children[i];

		if (n_cores_in(child) > 1 ||
		    kind_of(topology, child) !=
			    kind_of(topology, object->children[0]))
			return false;
	}
	return true;
}

static void draw(FILE *file, hwloc_topology_t topology, hwloc_obj_t object,
		 int indent);

/*
 * Neighbours that are one core each, and of one kind, gather in a row; the
 * other children are drawn. `label` goes before the first row.
 */
static void draw_children(FILE *file, hwloc_topology_t topology,
			  hwloc_obj_t object, const char *label, int indent)
{
	char *cores = NULL;
	int kind = -1;

	for (unsigned i = 0; i < object->arity; i++) {
		hwloc_obj_t child = object->children[i];
		bool single = n_cores_in(child) <= 1;

		if (cores && (!single || kind_of(topology, child) != kind))
			print_row(file, indent, label, kind, &cores);
		if (!single) {
			draw(file, topology, child, indent);
			continue;
		}
		add_core(child, &cores);
		kind = kind_of(topology, child);
	}
	if (cores)
		print_row(file, indent, label, kind, &cores);
}

static bool is_core(hwloc_obj_t object)
{
	return object->type == HWLOC_OBJ_CORE || object->type == HWLOC_OBJ_PU;
}

static void draw(FILE *file, hwloc_topology_t topology, hwloc_obj_t object,
		 int indent)
{
	char *label = NULL;

	name_object(object, &label);
	while (object->arity == 1 && !is_core(object->children[0])) {
		object = object->children[0];
		name_object(object, &label);
	}
	if (!label)
		label = alloc_copy(object->parent ? "group" : "machine");
	if (is_row(topology, object)) {
		draw_children(file, topology, object, label, indent);
	} else {
		fprintf(file, "%*s%s\n", indent, "", label);
		draw_children(file, topology, object, "", indent + STEP);
	}
	free(label);
}

void topo_draw(FILE *file, hwloc_topology_t topology)
{
	draw(file, topology, hwloc_get_root_obj(topology), 0);
}
