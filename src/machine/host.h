/*
 * Facts about this host for run.json and for the reader: who it is, its CPU,
 * kernel, clock, memory, limits. Everything that cannot be read is left out.
 */
#ifndef GILBENCH_MACHINE_HOST_H
#define GILBENCH_MACHINE_HOST_H

#include <hwloc.h>
#include <jansson.h>

/*
 * A JSON object with at least: name, cpu_model, n_pus, n_cores, n_packages,
 * allowed_cpus, memory_bytes, kernel, os, clocksource, smt, governor,
 * boost, microcode, cgroup_quota_cpus, virtualization, fingerprint (hash of
 * hardware and kernel; 16 hexadecimal digits). In a job of Slurm's also
 * slurm_node and node_sharing (node.h). The caller owns it.
 */
json_t *host_facts(hwloc_topology_t topology);

/* "none", or whose guest this machine is; NULL: not known. free(). */
char *host_virtualization(void);
/* May CPUs run faster than they are rated? 1, 0, or -1: not known. */
int host_boost(const char *root);

/* "2 cores AMD EPYC (KVM)": freed with free(). */
char *host_line(const json_t *facts);

#endif
