/*
 * Loading hwloc topologies. Binding is not done here: workers bind
 * themselves to the CPUs that pin.c names.
 */
#include "machine/topology.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_IMAGINED 8192 /* as many CPUs as Linux takes */

/*
 * Without the restriction hwloc shows CPUs outside this process's mask, and
 * a worker would be sent where it may not run. hwloc refuses both flags for
 * a machine that is not this one.
 */
#define THIS_MACHINE                                                           \
	(HWLOC_TOPOLOGY_FLAG_RESTRICT_TO_CPUBINDING |                          \
	 HWLOC_TOPOLOGY_FLAG_IS_THISSYSTEM)

static const char *after(const char *text, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(text, prefix, n) ? NULL : text + n;
}

/*
 * Would "2 core:4(size=1) pu:2" give more than MAX_IMAGINED objects on its
 * lowest level? hwloc would try to build them all.
 */
static bool is_too_large(const char *description)
{
	bool in_attributes = false;
	double n = 1;

	for (const char *p = description; *p; p++) {
		bool starts = p == description || p[-1] == ':' || p[-1] == ' ';

		if (*p == '(' || *p == ')')
			in_attributes = *p == '(';
		else if (!in_attributes && starts && isdigit((unsigned char)*p))
			n *= strtod(p, NULL);
	}
	return n > MAX_IMAGINED;
}

/* Say where the topology comes from. 0 or -1. */
static int choose(hwloc_topology_t topology, const char *source,
		  struct why *why)
{
	const char *value;

	if (!source) {
		if (hwloc_topology_set_flags(topology, THIS_MACHINE))
			return why_errno(why, "hwloc takes no CPU mask");
		return 0;
	}
	if ((value = after(source, "xml:"))) {
		if (access(value, R_OK))
			return why_errno(why, "topology file %s", value);
		if (hwloc_topology_set_xml(topology, value))
			return why_set(why, "%s: not a topology in hwloc's XML",
				       value);
		return 0;
	}
	if ((value = after(source, "synthetic:"))) {
		if (is_too_large(value))
			return why_set(why,
				       "'%s' has too many parts (at most %d)",
				       value, MAX_IMAGINED);
		if (hwloc_topology_set_synthetic(topology, value))
			return why_set(
				why,
				"'%s' is no synthetic topology "
				"(an example: \"package:2 core:4 pu:2\")",
				value);
		return 0;
	}
	return why_set(why,
		       "a topology is xml:FILE or synthetic:DESCRIPTION, "
		       "not '%s'",
		       source);
}

int topology_load(hwloc_topology_t *topology, const char *source,
		  struct why *why)
{
	if (hwloc_topology_init(topology))
		return why_errno(why, "hwloc cannot start");
	if (choose(*topology, source, why))
		goto fail;
	if (hwloc_topology_load(*topology)) {
		if (source)
			why_set(why, "%s: not a topology hwloc can read",
				source);
		else
			why_errno(why, "hwloc cannot see this machine");
		goto fail;
	}
	return 0;
fail:
	hwloc_topology_destroy(*topology);
	return -1;
}

unsigned topology_n_pus(hwloc_topology_t topology)
{
	return (unsigned)hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_PU);
}

static hwloc_obj_t core_of(hwloc_obj_t pu)
{
	return hwloc_get_ancestor_obj_by_type(NULL, HWLOC_OBJ_CORE, pu);
}

bool topology_starts_core(hwloc_obj_t pu)
{
	hwloc_obj_t core = core_of(pu);

	return !core || !pu->prev_cousin || core_of(pu->prev_cousin) != core;
}

unsigned topology_n_cores(hwloc_topology_t topology)
{
	unsigned n = 0;
	hwloc_obj_t pu = NULL;

	while ((pu = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_PU, pu)))
		n += topology_starts_core(pu);
	return n;
}

/* The CPUs that are switched on, by the kernel's list. */
static void add_online(hwloc_bitmap_t cpus)
{
	FILE *file = fopen("/sys/devices/system/cpu/online", "re");
	char *line = NULL;
	size_t size = 0;
	hwloc_bitmap_t online = hwloc_bitmap_alloc();

	if (file && getline(&line, &size, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (!hwloc_bitmap_list_sscanf(online, line))
			hwloc_bitmap_or(cpus, cpus, online);
	}
	hwloc_bitmap_free(online);
	free(line);
	if (file)
		fclose(file);
}

hwloc_bitmap_t topology_excluded(hwloc_topology_t topology)
{
	hwloc_bitmap_t cpus =
		hwloc_bitmap_dup(hwloc_topology_get_complete_cpuset(topology));

	/* hwloc forgets what the restriction to the mask took away. */
	if (hwloc_topology_is_thissystem(topology))
		add_online(cpus);
	hwloc_bitmap_andnot(cpus, cpus,
			    hwloc_topology_get_topology_cpuset(topology));
	return cpus;
}

int topology_export(hwloc_topology_t topology, const char *path,
		    struct why *why)
{
	if (hwloc_topology_export_xml(topology, path, 0))
		return why_errno(why, "writing %s", path);
	return 0;
}
