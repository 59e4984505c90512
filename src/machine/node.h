/*
 * Whose this machine is while a job of a batch system runs on it. Only Slurm is
 * known; outside of it nobody says, and a machine counts as the user's own.
 */
#ifndef GILBENCH_MACHINE_NODE_H
#define GILBENCH_MACHINE_NODE_H

enum node_sharing {
	NODE_OWN,       /* no batch system */
	NODE_EXCLUSIVE, /* no other job runs here while this one does */
	NODE_SHARED,    /* others may */
	NODE_UNKNOWN,   /* a job, but scontrol(1) does not say */
};

/* "own", "exclusive", "shared", "unknown". */
extern const char *const node_sharing_names[];

/* By the environment and scontrol(1), which is asked for at most 20 s. */
enum node_sharing node_find_sharing(void);
/* By what `scontrol show job` printed. */
enum node_sharing node_parse_sharing(const char *text);

#endif
