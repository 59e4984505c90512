/*
 * The CPU limits of this process's control group, version 1 or 2. A limit
 * may sit on any group above its own, so all are read up to the mount. The
 * files are those below `root`: "" is this machine.
 */
#ifndef GILBENCH_MACHINE_CGROUP_H
#define GILBENCH_MACHINE_CGROUP_H

/* The tightest quota, in CPUs; NAN where there is none. */
double cgroup_quota_cpus(const char *root);

/* Time these groups have been stopped by a quota, seconds; NAN: not known. */
double cgroup_throttled_s(const char *root);

#endif
