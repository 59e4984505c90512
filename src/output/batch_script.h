/*
 * What `gilbench submit` leaves in submit/ of a run directory, for people to
 * read and to start by hand: shard.sh, which measures a part of the plan on the
 * machine where it is started, and for Slurm merge.sh, which are batch scripts
 * then.
 */
#ifndef GILBENCH_OUTPUT_BATCH_SCRIPT_H
#define GILBENCH_OUTPUT_BATCH_SCRIPT_H

#include <stdbool.h>

#include "base/why.h"

struct batch_script {
	const char *run;      /* absolute path of the run directory */
	const char *gilbench; /* on the machines; NULL: of the tarball */
	const char *tarball;  /* in submit/ of the run directory, or NULL */
	unsigned n_shards;
	bool slurm;
	bool survey; /* the whole plan, on each machine */
	bool shared; /* nodes are not ours alone */
};

/*
 * Write them, with the folder. Slurm starts them in the run directory. 0, or -1
 * with why: a path in which there is a line end, for one.
 */
int batch_script_write(const struct batch_script *script, struct why *why);

#endif
