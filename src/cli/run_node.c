/* What the batch system says is among the host's facts. */
#include "cli/run_node.h"

#include <string.h>

#include "cli/cmd.h"
#include "cli/run_warnings.h"
#include "machine/node.h"

int run_node_check(struct run_work *work)
{
	const char *sharing =
		json_string_value(json_object_get(work->host, "node_sharing"));

	if (!sharing ||
	    strcmp(sharing, node_sharing_names[NODE_EXCLUSIVE]) == 0)
		return 0;
	bool shared = strcmp(sharing, node_sharing_names[NODE_SHARED]) == 0;
	const char *text =
		shared ? "other jobs may run on this node at the same time: "
			 "sbatch --exclusive asks for a whole one"
		       : "Slurm does not say whether other jobs may run on "
			 "this node at the same time";

	if (work->settings.require_exclusive)
		return cmd_fail("run", EXIT_REFUSED, text);
	if (shared)
		run_warnings_add(work->warnings, text);
	return 0;
}
