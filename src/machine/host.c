/*
 * Facts about this host. Small files of /proc and /sys, read once; what is
 * missing on some kernel or in some container is simply left out.
 */
#include "machine/host.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#ifdef __x86_64__
#include <cpuid.h>
#endif

#include "base/alloc.h"
#include "base/hash.h"
#include "machine/cgroup.h"
#include "machine/node.h"
#include "machine/sysfile.h"
#include "machine/topology.h"

#define CPUFREQ "/sys/devices/system/cpu/cpufreq/"

/* Takes the text over: no text, no fact. */
static void put(json_t *facts, const char *name, char *text)
{
	if (text && *text)
		json_object_set_new(facts, name, json_string(text));
	free(text);
}

/* "Intel(R) Xeon(R) CPU @ 2.20GHz" without the legal part and the clock. */
static char *plain_model(const char *model)
{
	static const char *const noise[] = { "(R)", "(r)", "(TM)", "(tm)",
					     NULL };
	char *text = alloc_zero(strlen(model) + 1, 1), *end = text;

	while (*model && strncmp(model, " @ ", 3)) {
		size_t skip = 0;

		for (const char *const *p = noise; *p; p++)
			if (!strncmp(model, *p, strlen(*p)))
				skip = strlen(*p);
		if (*model == ' ' && (end == text || end[-1] == ' '))
			skip = 1;
		if (!skip)
			*end++ = *model++;
		model += skip;
	}
	while (end > text && end[-1] == ' ')
		*--end = '\0';
	return text;
}

static char *cpu_model(hwloc_topology_t topology)
{
	hwloc_obj_t package =
		hwloc_get_obj_by_type(topology, HWLOC_OBJ_PACKAGE, 0);
	hwloc_obj_t at = package ? package : hwloc_get_root_obj(topology);
	const char *known = hwloc_obj_get_info_by_name(at, "CPUModel");
	char *model =
		known ? alloc_copy(known)
		      : sysfile_value("", "/proc/cpuinfo", "model name", ':');
	char *plain = model ? plain_model(model) : NULL;

	free(model);
	return plain;
}

/* Names that hypervisors give themselves in CPUID leaf 0x40000000. */
static const char *const hypervisors[][2] = {
	{ "KVMKVMKVM", "KVM" },
	{ "Microsoft Hv", "Hyper-V" },
	{ "VMwareVMware", "VMware" },
	{ "XenVMMXenVMM", "Xen" },
	{ "TCGTCGTCGTCG", "QEMU" },
	{ "VBoxVBoxVBox", "VirtualBox" },
	{ "bhyve bhyve ", "bhyve" },
	{ "ACRNACRNACRN", "ACRN" },
	{ NULL, NULL },
};

char *host_virtualization(void)
{
#ifdef __x86_64__
	unsigned a, b, c, d;
	char name[13] = "";

	if (!__get_cpuid(1, &a, &b, &c, &d))
		return NULL;
	if (!(c >> 31)) /* the bit that hypervisors set */
		return alloc_copy("none");
	__cpuid(0x40000000, a, b, c, d);
	memcpy(name, &b, 4);
	memcpy(name + 4, &c, 4);
	memcpy(name + 8, &d, 4);
	for (unsigned i = 0; hypervisors[i][0]; i++)
		if (!strncmp(name, hypervisors[i][0], 12))
			return alloc_copy(hypervisors[i][1]);
	return alloc_copy("unknown");
#else
	(void)hypervisors;
	return sysfile_line("", "/sys/hypervisor/type");
#endif
}

int host_boost(const char *root)
{
	double boost = sysfile_number(root, CPUFREQ "boost");
	double no_turbo = sysfile_number(
		root, "/sys/devices/system/cpu/intel_pstate/no_turbo");

	if (!isnan(boost))
		return boost != 0;
	return isnan(no_turbo) ? -1 : no_turbo == 0;
}

static void put_counts(json_t *facts, hwloc_topology_t topology)
{
	char *allowed = NULL;
	int n_packages = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_PACKAGE);
	double quota = cgroup_quota_cpus("");

	hwloc_bitmap_list_asprintf(
		&allowed, hwloc_topology_get_topology_cpuset(topology));
	put(facts, "allowed_cpus", allowed);
	json_object_set_new(facts, "n_pus",
			    json_integer(topology_n_pus(topology)));
	json_object_set_new(facts, "n_cores",
			    json_integer(topology_n_cores(topology)));
	json_object_set_new(facts, "n_packages",
			    json_integer(n_packages > 0 ? n_packages : 1));
	json_object_set_new(facts, "memory_bytes",
			    json_integer((json_int_t)sysconf(_SC_PHYS_PAGES) *
					 sysconf(_SC_PAGESIZE)));
	if (!isnan(quota))
		json_object_set_new(facts, "cgroup_quota_cpus",
				    json_real(quota));
}

static const char *text_of(const json_t *facts, const char *name)
{
	const char *text = json_string_value(json_object_get(facts, name));

	return text ? text : "";
}

/*
 * What makes two hosts equal for a comparison. Their name is no part of it,
 * nor the mask of this process; and two equal machines differ by some MiB in
 * the memory that their kernels leave.
 */
static char *fingerprint(const json_t *facts)
{
	double gib =
		json_integer_value(json_object_get(facts, "memory_bytes")) /
		0x1p30;
	char *text = alloc_printf(
		"%s;%s;%s;%s;%ld;%.0f", text_of(facts, "machine"),
		text_of(facts, "cpu_model"), text_of(facts, "kernel"),
		text_of(facts, "virtualization"), sysconf(_SC_NPROCESSORS_CONF),
		gib);
	uint64_t hash = hash_bytes(HASH_START, text, strlen(text));

	free(text);
	return alloc_printf("%016" PRIx64, hash);
}

/* As a batch system calls this machine, and whose it is. */
static void put_node(json_t *facts)
{
	const char *name = getenv("SLURMD_NODENAME");
	enum node_sharing sharing = node_find_sharing();

	if (name)
		put(facts, "slurm_node", alloc_copy(name));
	if (sharing != NODE_OWN)
		put(facts, "node_sharing",
		    alloc_copy(node_sharing_names[sharing]));
}

json_t *host_facts(hwloc_topology_t topology)
{
	json_t *facts = json_object();
	struct utsname system;

	if (!uname(&system)) {
		put(facts, "name", alloc_copy(system.nodename));
		put(facts, "kernel", alloc_copy(system.release));
		put(facts, "machine", alloc_copy(system.machine));
	}
	put(facts, "cpu_model", cpu_model(topology));
	put_counts(facts, topology);
	put(facts, "os",
	    sysfile_value("", "/etc/os-release", "PRETTY_NAME", '='));
	put(facts, "clocksource",
	    sysfile_line("", "/sys/devices/system/clocksource/clocksource0/"
			     "current_clocksource"));
	put(facts, "smt",
	    sysfile_line("", "/sys/devices/system/cpu/smt/control"));
	put(facts, "governor",
	    sysfile_line("", CPUFREQ "policy0/scaling_governor"));
	if (host_boost("") >= 0)
		put(facts, "boost", alloc_copy(host_boost("") ? "1" : "0"));
	put(facts, "microcode",
	    sysfile_value("", "/proc/cpuinfo", "microcode", ':'));
	put(facts, "virtualization", host_virtualization());
	put_node(facts);
	put(facts, "fingerprint", fingerprint(facts));
	return facts;
}

char *host_line(const json_t *facts)
{
	long n_cores = json_integer_value(json_object_get(facts, "n_cores"));
	long n_pus = json_integer_value(json_object_get(facts, "n_pus"));
	const char *model = text_of(facts, "cpu_model");
	const char *virt = text_of(facts, "virtualization");
	int shown = *virt && strcmp(virt, "none");
	char threads[48] = "";

	if (n_pus != n_cores)
		snprintf(threads, sizeof(threads), " (%ld hardware threads)",
			 n_pus);
	return alloc_printf("%ld core%s%s%s%s%s%s%s", n_cores,
			    n_cores == 1 ? "" : "s", threads, *model ? " " : "",
			    model, shown ? " (" : "", shown ? virt : "",
			    shown ? ")" : "");
}
